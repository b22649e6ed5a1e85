"""Upkeep: for every path, items that exist now. What was removed is created again, parents first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from threading import RLock
from typing import Any

from ...engine.drafts import Draft
from ...openapi.operations import Operation
from ...openapi.resources.places import place_of, places_of
from ..failures import Phase
from ..record import EnoughError
from ..service.sending import NoResponse
from .created import CreatedItem
from .creations import ItemCreations
from .resources import ProviderResource
from .steps import GONE, Steps

PATIENCE = 3  # times that an item may fail to be created, or be lost, before it is not created any more
_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY")


class Upkeep:
    """Keeps an item of each resource alive while requests read, change and delete them."""

    def __init__(self, steps: Steps, creations: ItemCreations) -> None:
        self._steps = steps
        self._creations = creations
        self._lock = RLock()  # workers of Schemathesis share the items
        self._busy: set[str] = set()  # places for which an item is being created
        self._touched: dict[str, str] = {}  # "/books/{} 7" -> what was last done to it or below it
        self._fatal: set[str] = set()  # other operations than DELETE that remove an item: "POST /jobs/{id}/stop"
        self._troubles: Counter[str] = Counter()  # by "POST /books", since an item was last deleted as it should be
        steps.watch = self._watch

    def candidates(self, path: str, phase: Phase | None = None) -> list[CreatedItem]:
        """Return the items that have values for the variables of a path; create what is missing."""
        with self._lock:
            self._steps.phase = phase or self._steps.phase
            self._ensure(path)
            return self._steps.created.candidates(path)

    def values(self, operation: Operation, item: CreatedItem | None) -> dict[str, Any]:
        """Return the values of path variables by name: of an item and its parents, or chosen by the user."""
        return self._steps.values(operation, item)

    def find(self, path: str, values: Mapping[str, Any]) -> CreatedItem | None:
        """Return the item whose identifiers are these values of the variables of a path."""
        with self._lock:
            texts = {name: str(value) for name, value in values.items()}
            for item in self._steps.created.candidates(path):
                own = {name: str(value) for name, value in item.values_for(path).items()}
                if own.items() <= texts.items():
                    return item
        return None

    def note(self, operation: Operation, item: CreatedItem, status: int, phase: Phase | None = None) -> None:
        """Learn from a response whether an item still exists.

        1. An item that was deleted, or whose own path returns 404 or 410, does not.
        2. If something below it returns 404 or 410 after a change there, or a change succeeds that has removed an
           item before, the item is read.
        """
        with self._lock:
            self._steps.phase = phase or self._steps.phase
            key, create = f"{item.places[0]} {item.identifier}", str(item.resource.create)
            is_own, is_success = place_of(operation.path) in item.places, 200 <= status < 300
            if is_own and is_success and operation.method == "DELETE":
                self._troubles[create] = 0
                self._steps.created.remove(item)
            elif is_own and status in GONE:
                self._troubles[create] += key not in self._touched
                self._fatal.add(self._touched.pop(key, ""))
                self._steps.created.remove(item)
            elif is_success and operation.method not in _SAFE:
                self._touched[key] = str(operation)
                if str(operation) in self._fatal:
                    self._check(item)
            elif status in GONE and key in self._touched:
                self._check(item)
                self._touched.pop(key, None)

    def clean_up(self) -> None:
        """Delete every item that exists, children first. The test is over, so any response will do."""
        with self._lock:
            for item in reversed(tuple(self._steps.created)):
                self._steps.created.remove(item)
                try:
                    self._steps.clean_up(item)
                except NoResponse:
                    return

    # steps

    def _watch(self, draft: Draft, status: int) -> None:
        values = {name: value for (location, name), value in draft.values.items() if location == "path"}
        item = self.find(draft.operation.path, values) if values else None
        if item is not None:
            self.note(draft.operation, item, status)

    def _ensure(self, path: str) -> None:
        for place in places_of(path).values():
            if place not in self._busy and not self._has(place):
                self._busy.add(place)
                any(self._create(resource) for resource in tuple(self._creations.resources) if place in resource.places)
                self._busy.discard(place)

    def _has(self, place: str) -> bool:
        return any(place in item.places for item in self._steps.created)

    def _create(self, resource: ProviderResource) -> bool:
        """Create an item below its parents; twice, if the first request shows that a parent is gone."""
        create = str(resource.create)
        while self._troubles[create] < PATIENCE:
            self._ensure(resource.create.path)
            parents = [place for place in resource.parents if self._has(place)]
            try:
                if self._creations.create_again(resource.create) is not None:
                    return True
            except EnoughError:  # the failure is on record; a hook of Schemathesis must not raise
                return False
            self._troubles[create] += 1
            if all(map(self._has, parents)):
                return False
        return False

    def _check(self, item: CreatedItem) -> None:
        """Read an item; the response tells `note` whether it exists."""
        try:
            self._steps.read(item)
        except EnoughError:
            return
