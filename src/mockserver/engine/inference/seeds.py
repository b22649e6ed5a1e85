"""The rows that a resource begins with: the entities that the document shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...openapi.description import Description
from ...openapi.errors import DocumentError
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.resources.entities import Entity
from ..behaviour import Resource
from ..worlds.members import get_member
from ..worlds.store import Row, copy_row
from .subjects import Subject, find_content


def find_seed(subject: Subject, resource: Resource, description: Description) -> dict[str, Row]:
    """The rows of the examples of lists and reads by identifier, those of lists first.

    An example that breaks its schema, or that has no identifier, is left out.
    """
    rows: dict[str, Row] = {}
    for one in subject.documented.having("list", "read"):
        for found in iter_shown(one.operation, subject.response_entity(one), description):
            _add(rows, resource, found)
    return rows


def iter_shown(operation: Operation, entity: Entity | None, description: Description) -> Iterator[Row]:
    """Yield the entities in the examples of a response."""
    content = find_content(operation)
    if content is None or entity is None:
        return
    for body in _iter_bodies(content, description):
        for name in entity.place:
            body = body.get(name) if isinstance(body, dict) else None
        yield from (found for found in (body if isinstance(body, list) else [body]) if isinstance(found, dict))


def _add(rows: dict[str, Row], resource: Resource, found: Mapping[str, Any]) -> None:
    identifier = get_member(found, resource.identifier)
    if isinstance(identifier, (dict, list, type(None))):
        return
    row = copy_row(found)
    known = rows.get(str(identifier))
    rows[str(identifier)] = row if known is None else {**row, **known}


def _iter_bodies(content: MediaTypeObject, description: Description) -> Iterator[Any]:
    """Yield the examples of a content that keep its schema."""
    for example in content.examples:
        try:
            value = example.value
            if content.schema is None or description.schemas("response").is_valid(content.schema, value):
                yield value
        except DocumentError:
            continue
