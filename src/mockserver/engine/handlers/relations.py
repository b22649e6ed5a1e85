"""Relations of rows that exist: a row of their resource says which item belongs to which parent."""

from __future__ import annotations

from typing import Any

from ..worlds.store import Row
from .call import Call
from .related_rows import RelatedRows
from .requests import identifier_of, rows_of
from .responding import respond, respond_with_all


def add_members(call: Call) -> Any:
    """Put an item, or several, to a parent. The request is refused if one of them does not exist."""
    rows, named = _related(call), identifier_of(call)
    found = [rows.get_any(one) for one in (named if isinstance(named, list) else [named])]
    for row in found:
        rows.add(row)
    return _respond(call, found, is_one=not isinstance(named, list))


def remove_members(call: Call) -> Any:
    """Take an item, or several, from a parent. The items stay. The request is refused if none of them is there."""
    rows, named = _related(call), identifier_of(call)
    wanted = named if isinstance(named, list) else [named]
    found = [row for one in wanted if (row := rows.find(one)) is not None]
    if wanted and not found:
        rows.get(wanted[0])  # refuses
    for row in found:
        rows.remove(row)
    return _respond(call, found, is_one=not isinstance(named, list))


def _related(call: Call) -> RelatedRows:
    rows = rows_of(call)
    assert isinstance(rows, RelatedRows)
    return rows


def _respond(call: Call, rows: list[Row], *, is_one: bool) -> Any:
    answer = call.answer
    if answer is not None and answer.is_list:
        return respond_with_all(call, list(_related(call).iter_rows()))
    return respond(call, rows[0]) if is_one else respond_with_all(call, rows)
