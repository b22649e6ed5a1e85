"""Many entities in one request: all of them are stored or changed, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.pointers import walk
from ...openapi.resources.words import plain_name
from ..worlds.members import get_member
from ..worlds.store import Row
from .call import Call
from .patches import lay_over
from .requests import is_documented, read_defaults, read_entity, rows_of, take_members
from .responding import respond, respond_with_all


def create_rows(call: Call) -> Any:
    """Create a row for each entity in the body; a body that has one entity alone creates that."""
    rows, defaults = rows_of(call), read_defaults(call)
    made = [rows.create(defaults | _members(call, each)) for each in _entities(call)]
    return _respond(call, made, status=call.declared.created)


def change_rows(call: Call) -> Any:
    """Change or replace the row that each entity in the body names.

    A replacement whose row does not exist creates it, if the operation may.
    """
    behaviour, rows = call.behaviour, rows_of(call)
    made: list[Row] = []
    for each in _entities(call):
        identifier, members = _identifier(call, each), _members(call, each)
        row = rows.find(identifier)
        if row is None and behaviour.may_create:
            made.append(rows.create(read_defaults(call) | members))
            continue
        row = rows.get(identifier)
        if behaviour.action == "replace":
            made.append(rows.replace(row, read_defaults(call) | members))
        elif is_documented(call):
            made.append(rows.change(row, lay_over(call, row, members), is_named=bool(members)))
        else:
            made.append(rows.update(row, members, nulls=behaviour.nulls, merge=behaviour.merge))
    return _respond(call, made)


def _respond(call: Call, made: list[Row], status: int | None = None) -> Any:
    is_one = not isinstance(read_entity(call), list) and len(made) == 1
    return respond(call, made[0], status=status) if is_one else respond_with_all(call, made, status=status)


def _entities(call: Call) -> list[Mapping[str, Any]]:
    sent = read_entity(call)
    return [each for each in (sent if isinstance(sent, list) else [sent]) if isinstance(each, Mapping)]


def _members(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    return take_members(call, sent) if is_documented(call) else dict(sent)


def _identifier(call: Call, sent: Mapping[str, Any]) -> Any:
    """The identifier that an entity names: at the place that the operation says, else as its own member."""
    try:
        return walk(sent, call.behaviour.identifier or "/")
    except LookupError:
        name = call.own.identifier
        found = get_member(sent, name)
        if found is not None:
            return found
        return next((value for key, value in sent.items() if plain_name(key) == plain_name(name)), None)
