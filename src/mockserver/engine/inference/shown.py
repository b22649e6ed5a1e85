"""Which part of the entity a response shows."""

from __future__ import annotations

from ...openapi.resources import ResourceOperation
from ...openapi.resources.entities import Entity
from ...openapi.resources.words import plain_name
from .bulk import find_many_shown
from .subjects import Subject


def find_shown(subject: Subject, one: ResourceOperation) -> Entity | None:
    """Where the response of an operation shows the entity; `None` if what it shows has no member of it."""
    entity = find_many_shown(subject, one) or subject.response_entity(one)
    if entity is None or not (entity.view.members and subject.view.members):
        return entity
    own = {plain_name(name) for name in subject.view.members}
    return entity if any(plain_name(name) in own for name in entity.view.members) else None
