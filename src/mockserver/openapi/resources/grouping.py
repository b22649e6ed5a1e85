"""Which operations belong together: those that create, list, read, replace, change and delete items of one kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..operations import Operation
from .by_schema import gather_creates, gather_linked, gather_siblings
from .collections import gather_collections, gather_root_collections
from .gathering import Gathering, Sketch, read_spots
from .pairs import gather_pairs
from .parts import gather_parts
from .records import DocumentedResource, ResourceOperation
from .relations import gather_relations
from .shortcuts import gather_shortcuts
from .singletons import gather_singletons
from .spots import key_of, name_of
from .suffixes import read_suffixes
from .words import entity_name

_RANKS = {"certain": 0, "likely": 1, "unsure": 2}


def find_documented_resources(operations: Sequence[Operation]) -> tuple[DocumentedResource, ...]:
    """Return the resources of a document, parents before children.

    1. `POST /books` and `GET /books` with `/books/{id}`, also `/book/{id}`, `POST /books/create`, `/books.create`
    2. `PUT /teams/{id}/members/{user_id}`, which only takes in what another resource creates
    3. `POST /members/{id}/loans` with `/loans/{id}`; `/things` with `/users/{id}/things`
    4. collections to whose items a link leads, or whose schema is that of the items
    5. collections whose items have no path
    6. what follows an item in a path: `/orders/{id}/cancel`, `/files/{id}/content`
    7. what creates items, as the schema tells
    8. things of which there is one: `/settings`

    An operation that fits nothing is in no resource.
    """
    spots = read_suffixes(read_spots(operations))
    if not spots:
        return ()
    gathering = Gathering(spots)
    gather_pairs(gathering)
    gather_relations(gathering)
    gather_shortcuts(gathering)
    gather_linked(gathering)
    gather_siblings(gathering)
    gather_root_collections(gathering)
    gather_shortcuts(gathering)
    gather_collections(gathering)
    gather_parts(gathering)
    gather_creates(gathering)
    gather_singletons(gathering)
    return _finish(gathering)


class _Places:
    """The first places of the resources, by the places that paths name."""

    def __init__(self, gathering: Gathering) -> None:
        self._by_key = {key: sketch.place for key, sketch in gathering.sketches.items() if sketch.claims}
        self._by_name: dict[str, set[str]] = {}
        for sketch in gathering.resources():
            if not sketch.is_singleton:
                self._by_name.setdefault(sketch.name, set()).add(sketch.place)

    def find(self, place: str) -> str:
        """Return the first place of the resource at a place.

        If there is none: that of the only resource which is called like it and has the same parents, or more.
        """
        known = self._by_key.get(key_of(place))
        if known is not None:
            return known
        named = self._by_name.get(name_of(place), set())
        found = next(iter(named)) if len(named) == 1 else place
        own, others = (set(map(name_of, _parents_of(one))) for one in (place, found))
        return found if own <= others and not found.startswith(f"{place}/") else place


def _finish(gathering: Gathering) -> tuple[DocumentedResource, ...]:
    parents = {key_of(place) for spot in gathering.spots for place in spot.variables.values() if place != spot.place}
    sketches = [
        sketch
        for sketch in dict.fromkeys(gathering.sketches.values())
        if _is_remembered(sketch) or (sketch.roles == {"create"} and key_of(sketch.place) in parents)
    ]
    places = _Places(gathering)
    order = {id(spot.operation): index for index, spot in enumerate(gathering.spots)}
    names = _name(sketches)
    found = [_make(sketch, names, places, order) for sketch in sketches]
    return tuple(sorted(found, key=lambda resource: (bool(resource.related), len(resource.parents))))


def _is_remembered(sketch: Sketch) -> bool:
    """Return whether a client sees anything of what the operations of a resource do."""
    roles = sketch.roles
    shown = roles & {"read", "list", "search", "download"}
    if sketch.is_singleton:
        return bool(shown) and bool(roles & {"replace", "change"})
    return roles == {"list"} or (len(roles) > 1 and bool(shown or roles >= {"create", "delete"}))


def _make(sketch: Sketch, names: Mapping[int, str], places: _Places, order: Mapping[int, int]) -> DocumentedResource:
    claims = sorted(
        sketch.claims,
        key=lambda claim: (
            _RANKS[claim[1].certainty],
            claim[0].place not in (sketch.place, sketch.place.rpartition("/")[0]),
            order[id(claim[0].operation)],
        ),
    )
    own = tuple(_rename_parents(claim, places) for _, claim in claims)
    parents = dict.fromkeys(map(places.find, _parents_of(sketch.place)))
    return DocumentedResource(
        names[id(sketch)],
        sketch.place,
        own,
        tuple(parents),
        sketch.is_singleton,
        tuple(sketch.places),
        names.get(id(sketch.related), ""),
    )


def _rename_parents(claim: ResourceOperation, places: _Places) -> ResourceOperation:
    """Let each parent be at the first place of its resource."""
    return replace(claim, parents={name: places.find(place) for name, place in claim.parents.items()})


def _parents_of(place: str) -> Iterable[str]:
    """The places of the variables before the last segment."""
    segments = place.split("/")
    return ["/".join(segments[: index + 1]) for index, segment in enumerate(segments[:-1]) if "{}" in segment]


def _name(sketches: Iterable[Sketch]) -> dict[int, str]:
    """Give each resource a name that no other has: "room", else with what is before it, "house_room", else a number."""
    names: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for sketch in sorted(sketches, key=lambda sketch: (sketch.is_singleton, sketch.place.count("/"))):
        name, words = sketch.name, [entity_name(word) for word in sketch.place.split("/") if word and "{" not in word]
        if name in taken and len(words) > 1:
            name = f"{words[-2]}_{words[-1]}"
        while name in taken:
            taken[name] += 1
            name = f"{name}_{taken[name]}"
        taken[name] = 1
        names[id(sketch)] = name
    return names
