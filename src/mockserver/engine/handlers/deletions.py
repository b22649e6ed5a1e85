"""Deletions: of one row with what is below it, of several, and of all that a request is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...openapi.resources.words import plain_name
from ..behaviour import Resource
from ..behaviour.keys import is_marked, row_key
from ..worlds.members import get_member
from ..worlds.store import Row
from .call import Call
from .requests import find_row, identifier_of, rows_of
from .responding import respond, respond_with_all

_DONE = ("deleted", "isdeleted", "removed", "isremoved", "success", "succeeded", "ok", "acknowledged")


def delete_row(call: Call) -> Any:
    """Delete the row that a request names, the rows that it lists, or all rows below its parents.

    Of several rows, those that do not exist are passed over, unless there is none.
    """
    resource, rows = call.own, rows_of(call)
    if call.behaviour.identifier is None and not resource.is_singleton and not _has_own_path(call):
        return respond_with_all(call, [delete(call, resource, row) for row in list(rows.iter_rows())])
    named = identifier_of(call)
    if not isinstance(named, list):
        return respond(call, delete(call, resource, find_row(call)))
    found = [row for one in named if (row := rows.find(one)) is not None]
    if named and not found:
        rows.get(named[0])  # refuses
    return respond_with_all(call, [delete(call, resource, row) for row in found])


def _has_own_path(call: Call) -> bool:
    """Whether the path names the row, as that of an operation in `behaviour.yaml` may without saying so."""
    return len(call.path) > len(call.behaviour.scope)


def delete(call: Call, resource: Resource, row: Row) -> Row:
    """Delete a row, or mark it as deleted; returns it as a response may show it. What is below it goes with it.

    A row that is only marked keeps what is below it, because it can be read.
    """
    if resource.deleted is None:
        remove(call, resource, row)
        return _say_deleted(call, row) if resource.is_complete else row
    if is_marked(row, resource.deleted):
        return row
    return call.collection(resource.name, shared=True).set(row, resource.deleted)


def _say_deleted(call: Call, row: Row) -> Row:
    """A row that was removed with what the response says about that: `{"id": 7, "deleted": true}`."""
    view = call.answer.view if call.answer is not None else None
    members = view.members.items() if view is not None else ()
    said = {name: True for name, each in members if plain_name(name) in _DONE and "boolean" in each.types}
    return row | said


def remove(call: Call, resource: Resource, row: Row) -> None:
    """Remove a row, and the rows below it, however deep."""
    call.transaction.delete(resource.name, row_key(resource, row))
    for name in call.children_of(resource.name):
        child = call.resource(name)
        for below in list(_iter_below(call, resource, row, child)):
            remove(call, child, below)


def _iter_below(call: Call, resource: Resource, row: Row, child: Resource) -> Iterator[Row]:
    """Yield the rows of a resource that belong to a row of another one."""
    for depth, parent in enumerate(child.parents):
        if parent.resource != resource.name:
            continue
        # below a parent whose identifiers are its own, the parents above count, too: both have them in one order
        above = zip(child.parents[:depth], resource.parents, strict=False) if resource.is_scoped else ()
        wanted = {
            mine.member: get_member(row, theirs.member) for mine, theirs in above if mine.resource == theirs.resource
        }
        wanted[parent.member] = get_member(row, resource.identifier)
        for below in call.transaction.iter_rows(child.name):
            if all(_is_same(get_member(below, member), value) for member, value in wanted.items()):
                yield below


def _is_same(one: Any, other: Any) -> bool:
    return one is not None and other is not None and (one == other or str(one) == str(other))
