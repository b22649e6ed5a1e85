"""What a resource is, as `behaviour.yaml` would say it."""

from __future__ import annotations

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..behaviour import Resource
from .deletion_marks import infer_deleted
from .identifiers import infer_ids
from .owners import find_creators, find_editors
from .parents import infer_parents
from .subjects import Subject
from .time_words import CREATED, UPDATED
from .uniqueness import infer_unique
from .uploads import find_upload_members

_HOLDERS = ("metadata", "attributes", "meta")  # objects that have times of the item


def infer_resource(subject: Subject, names: dict[str, str]) -> Resource:
    """The rules of a resource; `names` are the resources by the places of their items."""
    view, documented = subject.view, subject.documented
    members = tuple(view.members)
    parents = infer_parents(subject, names)
    undeclared = [parent.member for parent in parents if parent.member.split(".")[0] not in members]
    if subject.identifier.split(".")[0] not in members:
        undeclared.append(subject.identifier)
    return Resource(
        name=subject.name,
        schema=view.parts[0][0] if len(view.pointers) == 1 and view.parts else None,
        members=members,
        identifier=subject.identifier,
        ids=infer_ids(subject),
        created=_find_time(view, CREATED),
        updated=_find_time(view, UPDATED),
        touch="always",
        owner=None,
        unique=infer_unique(subject),
        defaults={},
        missing="not_found",
        is_uuid=subject.identifier_view().first("format") == "uuid",
        parents=parents,
        is_scoped=bool(documented.parents),
        is_singleton=documented.is_singleton,
        is_complete=True,
        deleted=infer_deleted(subject),
        hidden=(
            *(name for name, each in view.members.items() if each.is_secret),
            *undeclared,
            *find_upload_members(documented),
        ),
        created_by=find_creators(subject),
        updated_by=find_editors(subject),
    )


def _find_time(view: SchemaView, names: tuple[str, ...]) -> str | None:
    """The member that holds a time which the server sets: `created_at`, `metadata.creationTimestamp`."""
    found = next((name for name, member in view.members.items() if _is_time(name, member, names)), None)
    holders = (name for name in _HOLDERS if found is None and name in view.members)
    nested = (
        f"{holder}.{name}"
        for holder in holders
        for name, member in view.members[holder].members.items()
        if _is_time(name, member, names)
    )
    return found if found is not None else next(nested, None)


def _is_time(name: str, member: SchemaView, names: tuple[str, ...]) -> bool:
    is_scalar = bool(member.types & {"string", "integer", "number"}) and not member.choices
    return plain_name(name) in names and is_scalar
