"""What was created: the items that exist, and the values that the variables of a path can have.

A variable is known by its place, the path up to it without names: `/houses/{}`. The same house may be called `{id}` in
one path and `{house_id}` in another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..drafts import Draft
from ..service.conversation import ProviderResponse
from .resources import ProviderResource

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class CreatedItem:
    """One item that the run has created."""

    resource: ProviderResource
    identifier: str  # "r 7", as text
    values: Mapping[
        str, Any
    ]  # by place, those of its parents included: {"/houses/{}": "h1", "/houses/{}/rooms/{}": "r 7"}
    draft: Draft  # the request that created it
    creation: ProviderResponse

    @property
    def place(self) -> str:
        return place_of(self.resource.item)

    def values_for(self, path: str) -> dict[str, Any]:
        """Return the values that this item gives to the variables of a path, by name: `{"house_id": "h1"}`."""
        return {name: self.values[at] for name, at in places_of(path).items() if at in self.values}


class CreatedItems:
    """The items that exist, in the order of their creation."""

    def __init__(self) -> None:
        self._items: list[CreatedItem] = []

    def add(self, item: CreatedItem) -> None:
        self._items.append(item)

    def remove(self, item: CreatedItem) -> None:
        """Remove an item and the items below it."""
        place, value = item.place, item.values[item.place]
        self._items = [known for known in self._items if known.values.get(place) != value]

    def of(self, resource: ProviderResource) -> list[CreatedItem]:
        """Return the items of a resource."""
        return [item for item in self._items if item.resource == resource]

    def choices(self, path: str) -> list[dict[str, Any]]:
        """Return the values that the variables of a path can have together, by name, oldest items first.

        The identifier of an item comes with those of the parents it was created under. A variable that stands for
        nothing that was created has no value.

        >>> CreatedItems().choices("/houses/{house_id}/rooms/{id}")
        []
        """
        for place in reversed(places_of(path).values()):
            found = [item for item in self._items if item.place == place]
            if found:
                return [item.values_for(path) for item in found]
        return []


def places_of(path: str) -> dict[str, str]:
    """Return the place of each variable of a path, in order.

    >>> places_of("/houses/{house_id}/rooms/{id}")
    {'house_id': '/houses/{}', 'id': '/houses/{}/rooms/{}'}
    """
    return {found[1]: place_of(path[: found.end()]) for found in _VARIABLE.finditer(path)}


def place_of(path: str) -> str:
    """Return a path without the names of its variables and without a slash at its end."""
    return _VARIABLE.sub("{}", path).rstrip("/")


def values_by_place(draft: Draft) -> dict[str, Any]:
    """Return the values of a draft's path variables by place."""
    return {
        place: draft.values["path", name]
        for name, place in places_of(draft.operation.path).items()
        if ("path", name) in draft.values
    }
