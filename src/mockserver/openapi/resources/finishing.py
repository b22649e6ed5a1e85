"""Resources as they are returned, from what was gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from .collections import creates_item
from .gathering import Gathering, Sketch
from .records import DocumentedResource, ResourceOperation
from .spots import key_of, name_of
from .words import entity_name

_RANKS = {"certain": 0, "likely": 1, "unsure": 2}


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


def finish(gathering: Gathering) -> tuple[DocumentedResource, ...]:
    """Return the resources of which a client sees anything, with names that no other has."""
    parents = {key_of(place) for spot in gathering.spots for place in spot.variables.values() if place != spot.place}
    sketches = [
        sketch
        for sketch in dict.fromkeys(gathering.sketches.values())
        if _is_remembered(sketch) or (sketch.roles == {"create"} and _is_created(sketch, parents))
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
    return roles == {"list"} or (len(roles) > 1 and bool(shown or "create" in roles))


def _is_created(sketch: Sketch, parents: Collection[str]) -> bool:
    """Return whether what is created has an identifier in other paths, or in the response."""
    return key_of(sketch.place) in parents or any(creates_item(spot, sketch.name) for spot, _ in sketch.claims)


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
