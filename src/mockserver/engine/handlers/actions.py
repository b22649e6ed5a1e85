"""What `behaviour.yaml` can say without code: list, create, read, update and delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..behaviour import Action
from ..behaviour.templates import fill
from ..worlds.store import Row
from .call import Call
from .collections import Collection


def perform(call: Call) -> Any:
    """Do what the operation's `action` says, and return its filled template, or the row or rows themselves."""
    action = call.behaviour.action
    assert action is not None
    return ACTIONS[action](call)


def list_rows(call: Call) -> Any:
    behaviour = call.behaviour
    wanted = {member: call.query[name] for name, member in behaviour.filter.items() if name in call.query}
    rows = _rows(call).list(**wanted)
    if behaviour.hide_where is not None and call.query.get(behaviour.hide_unless or "") is not True:
        hidden = behaviour.hide_where
        rows = [row for row in rows if any(row.get(member) != value for member, value in hidden.items())]
    if behaviour.order is not None:
        member = behaviour.order.lstrip("-")
        rows.sort(key=lambda row: _rank(row.get(member)), reverse=behaviour.order.startswith("-"))
    return _respond(call, rows=rows)


def create_row(call: Call) -> Any:
    members = dict(call.declared.defaults) | _read_members(call)
    return _respond(call, row=_rows(call).create(members))


def read_row(call: Call) -> Any:
    return _respond(call, row=_find_row(call))


def update_row(call: Call) -> Any:
    behaviour = call.behaviour
    row = _find_row(call)
    changed = _rows(call).update(row, call.members, nulls=behaviour.nulls, merge=behaviour.merge)
    return _respond(call, row=changed)


def delete_row(call: Call) -> Any:
    row = _find_row(call)
    _rows(call).delete(row)
    return _respond(call, row=row)


ACTIONS: Mapping[Action, Callable[[Call], Any]] = {
    "list": list_rows,
    "create": create_row,
    "read": read_row,
    "update": update_row,
    "delete": delete_row,
}


def _rows(call: Call) -> Collection:
    """The operation's rows; the functions here change none in place."""
    assert call.behaviour.resource is not None
    return call.collection(call.behaviour.resource, shared=True)


def _read_members(call: Call) -> dict[str, Any]:
    if call.behaviour.nulls == "store":
        return call.members
    return {member: value for member, value in call.members.items() if value is not None}


def _find_row(call: Call) -> Row:
    """The row that the path names in the parameter `identifier`, or in the last one."""
    name = call.behaviour.identifier or next(reversed(call.path))
    return _rows(call).get(call.path[name])


def _rank(value: Any) -> tuple[int, float, str]:
    """The key to sort by: null, then numbers as numbers, then everything else as text."""
    if isinstance(value, (int, float)):
        return 1, value, ""
    return (0, 0, "") if value is None else (2, 0, str(value))


def _respond(call: Call, **names: Any) -> Any:
    if call.behaviour.has_response:
        return fill(call.behaviour.response, {**call.names, **names})
    return next(iter(names.values()))
