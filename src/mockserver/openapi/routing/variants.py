"""Operations of one path and method that the query or the fragment of their path keys tells apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from ..messages import Request
from ..operations import Operation
from .segments import TEMPLATE

End = tuple[Operation, tuple[str, ...]]  # an operation, and the names of the variables of its path


class Variant(NamedTuple):
    """One operation, and the pairs of its path key."""

    end: End
    pairs: tuple[tuple[str, str], ...]  # (("api-version", "2024-06-01"),), (("acl", ""),)


class Variants:
    """Chooses among operations whose keys have one path.

    1. The operation whose pairs the request has, all of them; of several the one with the most, then the first.
    2. The operation whose key is the path alone.
    3. The first one, so that each path is answered.

    A request has a pair in its query, in a header field (`X-Amz-Target`), or in its body if that is a form. A pair
    without a value, or whose value is a variable, needs the name alone.
    """

    def __init__(self) -> None:
        self._variants: list[Variant] = []

    def add(self, end: End, pairs: str) -> None:
        """Add an operation; the first of two with the same pairs receives the requests."""
        self._variants.append(Variant(end, tuple(parse_qsl(pairs, keep_blank_values=True))))

    def choose(self, request: Request | None) -> tuple[End, dict[str, str]]:
        """Return the operation for a request, and the texts of the variables in the query of its key."""
        fits = [each for each in self._variants if request is not None and _fits(each, request)]
        plain = (each for each in self._variants if not each.pairs)
        chosen = max(fits, key=lambda each: len(each.pairs)) if fits else next(plain, self._variants[0])
        return chosen.end, dict(_iter_texts(chosen, request)) if request is not None else {}


def _fits(variant: Variant, request: Request) -> bool:
    return all(_has(request, name, value) for name, value in variant.pairs)


def _has(request: Request, name: str, value: str) -> bool:
    sent = [text for key, text in _pairs(request.query) if unquote_plus(key) == name]
    sent += request.headers.all(name)
    if "x-www-form-urlencoded" in (request.headers.get("content-type") or ""):
        sent += [text for key, text in _pairs(request.body.decode("latin-1")) if unquote_plus(key) == name]
    return bool(sent) if not value or TEMPLATE.fullmatch(value) else value in map(unquote_plus, sent)


def _iter_texts(variant: Variant, request: Request) -> Iterator[tuple[str, str]]:
    for name, value in variant.pairs:
        hole = TEMPLATE.fullmatch(value)
        if hole is not None:
            yield from ((hole[1], text) for key, text in _pairs(request.query) if unquote_plus(key) == name)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return names and values, still percent-encoded."""
    return [(name, text) for name, _, text in (piece.partition("=") for piece in query.split("&")) if name]
