"""Resources: which operations create, read, change, list and delete the same items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...openapi.operations import Operation

_ITEM = re.compile(r"(.*[^/])/\{([^{}/]+)\}")


@dataclass(frozen=True)
class ProviderResource:
    """A collection with an operation that creates items, and the operations on its items."""

    item: str  # "/books/{id}"
    parameter: str  # "id"
    create: Operation  # POST /books
    list: Operation | None  # GET /books
    read: Operation | None  # GET /books/{id}
    changes: tuple[Operation, ...]  # PUT and PATCH /books/{id}
    delete: Operation | None  # DELETE /books/{id}

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the sequence for this resource."""
        return tuple(op for op in (self.create, self.list, self.read, *self.changes, self.delete) if op is not None)


def find_resources(operations: Sequence[Operation]) -> tuple[ProviderResource, ...]:
    """Return a resource for every `POST /x` with a path `/x/{id}`, parents before children."""
    by_place = {(operation.method, operation.path): operation for operation in operations}
    found = {}
    for path in dict.fromkeys(operation.path for operation in operations):
        match = _ITEM.fullmatch(path)
        create = by_place.get(("POST", match[1])) if match else None
        if match is None or create is None:
            continue
        changes = (by_place.get((method, path)) for method in ("PATCH", "PUT"))
        found[path] = ProviderResource(
            item=path,
            parameter=match[2],
            create=create,
            list=by_place.get(("GET", match[1])),
            read=by_place.get(("GET", path)),
            changes=tuple(change for change in changes if change is not None),
            delete=by_place.get(("DELETE", path)),
        )
    return tuple(sorted(found.values(), key=lambda resource: resource.item.count("/")))
