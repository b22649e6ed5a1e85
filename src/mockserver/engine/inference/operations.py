"""What one operation does to its resource, as `behaviour.yaml` would say it."""

from __future__ import annotations

from ...openapi.pointers import join
from ...openapi.resources import ResourceOperation, Role
from ...openapi.resources.entities import Entity
from ..behaviour import Action, OperationBehaviour
from .acting import NOTHING, infer_deed, is_told
from .bulk import find_many_sent
from .conditions import has_versions
from .joining import infer_merge
from .lists import infer_list
from .owners import find_mine
from .parents import member_of_parent
from .repeats import find_idempotency_key
from .shown import find_shown
from .subjects import Subject

_ACTIONS: dict[Role, Action] = {
    "list": "list",
    "search": "list",
    "create": "create",
    "read": "read",
    "replace": "replace",
    "change": "update",
    "delete": "delete",
    "act": "act",
    "download": "download",
}
_REFUSALS = ("404", "410", "4XX", "default")


def infer_operation(subject: Subject, one: ResourceOperation) -> OperationBehaviour:
    """The rules of an operation; none if its resource cannot be remembered."""
    if not subject.is_rememberable or one.role not in _ACTIONS:
        return OperationBehaviour()
    operation, source = one.operation, one.identifier
    many = find_many_sent(subject, one)
    entity = find_shown(subject, one) if one.role != "download" else None
    sent = many or subject.request_entity(one)
    deed = infer_deed(subject, one) if one.role == "act" else NOTHING
    if one.role == "act" and (operation.method == "GET" or not is_told(subject, one, deed)):
        return OperationBehaviour()
    rules = OperationBehaviour(
        action="update" if one.role == "replace" and _changes_part(subject, sent) else _ACTIONS[one.role],
        resource=subject.name,
        identifier=source.name if source is not None else None,
        identifier_in=source.location if source is not None else "path",
        body=join(sent.place) if sent is not None else "",
        entity=join(entity.place) if entity is not None else None,
        scope={name: member_of_parent(subject, place) for name, place in one.parents.items()},
        may_create=one.role == "replace" and ("201" in operation.responses or not subject.documented.having("create")),
        asks_in_body=one.role == "search",
        is_bulk=many is not None,
        merge=infer_merge(subject, one),
        set=deed.set,
        allowed_from=deed.allowed_from,
        mine=find_mine(subject, one),
        has_etag=has_versions(subject, one),
        idempotency=find_idempotency_key(operation),
        unknown="404" if _may_refuse(one) else "example",
    )
    return infer_list(subject, one, rules)


def _changes_part(subject: Subject, sent: Entity | None) -> bool:
    """Whether a PUT changes only what it names: it requires nothing, and a creation does."""
    if sent is None or sent.view.required or not sent.view.members:
        return False
    created = (subject.request_entity(one) for one in subject.documented.having("create"))
    return any(entity is not None and entity.view.required for entity in created)


def _may_refuse(one: ResourceOperation) -> bool:
    """Whether the operation refuses what it does not know, and documents how; one that names nothing never does."""
    if one.identifier is None and not one.parents:
        return True
    return any(key in one.operation.responses for key in _REFUSALS)
