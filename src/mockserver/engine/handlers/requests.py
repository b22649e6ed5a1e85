"""What a request to an operation with an action is about: its collection, its row, the members that it sends."""

from __future__ import annotations

from typing import Any

from ...openapi.pointers import walk
from ..worlds.store import Row
from .call import Call
from .collections import Collection


def rows_of(call: Call) -> Collection:
    """The operation's rows below the parents that its path names; the actions change none in place."""
    behaviour = call.behaviour
    assert behaviour.resource is not None
    scope = {member: call.path[name] for name, member in behaviour.scope.items() if name in call.path}
    return call.collection(behaviour.resource, shared=True, scope=scope)


def find_row(call: Call) -> Row:
    """The row that the request names; the request is refused if there is none."""
    return rows_of(call).get(identifier_of(call))


def identifier_of(call: Call) -> Any:
    """The identifier that a request names in its path, query or body; empty for a singleton."""
    behaviour = call.behaviour
    if call.resource(behaviour.resource or "").is_singleton:
        return ""
    name = behaviour.identifier
    if behaviour.identifier_in == "query":
        return call.query.get(name or "")
    if behaviour.identifier_in == "body":
        try:
            return walk(call.body, name or "")
        except LookupError:
            return None
    return call.path[name or next(reversed(call.path))]


def read_members(call: Call) -> dict[str, Any]:
    """The members of the entity in the body of a request, as its row has them."""
    behaviour = call.behaviour
    if behaviour.body:
        try:
            found = walk(call.body, behaviour.body)
        except LookupError:
            found = None
        members = dict(found) if isinstance(found, dict) else {}
    else:
        members = call.members
    if behaviour.nulls == "store" or behaviour.action != "create":
        return members
    return {member: value for member, value in members.items() if value is not None}
