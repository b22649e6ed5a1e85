"""The resources of a document while their operations are gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..documents import Document
from ..operations import Operation
from .contents import request_view, response_view
from .entities import find_entity, find_list, identifier_names
from .records import Certainty, IdentifierSource, ResourceOperation, Role
from .references import References
from .schema_views import SchemaView
from .spots import Spot, key_of, name_of, read_spot
from .words import entity_name, words_of

_ITEM_ROLES = ("read", "replace", "change", "delete", "act", "add", "remove", "download")


class Sketch:
    """A resource, and the operations found so far."""

    def __init__(self, place: str, document: Document, *, is_singleton: bool = False) -> None:
        self.place = place  # "/books/{}"
        self.places = [place]
        self.is_singleton = is_singleton
        self.related: Sketch | None = None  # the resource whose items a relation adds and removes
        self.claims: list[tuple[Spot, ResourceOperation]] = []
        self.aliases: list[str] = []  # what else a parameter that names an item is called
        self._document = document
        self._entity: tuple[int, SchemaView] | None = None  # with the number of claims that it was read from

    @property
    def name(self) -> str:
        """What an item is called: "book"."""
        if self.is_singleton:
            return "_".join(words_of(self.place.rpartition("/")[2])) or "item"
        return name_of(self.place) or _name_variable(self.claims) or "item"

    @property
    def roles(self) -> set[Role]:
        return {claim.role for _, claim in self.claims}

    def having(self, *roles: Role) -> list[Operation]:
        """The operations with one of these roles, in the order of the roles."""
        return [claim.operation for role in roles for _, claim in self.claims if claim.role == role]

    def find_entity(self) -> SchemaView:
        """The schema of an item; false if no operation tells it. The first of these that there is:

        1. what a read, then a list shows
        2. what a create or a change answers with
        3. what they are sent
        """
        if self._entity is None or self._entity[0] != len(self.claims):
            self._entity = len(self.claims), next(self._iter_entities(), SchemaView(self._document, ()))
        return self._entity[1]

    def _iter_entities(self) -> Iterator[SchemaView]:
        for operation in self.having("read"):
            if view := find_entity(response_view(operation), self.name, self._identifiers).view:
                yield view
        for operation in self.having("list", "search"):
            if found := find_list(response_view(operation), self.name):
                yield found.view
        writes = self.having("create", "replace", "change")
        for view in (*map(response_view, writes), *map(request_view, writes)):
            if view.members:
                yield find_entity(view, self.name, self._identifiers).view

    def claims_at_items(self) -> list[ResourceOperation]:
        """What is done with items that have a path."""
        return [claim for spot, claim in self.claims if spot.is_item]

    def iter_aliases(self) -> Iterator[str]:
        """Yield what else an item is called: by variables of paths, and by members that hold one or several."""
        yield from self.aliases
        for _, claim in self.claims:
            if claim.identifier is not None and claim.identifier.location == "path":
                yield claim.identifier.name
        for operation in self.having("read", "create"):
            yield "".join(find_entity(response_view(operation), self.name, self._identifiers).place[-1:])
        for operation in self.having("list"):
            found = find_list(response_view(operation), self.name)
            yield entity_name(found.place[-1]) if found is not None and found.place else ""

    @property
    def _identifiers(self) -> tuple[str, ...]:
        sources = (claim.identifier for _, claim in self.claims if claim.identifier is not None)
        return identifier_names(next((source.name for source in sources if source.location == "path"), "id"), self.name)


class Gathering:
    """The operations of a document: those that are in a resource, and those that wait for one."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        self.spots = tuple(spots)
        self.at: dict[str, list[Spot]] = {}  # by place
        for spot in self.spots:
            self.at.setdefault(spot.place, []).append(spot)
        self.references = References(self.spots[0].operation.document)
        self.sketches: dict[str, Sketch] = {}  # by the key of a place of their items
        self._created: dict[str, Sketch] = {}  # by the place of an operation that creates items
        self._waiting = {id(spot.operation): spot for spot in self.spots}

    def waiting(self) -> Iterator[Spot]:
        """The operations that are in no resource, in the order of the document."""
        return iter(tuple(self._waiting.values()))

    def is_waiting(self, spot: Spot) -> bool:
        return id(spot.operation) in self._waiting

    def resources(self) -> list[Sketch]:
        """The resources so far, without relations."""
        return [sketch for sketch in dict.fromkeys(self.sketches.values()) if sketch.claims and sketch.related is None]

    @property
    def _document(self) -> Document:
        return self.spots[0].operation.document

    def sketch(self, place: str) -> Sketch:
        """Return the resource whose items are at a place, a new one if there is none."""
        key = key_of(place)
        found = self.sketches.get(key)
        if found is None:
            found = self.sketches[key] = Sketch(place, self._document)
        if place not in found.places:
            found.places.append(place)
        return found

    def sketch_singleton(self, place: str) -> Sketch:
        """Return a new resource of which there is one item, or one below each parent."""
        found = self.sketches[place] = Sketch(place, self._document, is_singleton=True)
        return found

    def add_place(self, sketch: Sketch, place: str) -> None:
        """Let the items of a resource be at another place, too."""
        if self.sketches.setdefault(key_of(place), sketch) is sketch and place not in sketch.places:
            sketch.places.append(place)

    def merge(self, one: Sketch, other: Sketch) -> None:
        """Put all that is in one resource into another."""
        other.claims += one.claims
        other.places += [place for place in one.places if place not in other.places]
        self.sketches.update({key: other for key, sketch in self.sketches.items() if sketch is one})

    def forget(self, place: str) -> None:
        """Take the operations out of the resource at a place, so that they wait for another one."""
        sketch = self.sketches.pop(key_of(place), None)
        for spot, _ in sketch.claims if sketch is not None else ():
            self._waiting[id(spot.operation)] = spot

    def find(self, place: str) -> Sketch | None:
        """Return the resource whose items are at a place."""
        return self.sketches.get(key_of(place))

    def creating(self, place: str) -> Sketch | None:
        """Return the resource whose items are created at a place."""
        return self._created.get(place)

    def claim(
        self,
        sketch: Sketch,
        spot: Spot,
        role: Role,
        reason: str,
        certainty: Certainty = "certain",
        identifier: IdentifierSource | None = None,
    ) -> None:
        """Put an operation into a resource; without `identifier`, the last variable of its path names the item."""
        parents = dict(spot.variables)
        if identifier is None and parents and _names_item(sketch, spot, role):
            name, _ = parents.popitem()
            identifier = IdentifierSource("path", name)
        verb = spot.verb if role == "act" else ""
        reason = f"{spot.operation} {reason}"
        claim = ResourceOperation(spot.operation, role, identifier, parents, certainty, reason, verb)
        sketch.claims.append((spot, claim))
        if role == "create":
            self._created.setdefault(spot.place, sketch)
        self._waiting.pop(id(spot.operation), None)


def read_spots(operations: Iterable[Operation]) -> list[Spot]:
    """Return where the operations are, without those that cannot be served or that no client changes anything with."""
    return [
        read_spot(operation)
        for operation in operations
        if operation.broken is None
        and operation.method not in ("HEAD", "OPTIONS", "TRACE")
        and not operation.fixed_query
    ]


def find_inner(places: Iterable[str]) -> set[str]:
    """Return the places below which there are others."""
    found: set[str] = set()
    for place in places:
        above = place.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _names_item(sketch: Sketch, spot: Spot, role: Role) -> bool:
    """Return whether the last variable of a path names an item."""
    return not sketch.is_singleton and (role in _ITEM_ROLES or (role == "create" and spot.is_item))


def _name_variable(claims: list[tuple[Spot, ResourceOperation]]) -> str:
    """What the variable of an item at the root of the API is called, without `id`."""
    names = (claim.identifier.name for _, claim in claims if claim.identifier is not None)
    words = [word for word in words_of(next(names, "")) if word not in ("id", "uuid", "key", "name")]
    return "_".join(words)
