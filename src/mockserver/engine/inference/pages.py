"""Pages: the parameters that choose a part of a list, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

from ...openapi.resources import page_words as words
from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Page, Told
from .asked import Asked
from .row_members import RowMembers

USUAL_SIZE = 20  # of pages whose size no request can choose
_DEFAULT = re.compile(r"default(?:s)?(?:\s+(?:to|is|of|value))*\s*[:=]?\s*`?(\d{1,5})\b")
_FROM_ZERO = re.compile(r"\b(?:zero|0)[- ](?:based|indexed)|start(?:s|ing)?\s+(?:at|from|with)\s+`?(?:0|zero)\b")
_FROM_ONE = re.compile(r"\b(?:one|1)[- ](?:based|indexed)|start(?:s|ing)?\s+(?:at|from|with)\s+`?(?:1|one)\b")
_ENDS = {"from": "to", "start": "end"}  # beside them these names are no offsets
_COUNTED_FROM_ONE = ("startindex",)  # offsets: RFC 7644 §3.4.2.4


def infer_page(
    asked: Iterable[Asked], tells: Mapping[str, Told], body: SchemaView, rows: SchemaView, members: RowMembers
) -> Page | None:
    """The page of a list, by its number, its offset or a cursor; `None` if all rows are always shown.

    `body` is the schema of the response, and `rows` that of its array.
    """
    listed = list(asked)
    told = frozenset(tells.values())
    number = _first(listed, words.MORE_NUMBERS, _is_count, ("number", "page", "index"))
    cursor = _first(listed, words.MORE_CURSORS, _is_cursor, ("after", "cursor", "next", "token"))
    offset = _first(listed, words.MORE_OFFSETS, _is_count, ("offset", "start", "skip"))
    if offset is not None and any(each.plain == _ENDS.get(offset.plain) for each in listed):
        offset = None
    before = _first(listed, words.BEFORES, _is_cursor, ("before",)) if cursor is not None else None
    size = _first(
        [each for each in listed if each not in (number, offset)],
        words.MORE_SIZES,
        _is_count,
        ("pagesize", "size", "limit"),
    )
    if cursor is not None and _is_time(cursor):
        cursor = before = None
    if size is not None and size.plain not in words.SIZES and not _is_size(size, number, offset, cursor, members):
        size = None
    if size is None and number is None and offset is None and cursor is None:
        return None
    if cursor is not None and cursor.is_number and not cursor.is_text and "next_offset" in told:
        offset, cursor = offset or cursor, None
    return Page(
        size=size.name if size is not None else None,
        number=number.name if number is not None else None,
        offset=offset.name if offset is not None else None,
        cursor=cursor.name if cursor is not None else None,
        before=before.name if before is not None else None,
        first=_find_first(number, offset, body),
        default=_find_default(size, tells, body),
        is_identifier=cursor is not None and _is_identifier(cursor, told),
        largest=_find_largest(size, rows),
    )


def _first(asked: Iterable[Asked], names: tuple[str, ...], fits: Any, inner: tuple[str, ...] = ()) -> Asked | None:
    """The parameter with the most fitting name; inside `page[…]` the short names do."""
    listed = [each for each in asked if fits(each)]
    of_page = (each for name in inner for each in listed if each.is_of_page and each.plain == name)
    return next(chain(of_page, (each for name in names for each in listed if each.plain == name)), None)


def _is_count(asked: Asked) -> bool:
    return asked.is_number or not (asked.view.types or asked.choices)


def _is_cursor(asked: Asked) -> bool:
    return (asked.is_text or asked.is_number) and not asked.choices


def _is_time(asked: Asked) -> bool:
    return asked.view.first("format") in ("date", "date-time")


def _is_size(
    size: Asked, number: Asked | None, offset: Asked | None, cursor: Asked | None, members: RowMembers
) -> bool:
    """Whether a parameter with an unusual name, such as `count`, is that of a page: it has another one beside it."""
    if any(each is not None for each in (number, offset, cursor)):
        return True
    return members.find(size.segments) is None


def _find_first(number: Asked | None, offset: Asked | None, body: SchemaView) -> int:
    """The number of the first page, or the first offset.

    1. what the description says: `zero-based`
    2. the default or the minimum of the parameter
    3. 0 for an offset, and for a page of Spring Data, which tells `totalPages` and `numberOfElements`; else 1
    """
    asked = number or offset
    if asked is None:
        return 1
    if _FROM_ZERO.search(asked.description):
        return 0
    if _FROM_ONE.search(asked.description):
        return 1
    default, lowest = asked.view.first("default"), asked.view.first("minimum")
    if default in (0, 1) and (number is not None or default == lowest or asked.plain in _COUNTED_FROM_ONE):
        return int(default)
    if lowest == 0:
        return 0
    if number is None:
        return 1 if lowest == 1 or asked.plain in _COUNTED_FROM_ONE else 0
    return 0 if {"numberOfElements", "totalPages"} <= body.members.keys() else 1


def _find_default(size: Asked | None, tells: Mapping[str, Told], body: SchemaView) -> int | None:
    """Rows of a page whose size the request does not say; `None` for all."""
    if size is not None:
        default = size.view.first("default")
        found = _DEFAULT.search(size.description)
        if isinstance(default, int):
            return default
        return int(found[1]) if found is not None else None
    for pointer, told in tells.items():
        if told == "size" and pointer.startswith("/"):
            shown = body.at(pointer[1:].split("/"))
            for value in (*shown.choices, shown.first("default"), shown.first("example")):
                if isinstance(value, int) and value > 0:
                    return value
    return USUAL_SIZE


def _find_largest(size: Asked | None, rows: SchemaView) -> int | None:
    found = [size.view.first("maximum") if size is not None else None, rows.first("maxItems")]
    return min((int(each) for each in found if isinstance(each, (int, float))), default=None)


def _is_identifier(cursor: Asked, told: Collection[Told]) -> bool:
    """Whether a cursor is the identifier of a row: it is called so, or the response tells no other cursor."""
    if cursor.view.first("format") == "uuid":
        return True
    if "next_cursor" in told:
        return False
    if cursor.plain in words.IDENTIFIER_CURSORS or "last_id" in told:
        return True
    return not {"next_link", "links"} & set(told)
