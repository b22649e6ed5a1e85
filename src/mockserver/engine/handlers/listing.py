"""Lists: the rows that a request chooses, in its order, and its page of them."""

from __future__ import annotations

from typing import Any

from ..behaviour.templates import fill
from .call import Call
from .requests import rows_of
from .shown import Shown


def list_rows(call: Call) -> Any:
    """The rows of a resource, as the operation shows them."""
    behaviour = call.behaviour
    wanted = {member: call.query[name] for name, member in behaviour.filter.items() if name in call.query}
    rows = [row for row in rows_of(call).iter_rows() if all(row.get(key) == value for key, value in wanted.items())]
    if behaviour.hide_where is not None and call.query.get(behaviour.hide_unless or "") is not True:
        hidden = behaviour.hide_where
        rows = [row for row in rows if any(row.get(member) != value for member, value in hidden.items())]
    if behaviour.order is not None:
        member = behaviour.order.lstrip("-")
        rows.sort(key=lambda row: _rank(row.get(member)), reverse=behaviour.order.startswith("-"))
    if behaviour.has_response:
        return fill(behaviour.response, {**call.names, "rows": rows})
    if behaviour.entity is None and not call.resource(behaviour.resource or "").is_inferred:
        return rows
    return Shown(behaviour.resource or "", rows, {"total": len(rows), "count": len(rows)})


def _rank(value: Any) -> tuple[int, float, str]:
    """The key to sort by: null, then numbers as numbers, then everything else as text."""
    if isinstance(value, (int, float)):
        return 1, value, ""
    return (0, 0, "") if value is None else (2, 0, str(value))
