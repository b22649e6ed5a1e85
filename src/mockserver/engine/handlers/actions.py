"""What `behaviour.yaml` can say without code, and what is inferred: one function for each action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..behaviour import Action
from ..worlds.members import put_member
from .acting import act
from .bulk import change_rows, create_rows
from .call import Call
from .conditions import check_conditions, show_version
from .deletions import delete_row
from .lists import list_rows
from .patches import lay_over, read_patch
from .relations import add_members, remove_members
from .requests import find_row, identifier_of, read_defaults, read_members, rows_of
from .responding import respond
from .uploads import download


def perform(call: Call) -> Any:
    """Do what the operation's `action` says.

    Returns what the operation shows: a filled template, the row or rows themselves, or `Shown` if the documented
    response is made from them.
    """
    action = call.behaviour.action
    assert action is not None
    if not call.behaviour.has_etag:
        return ACTIONS[action](call)
    check_conditions(call)
    return show_version(call, ACTIONS[action](call))


def create_row(call: Call) -> Any:
    if call.behaviour.is_bulk:
        return create_rows(call)
    members = read_defaults(call) | read_members(call)
    return respond(call, rows_of(call).create(members), status=call.declared.created)


def read_row(call: Call) -> Any:
    return respond(call, find_row(call))


def update_row(call: Call) -> Any:
    behaviour = call.behaviour
    if behaviour.is_bulk:
        return change_rows(call)
    rows = rows_of(call)
    row = find_row(call, rows)
    patched = read_patch(call, row) if call.declared.takes_patches or isinstance(call.body, list) else None
    if patched is not None:
        return respond(call, rows.change(row, patched))
    if call.own.is_complete:
        members = read_members(call)
        return respond(call, rows.change(row, lay_over(call, row, members), is_named=bool(members)))
    changed = rows.update(row, read_members(call), nulls=behaviour.nulls, merge=behaviour.merge)
    return respond(call, changed)


def replace_row(call: Call) -> Any:
    if call.behaviour.is_bulk:
        return change_rows(call)
    rows, identifier = rows_of(call), identifier_of(call)
    row = rows.find(identifier)
    members = read_defaults(call) | read_members(call)
    if row is not None:
        return respond(call, rows.replace(row, members), status=call.declared.replaced)
    if not call.behaviour.may_create:
        rows.get(identifier)  # refuses
    resource = call.own
    if not resource.is_singleton:
        put_member(members, resource.identifier, identifier)
    return respond(call, rows.create(members), status=call.declared.created)


ACTIONS: Mapping[Action, Callable[[Call], Any]] = {
    "list": list_rows,
    "create": create_row,
    "read": read_row,
    "update": update_row,
    "replace": replace_row,
    "delete": delete_row,
    "act": act,
    "download": lambda call: download(call, find_row(call)),
    "add": add_members,
    "remove": remove_members,
}
