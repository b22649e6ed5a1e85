"""Many entities in one body: `POST /shelves` with a list, `POST /tools/batch` with `{"items": […]}`."""

from __future__ import annotations

from ...openapi.resources import ResourceOperation
from ...openapi.resources.entities import Entity, find_list, view_of
from ...openapi.resources.words import plain_name
from .subjects import Subject, find_content

_ROLES = ("create", "replace", "change", "delete")


def find_many_sent(subject: Subject, one: ResourceOperation) -> Entity | None:
    """Where the body of a request has an array of entities; `None` if it has one entity, or none.

    1. The body itself, if it is an array of objects, but no JSON patch.
    2. An array of objects with members of the entity, if the body has no other member of the entity.
    """
    operation = one.operation
    in_path = one.identifier is not None and one.identifier.location == "path"
    if one.role not in _ROLES or in_path or operation.body is None:
        return None
    contents = (each for each in operation.body.content.values() if "json-patch" not in each.media_type)
    body = view_of(operation, next(contents, None))
    if "array" in body.types and body.items:
        return Entity((), body.items) if body.items.members else None
    found = find_list(body, subject.name)
    own = {plain_name(name) for name in subject.view.members}
    if found is None or own & {plain_name(name) for name in body.members}:
        return None
    return found if own & {plain_name(name) for name in found.view.members} else None


def find_many_shown(subject: Subject, one: ResourceOperation) -> Entity | None:
    """Where the response to a request about many entities has an array of them."""
    content = find_content(one.operation)
    if one.role not in _ROLES or content is None:
        return None
    body = view_of(one.operation, content)
    found = find_list(body, subject.name)
    if found is None or (body.items and "array" in body.types):
        return found
    own = {plain_name(name) for name in subject.view.members}
    is_one = own & {plain_name(name) for name in body.members}
    return found if own & {plain_name(name) for name in found.view.members} and not is_one else None
