"""Verbs in paths: `/books/create`, `/books/{id}/update` and `/books.info` are at `/books` and `/books/{id}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .gathering import find_inner
from .records import Role
from .spots import Spot, key_of, name_of
from .verbs import is_act, read_phrase, role_of

_METHODS: dict[Role, tuple[str, ...]] = {
    "create": ("POST", "PUT"),
    "list": ("GET", "POST"),
    "search": ("GET", "POST", "QUERY"),
    "read": ("GET", "POST"),
    "change": ("POST", "PUT", "PATCH"),
    "replace": ("POST", "PUT"),
    "delete": ("DELETE", "POST", "GET", "PUT", "PATCH"),
    "act": ("POST", "PUT"),
}
_OF_ITEMS: tuple[Role, ...] = ("read", "change", "replace", "delete")


class _Reading(NamedTuple):
    """What a path may mean."""

    place: str  # "/books" of `/books/create`
    verb: str
    role: Role

    @property
    def collection(self) -> str:
        return key_of(self.place.removesuffix("/{}"))


def read_suffixes(spots: Sequence[Spot]) -> list[Spot]:
    """Take operations whose path has a verb for operations at the place before it.

    1. `/books/{id}/update`: a verb after an item
    2. `/books/delete/{id}`, `/deleteBook/{id}`: a verb before the variable
    3. `/books/create`, `/books.create`, `/createBook`: a verb after a collection

    Another operation must tell that there is such a collection: by its path, or by another verb.
    """
    places = {spot.place for spot in spots}
    inner = find_inner(places)
    readings = [_read(spot, places, inner) for spot in spots]
    known = {key_of(place.removesuffix("/{}")) for place in places}
    known |= _find_collections(reading for reading in readings if reading is not None)
    return [
        spot.moved(reading.place, reading.verb) if reading is not None and reading.collection in known else spot
        for spot, reading in zip(spots, readings, strict=True)
    ]


def _find_collections(readings: Iterable[_Reading]) -> set[str]:
    """The keys of collections of which several verbs speak."""
    roles: dict[str, set[Role]] = {}
    for reading in readings:
        roles.setdefault(reading.collection, set()).add(reading.role)
    return {key for key, found in roles.items() if len(found - {"act"}) > 1}


def _read(spot: Spot, places: set[str], inner: set[str]) -> _Reading | None:
    if spot.verb or spot.place in inner:
        return None
    if spot.is_item:
        return _before_variable(spot) if spot.above not in places else None
    if spot.above.endswith("/{}"):
        reading = _reading(spot, spot.last, spot.above)
        if reading is None or reading.place != spot.above or reading.role not in _OF_ITEMS:
            return None
        return None if reading.role == "read" and spot.above in places else reading
    return _reading(spot, spot.last, spot.above)


def _before_variable(spot: Spot) -> _Reading | None:
    above, _, verb = spot.above.rpartition("/")
    reading = _reading(spot, verb, above)
    if reading is None or reading.role not in _OF_ITEMS:
        return None
    return _Reading(f"{reading.place}/{{}}", reading.verb, reading.role)


def _reading(spot: Spot, segment: str, above: str) -> _Reading | None:
    """Return what a segment with a verb means after a place, if the verb fits the method."""
    if "{" in segment:
        return None
    noun, dot, verb = segment.rpartition(".")
    if dot and is_act(verb):
        return _Reading(f"{above}/{noun}", verb, "act") if noun and spot.method in _METHODS["act"] else None
    phrase = read_phrase(segment)
    role = role_of(phrase.verb) if phrase is not None else None
    if phrase is None or role is None or spot.method not in _METHODS[role]:
        return None
    own = phrase.noun in ("", name_of(above))
    if own and not name_of(above):
        return None
    return _Reading(above if own else f"{above}/{noun if dot else phrase.noun}", phrase.verb, role)
