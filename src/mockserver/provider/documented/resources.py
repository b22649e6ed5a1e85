"""Resources: which operations create, read, change, list and delete the same items."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ...openapi.operations import Operation
from ...openapi.resources import DocumentedResource, ResourceOperation
from ...openapi.resources.grouping import find_documented_resources
from ...openapi.resources.links import find_linked_paths
from ...openapi.resources.places import collection_of, is_same_collection, is_shortcut, place_of, places_of
from ...openapi.resources.verbs import read_phrase, role_of


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
    """Return a resource for each operation that creates items of a path, parents before children.

    What belongs together is what `find_documented_resources` finds. Of its items, those are certain that

    1. are in the collection itself: `POST /books` with `/books/{id}`, or `/book/{id}`
    2. a link of the response leads to
    3. have a path of their own with the same name, if the document leaves no doubt: `POST /books/create`

    A response must confirm the others: `POST /members/{id}/loans` with `/loans/{id}`. `PUT /books/{id}` creates books
    if it documents 201 and no other operation creates them.
    """
    operations = tuple(operations)
    order = {id(operation): index for index, operation in enumerate(operations)}
    found = []
    for resource in find_documented_resources(operations):
        paths = _find_paths(resource)
        for one in _find_creates(resource) if paths else ():
            certain = [*_find_own(one.operation, paths), *find_linked_paths(one.operation, operations)]
            if one.operation.method == "PUT":
                certain = [one.operation.path]
            elif not certain and one.certainty == "certain":
                certain = paths
            assumed = _find_assumed(one, paths, certain)
            made = make_resource(one.operation, certain, operations, assumed=assumed)
            found.append(replace(made, list=made.list or _find_list(resource, one)))
    found.sort(key=lambda resource: (resource.create.method == "PUT", order[id(resource.create)]))
    return _sort(found)


def _find_paths(resource: DocumentedResource) -> list[str]:
    """Return the paths that end with the variable of an item."""
    named = resource.having("read", "replace", "change", "delete")
    paths = dict.fromkeys(one.operation.path for one in named if one.identifier and one.identifier.location == "path")
    return [path for path in paths if collection_of(place_of(path))]


def _find_creates(resource: DocumentedResource) -> list[ResourceOperation]:
    if resource.related or resource.is_singleton:
        return []
    creates = [one for one in resource.having("create") if one.operation.method == "POST" and _makes_one(one)]
    puts = [one for one in resource.having("replace") if "201" in one.operation.responses]
    return creates or [one for one in puts if collection_of(place_of(one.operation.path))]


def _makes_one(create: ResourceOperation) -> bool:
    """Return whether an operation creates one item, whose identifier the service makes."""
    phrase = read_phrase(create.operation.path.rpartition("/")[2])
    return create.identifier is None and (phrase is None or not phrase.is_many)


def _find_list(resource: DocumentedResource, create: ResourceOperation) -> Operation | None:
    """Return a list at another path, such as `/books/list`, that names no other parents than a creation."""
    lists = (one for one in resource.having("list") if one.certainty == "certain" and not _filters(one.operation))
    return next((one.operation for one in lists if one.parents.keys() <= create.parents.keys()), None)


def _filters(operation: Operation) -> bool:
    """Return whether a list may leave items out: it must be asked for some, or its path says so."""
    phrase = read_phrase(operation.path.rpartition("/")[2])
    is_search = phrase is not None and role_of(phrase.verb) == "search"
    return is_search or any(parameter.required and parameter.location == "query" for parameter in operation.parameters)


def _find_assumed(create: ResourceOperation, paths: Iterable[str], certain: Collection[str]) -> list[str]:
    own = place_of(create.operation.path)
    return [path for path in paths if path not in certain and is_shortcut(_collection(path), own)]


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
