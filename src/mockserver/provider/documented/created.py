"""What was created: the items that exist, and the values that the variables of a path can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...engine.drafts import Draft
from ...openapi.operations import Operation
from ...openapi.resources.places import has_one_name_twice, places_of
from ..service.conversation import ProviderResponse
from .resources import ProviderResource


@dataclass(frozen=True)
class CreatedItem:
    """One item that the run has created."""

    resource: ProviderResource
    identifier: str  # "r 7", as text
    values: Mapping[str, Any]  # by place, with those of its parents: {"/houses/{}": "h1", "/houses/{}/rooms/{}": "r 7"}
    draft: Draft  # the request that created it
    creation: ProviderResponse

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is; a resource may assume more places."""
        return tuple(place for place in self.resource.places if place in self.values)

    def values_for(self, path: str) -> dict[str, Any]:
        """Return the values that this item gives to the variables of a path, by name: `{"house_id": "h1"}`."""
        return {name: self.values[at] for name, at in places_of(path).items() if at in self.values}

    def has(self, operation: Operation) -> bool:
        """Return whether an operation is about this item or what is below it."""
        return any(place in self.places for place in places_of(operation.path).values())


class CreatedItems:
    """The items that exist, in the order of their creation."""

    def __init__(self) -> None:
        self._items: list[CreatedItem] = []

    def __iter__(self) -> Iterator[CreatedItem]:
        return iter(self._items)

    def add(self, item: CreatedItem) -> None:
        self._items.append(item)

    def remove(self, item: CreatedItem) -> None:
        """Remove an item and the items below it."""
        self._items = [known for known in self._items if not _is_below(known, item)]

    def of(self, resource: ProviderResource) -> list[CreatedItem]:
        """Return the items that were created by the operation of a resource."""
        return [item for item in self._items if item.resource.create is resource.create]

    def candidates(self, path: str) -> list[CreatedItem]:
        """Return the items that have values for the variables of a path, as many variables as possible, oldest first.

        The identifier of an item comes with those of the parents it was created under. A variable that stands for
        nothing that was created has no value.
        """
        if has_one_name_twice(path):
            return []
        for place in reversed(places_of(path).values()):
            found = [item for item in self._items if place in item.places]
            if found:
                return found
        return []


def values_by_place(draft: Draft) -> dict[str, Any]:
    """Return the values of a draft's path variables by place."""
    return {
        place: draft.values["path", name]
        for name, place in places_of(draft.operation.path).items()
        if ("path", name) in draft.values
    }


def _is_below(item: CreatedItem, other: CreatedItem) -> bool:
    """Return whether an item is another one, or has its identifier and those of its parents in its own path."""
    chains = ([at for at in other.values if place.startswith(at)] for place in other.places)
    return any(all(item.values.get(at) == other.values[at] for at in chain) for chain in chains)
