"""Sorting: the parameters that order a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ...openapi.errors import DocumentError
from ...openapi.operations import Operation
from ...openapi.resources.words import plain_name
from ..behaviour import Sort
from .asked import Asked
from .row_members import RowMembers
from .time_words import CREATED

_NAMES = (
    "sort",
    "sortby",
    "orderby",
    "ordering",
    "sortfield",
    "sortkey",
    "sortcolumn",
    "sortproperty",
    "orderbyfield",
    "sorting",
    "sortings",
    "sorts",
    "order",
)
_DIRECTIONS = (
    "direction",
    "sortorder",
    "sortdirection",
    "sortdir",
    "dir",
    "orderdirection",
    "orderdir",
    "order",
    "sorttype",
    "sortmode",
    "orderbydirection",
    "sort",
)
_INNER = ("field", "by", "property", "key", "column", "direction", "order", "dir")  # sort[field], sort[direction]
_NEWEST = ("newest", "latest", "recent", "mostrecent", "new", "newestfirst", "last", "lastcreated")
_OLDEST = ("oldest", "earliest", "oldestfirst", "old")
_NEWEST_FIRST = re.compile(
    r"\b(?:newest|latest|most recent(?:ly (?:created|added))?)(?: \w+){0,3} first\b"
    r"|most recently created \w+(?: \w+){0,2} first\b|\breverse[- ]chronological"
)
_ENDS = {"asc": "", "ascending": "", "desc": "-", "descending": "-"}


def infer_sort(asked: Iterable[Asked], members: RowMembers) -> Sort | None:
    """How a list is ordered.

    1. A parameter with members, `sort`, `order_by`, and beside it one with directions, `order`, `direction`.
    2. One with directions alone: then it is the direction of the order of creation, and both are the same parameter.
    """
    listed = list(asked)
    fields = [each for each in listed if _position(each, _NAMES) is not None and not _is_direction(each)]
    field = min(fields, key=lambda each: _position(each, _NAMES) or 0, default=None)
    directions = [each for each in listed if each is not field and _position(each, _DIRECTIONS) is not None]
    directions = [each for each in directions if _is_direction(each) or (each.is_text and not each.choices)]
    direction = min(directions, key=lambda each: _position(each, _DIRECTIONS) or 0, default=None)
    if field is not None:
        return Sort(field.name, direction.name if direction is not None else None, dict(_iter_members(field, members)))
    if direction is not None and _is_direction(direction):
        return Sort(direction.name, direction.name)
    return None


def infer_order(operation: Operation, members: RowMembers) -> str | None:
    """The order of a list if no request says one, as the document describes it: the newest first, or by creation."""
    try:
        described = operation.document.lookup(operation.pointer)
    except DocumentError:
        return None
    texts = [described.get(key) for key in ("summary", "description")] if isinstance(described, dict) else []
    text = " ".join(str(each) for each in texts if each).lower()
    created = members.find_any(CREATED) if _NEWEST_FIRST.search(text) else None
    return None if created is None else f"-{created}"


def _position(asked: Asked, names: tuple[str, ...]) -> int | None:
    """How well a name fits; the less the better."""
    inner = asked.segments[-1] if len(asked.segments) == 2 and asked.segments[0] in ("sort", "order") else None
    if inner in _INNER:
        is_way = inner in ("direction", "order", "dir")
        return 0 if is_way == (names is _DIRECTIONS) else None
    return names.index(asked.plain) if asked.plain in names else None


def _is_direction(asked: Asked) -> bool:
    """Whether its values are directions: `asc` and `desc`."""
    texts = [str(value).lower() for value in asked.choices if value is not None]
    return bool(texts) and all(text.startswith(("asc", "desc")) or text in ("-1", "1") for text in texts)


def _iter_members(field: Asked, members: RowMembers) -> Iterator[tuple[str, str]]:
    """Yield the values that are not called like the member that they mean, with that member."""
    if not field.choices:
        yield from members.inner.items()
        yield from members.iter_short_times()
        return
    for value in map(str, field.choices):
        meant = _read(value, members)
        is_contrary = value[:1] == "-" and value[1:] in field.choices and meant == f"-{_read(value[1:], members)}"
        if meant is not None and meant != _spell(value) and not is_contrary:
            yield value, meant


def _read(value: Any, members: RowMembers) -> str | None:
    """The member that a value means, with a minus for descending; `None` if it means none."""
    text, minus = str(value).strip(), ""
    if text[:1] in ("-", "+"):
        minus, text = text[0].strip("+"), text[1:]
    plain = plain_name(text)
    if plain in (*_NEWEST, *_OLDEST):
        created = members.find_any(CREATED)
        return None if created is None else ("-" if plain in _NEWEST else "") + created
    for form, sign in _iter_forms(text):
        found = members.find(form.split(".")) or members.find_time([plain_name(form)])
        if found is None and plain_name(form) == "date":
            found = members.find_any(CREATED)
        if found is not None:
            return (sign or minus) + found
    return None


def _iter_forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names that a value may have, each with a minus if it says so: `price_desc`, `price:desc`, `price`."""
    yield text, ""
    for separator in ("_", ":", " ", ",", ".", "-"):
        name, _, end = text.rpartition(separator)
        if name and end.lower() in _ENDS:
            yield name, _ENDS[end.lower()]
    for end, sign in (("Desc", "-"), ("Asc", "")):
        if text.endswith(end) and text != end:
            yield text.removesuffix(end), sign


def _spell(text: str) -> str:
    return text.strip().removeprefix("+")
