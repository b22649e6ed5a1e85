"""Find the shallowest value of each schema, from the leaves up.

Values without parts are built first. A value that lacks parts is tried again when one of them has been built. Recursion
thus needs no limit: a schema that only a value of itself satisfies is never built, and a ring of schemas costs as much
as a chain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from .candidates import iter_built, iter_given
from .constraints import Constraints, Pointers
from .policy import Policy
from .schema_tree import SchemaTree

HEIGHT_LIMIT = 200  # values inside each other; JSON writers stop at 254
WEIGHT_LIMIT = 50_000  # values in one value
FAILURES_LIMIT = 400  # invalid candidates in a row, until the next alternative is tried
EXTENSION_LIMIT = 6  # further values of parts of parts of …

Check = Callable[[str, Any], bool]


class Exhausted(Exception):
    """Raised when the work allowed for one value is used up."""


class Budget:
    """The number of candidates that may still be tried."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spend(self, amount: int = 1) -> None:
        self._left -= amount
        if self._left < 0:
            raise Exhausted


class Place:
    """All schemas that one value must satisfy, and the values found for it so far."""

    def __init__(self, pointers: Pointers, name: str) -> None:
        self.pointers = pointers
        self.name = name
        self.found: list[Any] = []
        self.further: Iterator[Any] = iter(())
        self.is_running = False
        self.dependents: dict[Place, None] = {}
        self.missing: dict[Place, None] = {}  # parts that have no value yet
        self.refused: list[Any] = []  # the first invalid candidate
        self.is_too_large = False  # every value is beyond the limits of height or weight


class ShallowestValues:
    """Finds the shallowest values for places, and keeps them."""

    def __init__(self, tree: SchemaTree, is_valid: Check, policy: Policy, *, is_strict: bool = False) -> None:
        self.tree = tree
        self.policy = policy
        self.is_valid = is_valid
        self.budget = Budget(0)
        self._places: dict[tuple[Pointers, str], Place] = {}
        self._fresh: deque[Place] = deque()
        self._again: dict[Place, None] = {}
        self._measures: dict[int, tuple[int, int]] = {}  # height and weight of values kept in places, by `id`
        self._depth = 0
        self._is_strict = is_strict  # whether to validate even values that are valid by construction

    def values(self, pointers: Pointers, name: str, *, budget: Budget) -> Iterator[Any]:
        """Return valid values, the shallowest first. Raises `Exhausted` if the budget is used up."""
        self.budget = budget
        place = self.place(pointers, name)
        self._solve(place)
        return self.iter_found(place)

    def place(self, pointers: Pointers, name: str) -> Place:
        pointers = self.tree.resolved(pointers)
        key = (pointers, "" if self.tree.is_object(pointers) else name)
        if key not in self._places:
            self._places[key] = Place(pointers, name)
            self._fresh.append(self._places[key])
        return self._places[key]

    def _solve(self, goal: Place) -> None:
        try:
            while not goal.found and (self._fresh or self._again):
                place = self._fresh.popleft() if self._fresh else next(iter(self._again))
                self._again.pop(place, None)
                if not place.found:
                    self._attempt(place)
        except Exhausted:
            self._places = {key: place for key, place in self._places.items() if place.found}
            self._fresh.clear()
            self._again.clear()
            raise

    def _attempt(self, place: Place) -> None:
        place.missing.clear()
        place.further = self._candidates(place)
        self._extend(place)
        if place.found:
            self._again.update(place.dependents)
            place.dependents.clear()

    def iter_found(self, place: Place) -> Iterator[Any]:
        """Yield the known values, then build further ones on demand."""
        index = 0
        while index < len(place.found) or self._extend(place):
            yield place.found[index]
            index += 1

    def _extend(self, place: Place) -> bool:
        if place.is_running or self._depth > EXTENSION_LIMIT:
            return False
        place.is_running = True
        self._depth += 1
        try:
            for value in place.further:
                place.found.append(value)
                self._measures[id(value)] = self._measure(value)
                return True
            return False
        finally:
            place.is_running = False
            self._depth -= 1

    def _candidates(self, place: Place) -> Iterator[Any]:
        parts = _BuiltParts(self, place)
        for wanted in self.tree.alternatives(place.pointers):
            for value in iter_given(wanted, parts.policy):
                if self._is_right(place, value):
                    self.budget.spend()
                    yield value
            if wanted.allowed is not None:
                continue
            failures = 0
            for value in iter_built(wanted, place.name, parts):
                self.budget.spend()
                if self._is_right(place, value, is_safe=wanted.is_safe and not self._is_strict):
                    yield value
                    failures = 0
                else:
                    failures += 1
                    if place.is_too_large or failures > FAILURES_LIMIT * (2 if wanted.is_scalar else 1):
                        break

    def _is_right(self, place: Place, value: Any, *, is_safe: bool = False) -> bool:
        height, weight = self._measure(value)
        if height > HEIGHT_LIMIT or weight > WEIGHT_LIMIT:
            place.is_too_large = True
            return False
        right = is_safe or all(self.is_valid(pointer, value) for pointer in place.pointers)
        if not right and not place.refused:
            place.refused = [value]
        return right

    def weight(self, value: Any) -> int:
        """Return the number of values inside a value, itself included."""
        return self._measure(value)[1]

    def _measure(self, value: Any) -> tuple[int, int]:
        """Return height and weight; those of parts are known already."""
        if not isinstance(value, (dict, list)):
            return 0, 1
        known = self._measures.get(id(value))
        if known is not None:
            return known
        parts = [self._measure(part) for part in (value.values() if isinstance(value, dict) else value)]
        return 1 + max((height for height, _ in parts), default=0), 1 + sum(weight for _, weight in parts)


class _BuiltParts:
    """Gives the parts that have been built; a place that needs another part is tried again when it is built."""

    is_whole = False

    def __init__(self, shallowest: ShallowestValues, place: Place) -> None:
        self.policy = shallowest.policy
        self._shallowest = shallowest
        self._place = place

    def values(self, pointers: Pointers, name: str, *, is_required: bool = True) -> Iterator[Any]:
        part = self._shallowest.place(pointers, name)
        if not part.found:
            part.dependents[self._place] = None
            self._place.missing[part] = None
            return iter(())
        return self._shallowest.iter_found(part)

    def likeliest(self, pointers: Pointers) -> Constraints | None:
        return self._shallowest.tree.likeliest(pointers)

    def is_valid(self, pointer: str, value: Any) -> bool:
        return self._shallowest.is_valid(pointer, value)

    def spend(self, amount: int = 1) -> None:
        self._shallowest.budget.spend(amount)
