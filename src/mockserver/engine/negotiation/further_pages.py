"""Examples of pages: whether a request comes from the page that an example shows, and so would see it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ONWARD = frozenset(["next", "cursor", "continuation"])
_MORE = ("has_more", "has_more_items", "more", "has_next", "has_next_page", "more_available", "is_truncated")
_READ, _DEPTH = 5000, 20  # values of an example, and levels of it, in which its next page is looked for


class Trail(NamedTuple):
    """What a request to the page after an example may carry."""

    texts: frozenset[str]  # {"cus_9"}: a cursor, or the identifier of the last item
    links: tuple[frozenset[tuple[str, str]], ...]  # the parameters of each address

    def is_followed(self, members: Iterable[tuple[str, Any]]) -> bool:
        """Whether a request's parameters and members lead from the example's page to the next one."""
        pairs = {(name, str(value)) for name, value in members if not isinstance(value, (dict, list, bool))}
        return any(link <= pairs for link in self.links) or any(
            value in self.texts and _is_cursor(name) for name, value in pairs
        )


def read_trail(example: Any) -> Trail | None:
    """What leads from the page that an example shows to a next one; `None` if nothing does."""
    values = [value for value, _ in zip(_iter_values("", example), range(_READ), strict=False)]
    if not any(_leads_on(name, value) for name, value in values):
        return None
    texts = frozenset(str(value) for _, value in values if isinstance(value, (str, int)) and value != "")
    addresses = (value for name, value in values if isinstance(value, str) and "?" in value and _leads_on(name, value))
    return Trail(texts, tuple(link for address in addresses if (link := _read_query(address))))


def _iter_values(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every value with the name of the member that it is, or that holds its list."""
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        for key, member in value.items():  # `{next: {href: …}}`: the outer name says what it is
            yield from _iter_values(f"{name}.{key}" if name == "next" else str(key), member, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _iter_values(name, item, depth + 1)
    else:
        yield name, value


def _leads_on(name: str, value: Any) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(value) and (
        "_".join(words) in _MORE or not _ONWARD.isdisjoint(words) or words[-2:] == ["page", "token"]
    )


def _is_cursor(name: str) -> bool:
    words = {word.lower() for word in _WORD.findall(name)}
    return not words.isdisjoint(
        {"cursor", "after", "token", "offset", "marker", "continuation", "page", "start", "next"}
    )


def _read_query(address: str) -> frozenset[tuple[str, str]]:
    try:
        return frozenset(parse_qsl(urlsplit(address).query))
    except ValueError:  # half an IPv6 address
        return frozenset()
