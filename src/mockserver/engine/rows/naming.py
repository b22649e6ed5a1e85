"""The members of a row that its key has: its identifier, and its parents where those are part of it."""

from __future__ import annotations

from urllib.parse import unquote

from ...openapi.resources.schema_views import SchemaView
from ..apis.apis import Api
from ..behaviour import Resource
from ..worlds.members import get_member, put_member
from ..worlds.store import Row


def name_row(api: Api, resource: Resource, row: Row, key: str) -> None:
    """Give a row the members of its key that it lacks: `acme/7` is the note `7` below the owner `acme`."""
    for member, text in _read_key(resource, key):
        if get_member(row, member) is None:
            is_number = _is_number(api, resource, member) or _is_named_by_number(api, resource, member)
            put_member(row, member, int(text) if is_number and text.isdecimal() else text)


def _read_key(resource: Resource, key: str) -> list[tuple[str, str]]:
    """Return the members that a key has, with their values as text; only the identifier if it is below no parent."""
    own = [] if resource.is_singleton else [resource.identifier]
    if resource.is_scoped or resource.is_singleton:
        members = [*(parent.member for parent in resource.parents), *own]
        parts = [unquote(part) for part in key.split("/")]
        if len(parts) == len(members):
            return list(zip(members, parts, strict=True))
    return [(member, key) for member in own]


def _is_named_by_number(api: Api, resource: Resource, member: str) -> bool:
    """Return whether a member names a parent, and the identifiers of those are numbers."""
    name = next((parent.resource for parent in resource.parents if parent.member == member), None)
    parent = api.behaviour.resources.get(name or "")
    return parent is not None and _is_number(api, parent, parent.identifier)


def _is_number(api: Api, resource: Resource, member: str) -> bool:
    view = SchemaView(api.document, [] if resource.schema is None else [resource.schema])
    types = view.at(member.split(".")).types
    return bool(types & {"integer", "number"}) and "string" not in types
