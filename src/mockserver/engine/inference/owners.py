"""Which members say who has created or changed an item."""

from __future__ import annotations

from ...openapi.resources import ResourceOperation, Role
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from .subjects import Subject

_CREATORS = frozenset(
    (
        "owner",
        "ownerid",
        "owneruserid",
        "user",
        "userid",
        "author",
        "authorid",
        "creator",
        "creatorid",
        "createdby",
        "createdbyid",
        "createdbyuserid",
        "addedby",
        "postedby",
        "submittedby",
        "uploadedby",
        "uploaderid",
    )
)
_EDITORS = frozenset(
    (
        "updatedby",
        "updatedbyid",
        "updatedbyuserid",
        "modifiedby",
        "modifiedbyid",
        "lastmodifiedby",
        "lastmodifiedbyid",
        "lastupdatedby",
        "changedby",
        "editedby",
        "lasteditedby",
        "editorid",
    )
)
_SELF = frozenset(("me", "mine", "my", "self", "currentuser"))  # segments of paths
_KEYS = ("id", "userid", "uuid", "login", "username", "email", "name")  # of a member that is an object
_WRITES: tuple[Role, ...] = ("create", "replace", "change")


def find_creators(subject: Subject) -> tuple[str, ...]:
    """The members that hold the caller who created an item, `author.id` of a member that is an object.

    They are called so, no request sends them, and creations require credentials.
    """
    return _find(subject, _CREATORS) if _needs_credentials(subject, "create", "replace") else ()


def find_editors(subject: Subject) -> tuple[str, ...]:
    """The members that hold the caller who changed an item last."""
    return _find(subject, _EDITORS) if _needs_credentials(subject, *_WRITES) else ()


def find_mine(subject: Subject, one: ResourceOperation) -> str | None:
    """The member with the caller, if an operation is about the caller's items: `/me/notes`, `/notes/mine`."""
    segments = {plain_name(segment) for segment in one.operation.path.split("/") if "{" not in segment}
    return next(iter(find_creators(subject)), None) if segments & _SELF else None


def _needs_credentials(subject: Subject, *roles: Role) -> bool:
    operations = (one.operation for one in subject.documented.having(*roles))
    return any(requirement.schemes for operation in operations for requirement in operation.security)


def _find(subject: Subject, names: frozenset[str]) -> tuple[str, ...]:
    sent = set(_iter_sent(subject))
    found = []
    for name, view in subject.view.members.items():
        plain = plain_name(name)
        is_free = plain not in sent or view.says("readOnly")
        if plain in names and is_free and name != subject.identifier and not view.choices:
            found += [member for member in [_key_of(name, view)] if member is not None]
    return tuple(found)


def _key_of(name: str, view: SchemaView) -> str | None:
    """The member that holds the identifier; `None` if there is none."""
    if view.members:
        by_plain = {plain_name(inner): inner for inner in view.members}
        key = next((by_plain[one] for one in _KEYS if one in by_plain), None)
        return None if key is None else f"{name}.{key}"
    return name if view.types & {"string", "integer", "number"} or not view.types else None


def _iter_sent(subject: Subject) -> list[str]:
    """The plain names of the members that requests have, and of those that paths give."""
    sent = [plain_name(name) for one in subject.documented.operations for name in one.parents]
    for one in subject.documented.having(*_WRITES):
        entity = subject.request_entity(one)
        members = entity.view.members if entity is not None else {}
        sent += [plain_name(name) for name, view in members.items() if not view.says("readOnly")]
    return sent
