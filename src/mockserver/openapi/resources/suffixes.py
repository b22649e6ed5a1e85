"""Verbs in paths: `/books/create`, `/books/{id}/update` and `/books/delete/{id}` are at `/books` and `/books/{id}`."""

from __future__ import annotations

from collections.abc import Sequence

from .gathering import find_inner
from .records import Role
from .spots import Spot, key_of, name_of
from .verbs import Phrase, read_phrase, role_of

_METHODS: dict[Role, tuple[str, ...]] = {
    "create": ("POST", "PUT"),
    "list": ("GET", "POST"),
    "search": ("GET", "POST", "QUERY"),
    "read": ("GET", "POST"),
    "change": ("POST", "PUT", "PATCH"),
    "replace": ("POST", "PUT"),
    "delete": ("DELETE", "POST", "GET", "PUT", "PATCH"),
}
_OF_ITEMS: tuple[Role, ...] = ("read", "change", "replace", "delete")


def read_suffixes(spots: Sequence[Spot]) -> list[Spot]:
    """Take operations whose path has a verb for operations at the place before it.

    1. `/books/{id}/update`: a verb after an item
    2. `/books/delete/{id}`: a verb before the variable
    3. `/books/create`: a verb after a collection, if another operation tells that it is one
    """
    places = {spot.place for spot in spots}
    reader = _Reader(places, find_inner(places), {key_of(place) for place in places})
    read = [reader.after_item(spot) or reader.before_variable(spot) or spot for spot in spots]
    return reader.after_collections(read)


class _Reader:
    def __init__(self, places: set[str], inner: set[str], keys: set[str]) -> None:
        self.places = places
        self.inner = inner
        self.keys = keys

    def after_item(self, spot: Spot) -> Spot | None:
        phrase = self._phrase(spot.last, spot)
        if phrase is None or spot.place in self.inner or not spot.above.endswith("/{}"):
            return None
        role = role_of(phrase.verb)
        if role not in _OF_ITEMS or (role == "read" and spot.above in self.places):
            return None
        return spot.moved(spot.above, phrase.verb)

    def before_variable(self, spot: Spot) -> Spot | None:
        collection, _, verb = spot.above.rpartition("/")
        phrase = self._phrase(verb, spot, collection) if spot.is_item else None
        if phrase is None or spot.above in self.places or role_of(phrase.verb) not in _OF_ITEMS:
            return None
        return spot.moved(f"{collection}/{{}}", phrase.verb)

    def after_collections(self, spots: list[Spot]) -> list[Spot]:
        phrases = [self._after_collection(spot) for spot in spots]
        verbs: dict[str, set[Role | None]] = {}
        for spot, phrase in zip(spots, phrases, strict=True):
            if phrase is not None:
                verbs.setdefault(key_of(spot.above), set()).add(role_of(phrase.verb))
        items = {key_of(spot.above) for spot in spots if spot.is_item}
        return [
            spot.moved(spot.above, phrase.verb)
            if phrase is not None and self._is_collection(spot, items, verbs[key_of(spot.above)])
            else spot
            for spot, phrase in zip(spots, phrases, strict=True)
        ]

    def _after_collection(self, spot: Spot) -> Phrase | None:
        if spot.verb or spot.is_item or spot.above.endswith("/{}") or spot.place in self.inner:
            return None
        return self._phrase(spot.last, spot)

    def _is_collection(self, spot: Spot, items: set[str], verbs: set[Role | None]) -> bool:
        above = key_of(spot.above)
        return above in items or above in self.keys or len(verbs) > 1

    def _phrase(self, segment: str, spot: Spot, collection: str | None = None) -> Phrase | None:
        """Return the verb in a segment, if it is about what the place before it is about and fits the method."""
        phrase = read_phrase(segment) if not spot.verb and "{" not in segment else None
        role = role_of(phrase.verb) if phrase is not None else None
        if phrase is None or role is None or spot.method not in _METHODS[role]:
            return None
        about = name_of(spot.above if collection is None else collection)
        return phrase if about and phrase.noun in ("", about) else None
