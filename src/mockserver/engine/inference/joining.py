"""Members whose objects a change merges, because its format says so."""

from __future__ import annotations

from ...openapi.resources import ResourceOperation
from .subjects import Subject

_JSON_API = ("attributes", "relationships", "meta")  # JSON:API 1.1, "Updating Resources": what is absent stays


def infer_merge(subject: Subject, one: ResourceOperation) -> tuple[str, ...]:
    """The members whose objects are merged: `attributes` and `relationships` of a resource object of JSON:API."""
    members = subject.view.members
    if one.role != "change" or not ({"attributes", "type"} <= members.keys() and members["attributes"].members):
        return ()
    return tuple(name for name in _JSON_API if name in members)
