"""Relations: which items that exist belong to a parent, such as the users that are members of a team."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.description import Description
from ...openapi.pointers import join
from ...openapi.resources import ResourceOperation, Role
from ...openapi.resources.entities import Entity, find_list, view_of
from ...openapi.resources.words import entity_name, plain_name
from ..behaviour import Action, OperationBehaviour, Parent, Resource
from ..worlds.members import get_member
from ..worlds.store import Row
from .seeds import iter_shown
from .subjects import Subject, find_content

_ACTIONS: dict[Role, Action] = {"list": "list", "read": "read", "add": "add", "remove": "remove"}
_REFUSALS = ("404", "410", "4XX", "default")


def infer_relation(subject: Subject, names: dict[str, str]) -> Resource:
    """The resource that holds the pairs of a relation; `names` are the resources by the places of their items.

    A row says with one member for each parent, and a last one for the item, what belongs together:
    `{"id": "7/12", "team_id": 7, "member_id": 12}`.
    """
    parents = [Parent(member, names.get(place)) for place, member in _name_parents(subject).items()]
    related = Parent(f"{subject.name}_id", subject.documented.related)
    return Resource(
        name=subject.name,
        schema=None,
        members=(),
        identifier="id",
        ids="uuid",
        created=None,
        updated=None,
        touch="always",
        owner=None,
        unique=(),
        defaults={},
        missing="not_found",
        parents=(*parents, related),
    )


def infer_relating(subject: Subject, related: Subject, one: ResourceOperation) -> OperationBehaviour:
    """The rules of an operation on a relation; `related` are the items that it puts together."""
    if one.role not in _ACTIONS or not related.is_rememberable:
        return OperationBehaviour()
    source, entity = one.identifier, _find_shown(subject, related, one)
    members = _name_parents(subject)
    return OperationBehaviour(
        action=_ACTIONS[one.role],
        resource=related.name,
        relation=subject.name,
        identifier=source.name if source is not None else None,
        identifier_in=source.location if source is not None else "path",
        entity=join(entity.place) if entity is not None else None,
        scope={name: members[place] for name, place in one.parents.items() if place in members},
        unknown="404" if any(key in one.operation.responses for key in _REFUSALS) else "example",
    )


def find_pairs(subject: Subject, related: Subject, description: Description) -> dict[str, Row]:
    """The pairs that the examples of lists show. They name no parent, because examples do not."""
    pairs: dict[str, Row] = {}
    for row in iter_related(subject, related, description):
        identifier = get_member(row, related.identifier)
        pairs[str(identifier)] = {"id": str(identifier), f"{subject.name}_id": identifier}
    return pairs


def iter_related(subject: Subject, related: Subject, description: Description) -> Iterator[Row]:
    """Yield the items that the examples of the lists of a relation show."""
    for one in subject.documented.having("list"):
        for row in iter_shown(one.operation, _find_shown(subject, related, one), description):
            if isinstance(get_member(row, related.identifier), (str, int)):
                yield row


def _name_parents(subject: Subject) -> dict[str, str]:
    """The members that name the parents, by their places: `{"/teams/{}": "team_id"}`. None is called as the item is."""
    named: dict[str, str] = {}
    for place in subject.documented.parents:
        name = entity_name(place.removesuffix("/{}").rpartition("/")[2] or "parent")
        is_taken = name == subject.name or f"{name}_id" in named.values()
        named[place] = f"parent_{name}_id" if is_taken else f"{name}_id"
    return named


def _find_shown(subject: Subject, related: Subject, one: ResourceOperation) -> Entity | None:
    """Where a response shows the item or the items; `None` if it shows something else, such as the parent."""
    content = find_content(one.operation)
    if content is None:
        return None
    body = view_of(one.operation, content)
    found = find_list(body, subject.name) or find_list(body, related.name)
    if found is None and one.role != "list":
        found = related.response_entity(one)
    own = {plain_name(name) for name in related.view.members}
    shown = {plain_name(name) for name in found.view.members} if found is not None else set()
    return found if shown and len(shown & own) * 2 > len(shown) else None
