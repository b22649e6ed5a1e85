"""Which operations belong together: those that create, list, read, replace, change and delete items of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from ..operations import Operation
from .places import collection_of, is_same_collection, place_of, places_of
from .records import DocumentedResource, IdentifierSource, ResourceOperation, Role
from .words import entity_name

_ITEM_ROLES: dict[str, Role] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "change",
    "POST": "change",
    "DELETE": "delete",
}


def find_documented_resources(operations: Sequence[Operation]) -> tuple[DocumentedResource, ...]:
    """Return the resources of a document, parents before children.

    1. `POST /books` and `GET /books` with `/books/{id}`, whether or not the paths have a slash at the end
    """
    items = dict.fromkeys(place_of(op.path) for op in operations if collection_of(place_of(op.path)))
    names: dict[str, int] = {}
    found = []
    for item in sorted(items, key=lambda place: place.count("{}")):
        collection = collection_of(item) or ""
        own = tuple(_iter_own(operations, item, collection))
        name = entity_name(collection.rpartition("/")[2])
        names[name] = number = names.get(name, 0) + 1
        parents = tuple(places_of(next(op.path for op in operations if place_of(op.path) == item)).values())[:-1]
        unique = name if number == 1 else f"{name}_{number}"
        found.append(DocumentedResource(unique, item, own, parents, places=(item,)))
    return tuple(found)


def _iter_own(operations: Sequence[Operation], item: str, collection: str) -> list[ResourceOperation]:
    own = []
    for operation in operations:
        place, places = place_of(operation.path), places_of(operation.path)
        if place == item and operation.method in _ITEM_ROLES:
            *parents, last = places.items()
            source = IdentifierSource("path", last[0])
            reason = f"{operation} is an item of {collection}"
            role = _ITEM_ROLES[operation.method]
            own.append(ResourceOperation(operation, role, source, dict(parents), "certain", reason))
        elif is_same_collection(place, collection) and operation.method in ("GET", "POST"):
            role = "list" if operation.method == "GET" else "create"
            reason = f"{operation} is the collection of {item}"
            own.append(ResourceOperation(operation, role, None, places, "certain", reason))
    return own
