"""Resources: which operations create, read, change, list and delete the same items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ...openapi.operations import Operation
from ...openapi.resources.links import find_linked_paths
from ...openapi.resources.places import collection_of, is_same_collection, is_shortcut, place_of, places_of


@dataclass(frozen=True)
class ProviderResource:
    """An operation that creates items, and the operations on its items."""

    create: Operation  # POST /books, or PUT /books/{id}
    items: tuple[str, ...]  # ("/books/{id}",): paths of its items; more if an item has several
    list: Operation | None  # GET /books
    read: Operation | None  # GET /books/{id}
    changes: tuple[Operation, ...]  # PUT and PATCH /books/{id}
    delete: Operation | None  # DELETE /books/{id}
    assumed: tuple[
        str, ...
    ] = ()  # ("/loans/{}",): places that only the names of the paths tell; a response must confirm

    @property
    def places(self) -> tuple[str, ...]:
        """Where its items are: `/books/{}`."""
        return tuple(map(place_of, self.items))

    @property
    def parents(self) -> tuple[str, ...]:
        """The places of the items that must exist before one of these can be created."""
        return tuple(place for place in places_of(self.create.path).values() if place not in self.places)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the sequence for this resource."""
        return tuple(op for op in (self.create, self.list, self.read, *self.changes, self.delete) if op is not None)


def find_resources(operations: Sequence[Operation]) -> tuple[ProviderResource, ...]:
    """Return a resource for each operation that creates items of a path, parents before children:

    1. `POST /books` with `/books/{id}`, whether or not the paths have a slash at the end
    2. `POST /books` with `/book/{id}`
    3. `POST /members/{id}/loans` with `/loans/{id}`, if a link of its response leads there
    4. the same without a link, because of the names; the response must confirm it
    5. `PUT /books/{id}`, if it documents 201 and no other operation creates books
    """
    paths = [path for path in dict.fromkeys(op.path for op in operations) if collection_of(place_of(path))]
    creates = [operation for operation in operations if operation.method == "POST"]
    taken = {path for create in creates for path in _find_own(create, paths)}
    found = []
    for create in creates:
        certain = [*_find_own(create, paths), *find_linked_paths(create, operations)]
        assumed = [
            path for path in paths if path not in taken and is_shortcut(_collection(path), place_of(create.path))
        ]
        if certain or assumed:
            found.append(make_resource(create, certain, operations, assumed=assumed))
    made = {place for resource in found for place in resource.places}
    puts = [op for op in operations if op.method == "PUT" and op.path in paths and "201" in op.responses]
    found += [make_resource(op, (op.path,), operations) for op in puts if place_of(op.path) not in made]
    return _sort(found)


def make_resource(
    create: Operation, certain: Iterable[str], operations: Iterable[Operation], *, assumed: Iterable[str] = ()
) -> ProviderResource:
    """Return the resource of an operation whose items have these paths."""
    by_place: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        by_place.setdefault((operation.method, place_of(operation.path)), operation)
    certain, assumed = tuple(certain), tuple(path for path in assumed if path not in tuple(certain))
    items = tuple(dict.fromkeys((*certain, *assumed)))
    places = list(dict.fromkeys(map(place_of, items)))

    def first(method: str) -> Operation | None:
        return next((by_place[method, place] for place in places if (method, place) in by_place), None)

    own = _collection(create.path) if create.method == "PUT" else place_of(create.path)
    lists = (by_place.get(("GET", collection)) for collection in (own, *map(_collection, items)))
    return ProviderResource(
        create=create,
        items=items,
        list=next((operation for operation in lists if operation is not None), None),
        read=first("GET"),
        changes=tuple(change for change in map(first, ("PATCH", "PUT")) if change is not None),
        delete=first("DELETE"),
        assumed=tuple(dict.fromkeys(map(place_of, assumed))),
    )


def select_resources(resources: Iterable[ProviderResource], selected: Collection[Operation]) -> list[ProviderResource]:
    """Return the resources that selected operations need: their own, and those of the items in their paths."""
    resources = tuple(resources)
    paths = {operation.path for operation in selected}
    needed = {place for path in paths for place in places_of(path).values()}
    chosen: list[ProviderResource] = []
    for resource in reversed(resources):  # children first, because they need their parents
        if resource.create.path in paths or needed.intersection(resource.places):
            chosen.append(resource)
            needed.update(resource.parents)
    return chosen[::-1]


def _find_own(create: Operation, paths: Iterable[str]) -> list[str]:
    """Return the items in the collection itself, those in one of the same name before `/book/{id}`."""
    own = place_of(create.path)
    found = [path for path in paths if is_same_collection(own, _collection(path))]
    return sorted(found, key=lambda path: _collection(path) != own)


def _collection(item: str) -> str:
    return collection_of(place_of(item)) or ""


def _sort(resources: list[ProviderResource]) -> tuple[ProviderResource, ...]:
    """Put parents before children, without another change of the order."""
    waiting, placed = sorted(resources, key=lambda resource: len(resource.parents)), list[ProviderResource]()
    while waiting:
        unmade = {place for resource in waiting for place in resource.places}
        ready = (resource for resource in waiting if not unmade.intersection(resource.parents))
        placed.append(next(ready, waiting[0]))  # no resource is ready if two are parents of each other
        waiting.remove(placed[-1])
    return tuple(placed)
