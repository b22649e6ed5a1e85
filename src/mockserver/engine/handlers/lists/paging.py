"""Paging: the part of a list that a request asks for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple

from ....openapi.rules import Violation, quote
from ...behaviour import Page
from ...behaviour.keys import row_key
from ...worlds.members import get_member
from ...worlds.store import Row
from ..call import Call
from ..refusal import Refusal
from ..requests import rows_of
from .asking import Question
from .cursors import Cursor, mark

_REFUSALS = ("400", "422", "4XX", "default")

Style = Literal["number", "offset", "cursor", ""]


class ListPart(NamedTuple):
    """One page of a list, and what is known about the rest."""

    rows: Sequence[Row]  # of the page
    start: int  # rows before it
    size: int | None  # rows that it may have; None: all
    has_more: bool  # whether rows follow
    total: int | None  # rows of the whole list; None: not counted
    style: Style  # how the other pages are asked for; "": there are none
    after: Any = None  # the cursor of the page that follows
    before: Any = None  # that of the page before it


def take_part(call: Call, question: Question, rows: Iterable[Row], *, is_counted: bool) -> ListPart:
    """The page that a request asks for: by a cursor, else by an offset or a number, else the first one.

    Without `is_counted`, and without cursors, no row after the page is looked at but the next one.
    """
    page = call.behaviour.page
    if page is None:
        whole = list(rows)
        return ListPart(whole, 0, None, has_more=False, total=len(whole), style="")
    size, style = _find_size(page, question), _find_style(page, question)
    start = _find_start(page, question, size)
    if not is_counted and page.cursor is None:
        seen = list(islice(rows, start, None if size is None else start + size + 1))
        return ListPart(seen[:size], start, size, bool(size) and len(seen) > (size or 0), None, style)
    whole = rows if isinstance(rows, list) else list(rows)
    stop = len(whole) if size is None else start + size
    if style == "cursor":
        start, stop = _find_bounds(call, page, question, whole, size)
    part = ListPart(whole[start:stop], start, size, size != 0 and stop < len(whole), len(whole), style)
    return part if page.cursor is None else _add_cursors(call, page, part, whole)


def _find_size(page: Page, question: Question) -> int | None:
    """Rows of a page, `None` for all."""
    asked = question.number(page.size)
    size = page.default if asked is None else asked
    if size is None or size < 0:
        return page.largest
    return size if page.largest is None else min(size, page.largest)


def _find_style(page: Page, question: Question) -> Style:
    """How a request asks for its page, else how the first page's links ask for others: by number, offset or cursor."""
    if question.value(page.cursor) not in (None, "") or question.value(page.before) not in (None, ""):
        return "cursor"
    if page.number is not None and (page.offset is None or not question.number(page.offset)):
        return "number"
    return "offset" if page.offset is not None else "cursor" if page.cursor is not None else ""


def _find_start(page: Page, question: Question, size: int | None) -> int:
    """Rows before the page that a request asks for by its offset or its number."""
    offset = question.number(page.offset)
    skipped = max(0, offset - base_of(page)) if offset is not None else 0
    number = question.number(page.number)
    if skipped or number is None or number <= page.first:
        return skipped
    return (number - page.first) * size if size is not None else sys.maxsize  # the only page has all rows


def base_of(page: Page) -> int:
    """The offset of the first row."""
    return page.first if page.number is None else 0


def _find_bounds(call: Call, page: Page, question: Question, whole: Sequence[Row], size: int | None) -> tuple[int, int]:
    """Where a page begins and ends that is asked for with a cursor; one that leads nowhere is as none."""
    for name in (page.before, page.cursor):
        text = question.value(name)
        if name is None or text in (None, ""):
            continue
        found = _locate(call, page, str(text), whole, is_back=name == page.before)
        if found is None:
            _refuse(call, question, name, text)
            continue
        is_back, at = found
        if is_back:
            return max(0, at - size) if size is not None else 0, at
        return at, at + size if size is not None else len(whole)
    return 0, size if size is not None else len(whole)


def _locate(call: Call, page: Page, text: str, whole: Sequence[Row], *, is_back: bool) -> tuple[bool, int] | None:
    """Whether a cursor ends a page, and how many rows are before it."""
    resource = call.own
    cursor = None if page.is_identifier else Cursor.read(text)
    if cursor is not None:
        return cursor.is_back, cursor.find(whole, partial(row_key, resource))
    for index, row in enumerate(whole):
        if str(get_member(row, resource.identifier)) == text:
            return is_back, index if is_back else index + 1
    before = rows_of(call).count_before(text, whole)
    return None if before is None else (is_back, before)


def _refuse(call: Call, question: Question, name: str, text: Any) -> None:
    """Refuse a cursor that leads nowhere, if the document has words for it."""
    if any(status in call.operation.responses for status in _REFUSALS):
        seen = quote(text)
        message = f"{seen} is not a cursor of this list"
        place = question.place_of(name)
        in_body = place == "body"
        pointer = "/" + name.replace(".", "/") if in_body else ""
        rule: Literal["body.schema", "parameter.schema"] = "body.schema" if in_body else "parameter.schema"
        violation = Violation(rule, place, message, pointer, "" if in_body else name, seen=seen)
        raise Refusal(rule, {}, violation)


def _add_cursors(call: Call, page: Page, part: ListPart, whole: Sequence[Row]) -> ListPart:
    """The part with the cursors of the pages after and before it."""
    resource = call.own
    has_rows, is_later = bool(part.rows), part.start > 0 and bool(whole)
    if page.is_identifier:
        after = get_member(part.rows[-1], resource.identifier) if part.has_more and has_rows else None
        can_go_back = is_later and has_rows and page.before is not None
        return part._replace(after=after, before=get_member(part.rows[0], resource.identifier) if can_go_back else None)
    name = partial(row_key, resource)
    end = part.start + len(part.rows)
    after = mark(whole, end, name).write() if part.has_more else None
    before = mark(whole, min(part.start, len(whole)), name, is_back=True).write() if is_later else None
    return part._replace(after=after, before=before)
