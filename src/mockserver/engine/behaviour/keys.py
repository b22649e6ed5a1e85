"""Keys: under what a row is stored. Below a parent, two rows of different parents may have the same identifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ..worlds.members import get_member
from ..worlds.store import Row
from .records import Resource


def key_of(resource: Resource, identifier: str, scope: Mapping[str, Any]) -> str:
    """The key of the row with an identifier, below the parents that `scope` names by member.

    `7`, or `acme/7` if identifiers are unique below one parent only.
    """
    if not (resource.is_scoped or resource.is_singleton):
        return identifier
    parents = [str(scope[parent.member]) for parent in resource.parents if parent.member in scope]
    return "/".join(quote(part, safe="") for part in (*parents, identifier)) if parents else identifier


def row_key(resource: Resource, row: Row) -> str:
    """The key under which a row is stored."""
    name = resource.identifier
    identifier = "" if resource.is_singleton else str(row[name] if name in row else get_member(row, name))
    if not (resource.is_scoped or resource.is_singleton):
        return identifier
    own = {parent.member: get_member(row, parent.member) for parent in resource.parents}
    return key_of(resource, identifier, {member: value for member, value in own.items() if value is not None})


def is_marked(row: Row, marks: Mapping[str, Any]) -> bool:
    """Whether a row says that it is deleted: it has the values that a deletion sets."""
    for member, value in marks.items():
        own = get_member(row, member)
        if own is None or value not in (own, "{now}"):
            return False
    return True
