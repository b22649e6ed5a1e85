"""`resources`: what is stored."""

from __future__ import annotations

from typing import Any

from ....openapi.documents import Document
from ....openapi.pointers import escape, unescape
from ....openapi.resources.schema_views import SchemaView
from ..records import Owner, Parent, Resource, Unique
from .differing import differing

_SCHEMAS = "/components/schemas/"


def read_resource(name: str, raw: dict[str, Any], document: Document) -> Resource:
    """Return what one entry of `resources` says. Raises `DocumentError` if the document lacks its schema."""
    identifier = raw.get("identifier", "")
    pointer = schema_pointer(raw["schema"]) if "schema" in raw else None
    if pointer is not None:
        document.resolve(pointer)
    view = SchemaView(document, [pointer] if pointer is not None else ())
    owner = raw.get("owner")
    parents = raw.get("parent") or ()
    return Resource(
        name=name,
        schema=pointer,
        members=tuple(view.members),
        identifier=identifier,
        ids=raw.get("ids", "uuid"),
        is_uuid=view.at(identifier.split(".")).first("format") == "uuid",
        created=raw.get("created"),
        updated=raw.get("updated"),
        touch=raw.get("touch", "always"),
        owner=Owner(owner["member"], owner["principal"]) if owner else None,
        unique=tuple(Unique(tuple(entry["members"]), entry.get("error")) for entry in raw.get("unique") or ()),
        defaults=raw.get("defaults") or {},
        missing=raw.get("missing", "not_found"),
        parents=tuple(_read_parent(one) for one in ([parents] if isinstance(parents, dict) else parents)),
        is_scoped=raw.get("scoped", False),
        is_singleton=raw.get("singleton", False),
        is_complete=raw.get("complete", False),
        deleted=raw.get("deleted"),
        hidden=tuple(raw.get("hidden") or ()),
        created_by=tuple(raw.get("created_by") or ()),
        updated_by=tuple(raw.get("updated_by") or ()),
    )


def write_resource(resource: Resource) -> dict[str, Any]:
    """Return the entry of `resources` that is read as this resource."""
    owner = resource.owner
    parents = [_write_parent(parent) for parent in resource.parents]
    return differing(
        [
            ("schema", _written_schema(resource.schema), None),
            ("identifier", resource.identifier, ""),
            ("ids", resource.ids, "uuid"),
            ("parent", parents[0] if len(parents) == 1 else parents, []),
            ("scoped", resource.is_scoped, False),
            ("singleton", resource.is_singleton, False),
            ("complete", resource.is_complete, False),
            ("created", resource.created, None),
            ("updated", resource.updated, None),
            ("touch", resource.touch, "always"),
            ("created_by", list(resource.created_by), []),
            ("updated_by", list(resource.updated_by), []),
            ("owner", {"member": owner.member, "principal": owner.principal} if owner else None, None),
            ("unique", [_write_unique(one) for one in resource.unique], []),
            ("defaults", resource.defaults, {}),
            ("hidden", list(resource.hidden), []),
            ("deleted", resource.deleted, None),
            ("missing", resource.missing, "not_found"),
        ]
    )


def _write_unique(unique: Unique) -> dict[str, Any]:
    return {"members": list(unique.members), **({} if unique.error is None else {"error": unique.error})}


def schema_pointer(written: str) -> str:
    """Return the pointer of a schema that is written as a name, `Book`, or as a pointer."""
    return written if written.startswith("/") else _SCHEMAS + escape(written)


def _written_schema(pointer: str | None) -> str | None:
    if pointer is None:
        return None
    name = unescape(pointer.removeprefix(_SCHEMAS))
    return name if schema_pointer(name) == pointer else pointer


def _read_parent(raw: dict[str, Any]) -> Parent:
    return Parent(raw["member"], raw.get("resource"))


def _write_parent(parent: Parent) -> dict[str, Any]:
    return differing([("resource", parent.resource, None), ("member", parent.member, None)])
