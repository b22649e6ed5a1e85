"""Where operations are: their paths without what does not belong to the place, such as formats and verbs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from ..operations import Operation
from .words import entity_name

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_KEY = re.compile(r"\('?(\{[^{}]+\})'?\)(?=/|$)")  # OData 4.01: `/Books({id})` is an item of `/Books`
_FORMAT = re.compile(r"(.+)\.(?:json|xml|yaml|csv|\{_?format\})", re.IGNORECASE)
_CUSTOM = re.compile(r"(.+):([A-Za-z][\w-]*)")  # `/books/{id}:archive`


@dataclass(frozen=True, slots=True)
class Spot:
    """An operation, and what its path says."""

    operation: Operation
    place: str  # "/books/{}" of `/books/{id}.json`, `/books/{id}:archive` and `/books/update/{id}`
    variables: Mapping[str, str]  # name -> place, in the order of the path: {"id": "/books/{}"}
    verb: str = ""  # "archive", "update"

    @property
    def method(self) -> str:
        return self.operation.method

    @property
    def is_item(self) -> bool:
        """Whether it ends with a variable."""
        return self.place.endswith("/{}")

    @property
    def last(self) -> str:
        """The last segment of the place."""
        return self.place.rpartition("/")[2]

    @property
    def above(self) -> str:
        """The place without its last segment: the collection of an item."""
        return self.place.rpartition("/")[0]

    def moved(self, place: str, verb: str) -> Spot:
        """The same operation, taken for one at another place."""
        variables = dict(self.variables)
        if variables and self.is_item:
            variables[next(reversed(variables))] = place
        return replace(self, place=place, verb=verb, variables=variables)


def read_spot(operation: Operation) -> Spot:
    """Return where an operation is.

    1. `/Books('{id}')` is `/Books/{id}`
    2. a format at the end of the path is left out: `.json`, `.{format}`
    3. a custom verb after a colon is no part of the place
    """
    path = _KEY.sub(r"/\1", operation.bare_path).rstrip("/")
    formatted = _FORMAT.fullmatch(path)
    path = formatted[1] if formatted else path
    before, _, last = path.rpartition("/")
    custom = _CUSTOM.fullmatch(last)
    path = f"{before}/{custom[1]}" if custom else path
    variables = {
        found[1].lstrip("+").rstrip("*"): make_place(path[: found.end()]) for found in _VARIABLE.finditer(path)
    }
    return Spot(operation, make_place(path), variables, custom[2] if custom else "")


def make_place(path: str) -> str:
    """Return a path without the names of its variables."""
    return _VARIABLE.sub("{}", path)


@lru_cache(maxsize=8192)
def key_of(place: str) -> str:
    """The same for places that differ in plural and spelling only.

    >>> key_of("/v1/order-items/{}"), key_of("/v1/orderItem/{}")
    ('/v1/order_item/{}', '/v1/order_item/{}')
    """
    return "/".join(segment if "{" in segment else entity_name(segment) for segment in place.split("/"))


def name_of(place: str) -> str:
    """What the items at a place, or in a collection, are called; empty if it has no words.

    >>> name_of("/houses/{}/rooms/{}"), name_of("/repos/{}/{}"), name_of("/{}")
    ('room', 'repo', '')
    """
    words = (segment for segment in reversed(place.split("/")) if segment and "{" not in segment)
    return entity_name(next(words, ""))
