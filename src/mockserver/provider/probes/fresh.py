"""Fresh values: bodies that are valid like another one, but differ where a service may demand uniqueness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any
from uuid import UUID

from ...openapi.generation import formats, texts
from ...openapi.generation.constraints import Constraints
from ...openapi.generation.shallowest_values import Budget, Exhausted
from .places import BodyPlace
from .schemas import RequestSchemas
from .values import is_number

WORK = 400  # candidates of a text that must match a pattern
SINGLES = 6  # places that are made fresh alone

_REFERENCE = re.compile(r".+(_id|-id|Id|ID|_ids|Ids|_uuid|Uuid|_ref|Ref)$")
_DIGITS = re.compile(r"\d+(?=\D*$)")
_DATES = ("date", "date-time", "time", "duration", "binary", "byte", "password")

Recipe = tuple[BodyPlace, ...]
"""The places whose values change from one body to the next."""


def list_recipes(places: Sequence[BodyPlace], body: Any) -> tuple[list[Recipe], list[Recipe]]:
    """Return what may be made fresh together, in the order to try it, and what may be made fresh alone.

    1. Every text, except dates and what is named like a reference to another item (`author_id`).
    2. Numbers as well.
    3. Nothing: the body stays as it is.
    4. Texts, and what has a list of allowed values, because a service may have each of them once.

    One place alone is for bodies whose other texts are the names of items that exist.
    """
    changeable = [place for place in places if _is_changeable(place, body)]
    plain = [place for place in changeable if not _REFERENCE.match(place.label)]
    written = [place for place in plain if not is_number(place.wanted)]
    listed = [place for place in places if is_listed(place) and place.is_in(body)]
    together: list[Recipe] = [tuple(some) for some in (written, plain) if some]
    together += [(), (*written, *listed)] if listed else [()]
    alone: list[Recipe] = [(place,) for place in changeable[:SINGLES]]
    return list(dict.fromkeys(together)), [recipe for recipe in alone if recipe not in together]


def is_listed(place: BodyPlace) -> bool:
    """Return whether a place has one of several values that the document lists."""
    return place.parent is not None and place.wanted.allowed is not None and len(place.wanted.allowed) > 1


def refresh(schemas: RequestSchemas, recipe: Recipe, body: Any, number: int) -> Any:
    """Return a body with the fresh values number `number`; a place for which none is found keeps its value."""
    for place in recipe:
        value = place.get(body)
        for other in _iter_others(place.wanted, value, place.label, number):
            if other != value and schemas.is_valid(place.pointers, other):
                body = place.put(body, other)
                break
    return body


def _is_changeable(place: BodyPlace, body: Any) -> bool:
    wanted = place.wanted
    if place.parent is None or wanted.allowed is not None or not place.is_in(body) or not wanted.is_scalar:
        return False
    if isinstance(place.sample, str):
        return not any(known in _DATES for known in wanted.formats)
    return is_number(wanted) and not isinstance(place.sample, bool)


def _iter_others(wanted: Constraints, value: Any, name: str, number: int) -> Iterator[Any]:
    """Yield candidates for another value, the most similar first."""
    if wanted.allowed is not None:
        listed = list(wanted.allowed.values())
        yield from (listed[(number + at) % len(listed)] for at in range(len(listed)))
    elif isinstance(value, str):
        yield from _iter_texts(wanted, value, name, number)
    elif isinstance(value, (int, float)):
        yield from (value + number, value - number)
        low, high = wanted.minimum, wanted.maximum
        if low is not None and high is not None and high > low and isinstance(value, int):
            yield int(low) + number % (int(high) - int(low) + 1)


def _iter_texts(wanted: Constraints, value: str, name: str, number: int) -> Iterator[str]:
    for known in wanted.formats:
        if known == "uuid":
            with suppress(ValueError):
                yield str(UUID(int=(UUID(value).int + number) % 2**128))
        elif not formats.is_free([known]):
            yield formats.ordinary(known, number, name)
    digits = _DIGITS.search(value)
    if wanted.patterns and digits is not None:
        counted = str(int(digits[0]) + number)
        yield value[: digits.start()] + counted.zfill(len(digits[0]))[-len(digits[0]) :] + value[digits.end() :]
        yield value[: digits.start()] + counted + value[digits.end() :]
    ending = f"-{number}"
    most = wanted.max_length
    yield (value if most is None else value[: max(most - len(ending), 0)]) + ending
    yield value + formats.word(number)
    yield formats.word(number)
    if wanted.patterns:
        with suppress(Exhausted):
            yield from islice(texts.shaped(wanted, Budget(WORK).spend), number % 50, number % 50 + 3)
