"""What an operation shows of the rows that it has read or changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..behaviour.templates import fill
from ..worlds.store import Row
from .call import Call
from .shown import Shown


def respond(call: Call, row: Row, *, status: int | None = None) -> Any:
    """What an operation shows of one row."""
    behaviour = call.behaviour
    if behaviour.has_response:
        return fill(behaviour.response, {**call.names, "row": row})
    if _is_plain(call):
        return row
    return Shown(behaviour.resource or "", row, status=status)


def respond_with_all(call: Call, rows: Sequence[Row], *, status: int | None = None) -> Any:
    """What an operation shows of several rows: all of them, or how many there are."""
    behaviour = call.behaviour
    if behaviour.has_response:
        return fill(behaviour.response, {**call.names, "rows": rows})
    if _is_plain(call):
        return rows
    answer = call.answer
    shown = rows if answer is not None and answer.is_list else rows[0] if len(rows) == 1 else None
    return Shown(behaviour.resource or "", shown, {"count": len(rows), "total": len(rows)}, status)


def _is_plain(call: Call) -> bool:
    """Whether the rows of `behaviour.yaml` are the whole body: it does not say where they lie."""
    behaviour = call.behaviour
    return not behaviour.entity and not call.own.is_complete
