"""Members that must be unique: what the document refuses with 409 if another row has it."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.resources import Role
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, words_of
from ..behaviour import Unique
from .subjects import Subject

_UNIQUE = frozenset(
    (
        *("email", "emailaddress", "mail", "username", "userid", "login", "loginname", "handle", "nickname"),
        *("slug", "sku", "code", "isbn", "ean", "barcode", "serialnumber", "licenseplate", "vin", "domain", "hostname"),
        *("externalid", "permalink"),
    )
)
_NAMES = frozenset(("name", "title", "label", "key", "number", "phone", "url", "reference"))
_ROLES: tuple[Role, ...] = ("create", "replace", "change")


def infer_unique(subject: Subject) -> tuple[Unique, ...]:
    """The members of which no two rows have the same value, if an operation that sends them documents a 409:

    1. Those whose name says so: `email`, `slug`, `sku`.
    2. Those that the description of a 409 names: `Another label has this name`.
    """
    refusing = [one.operation for one in subject.documented.having(*_ROLES) if "409" in one.operation.responses]
    if not refusing:
        return ()
    said = {word for operation in refusing for word in words_of(operation.responses["409"].description)}
    return tuple(Unique((name,), None) for name, view in _iter_sent(subject) if _is_unique(name, view, said))


def _iter_sent(subject: Subject) -> Iterator[tuple[str, SchemaView]]:
    """Yield the members of the entity that clients send, without its identifier."""
    sent: set[str] = set()
    for one in subject.documented.having(*_ROLES):
        entity = subject.request_entity(one)
        sent.update(map(plain_name, entity.view.members) if entity is not None else ())
    for name, view in subject.view.members.items():
        if plain_name(name) in sent and name != subject.identifier and not view.says("readOnly"):
            yield name, view


def _is_unique(name: str, view: SchemaView, said: set[str]) -> bool:
    if view.choices or not view.types & {"string", "integer"}:
        return False
    plain = plain_name(name)
    return plain in _UNIQUE or (plain in _NAMES and plain in said)
