"""Build the best attempt at a schema for which no value is found, such as overlapping branches of `oneOf`.

Parts that can keep their schemas do. For one that cannot, the first value built for its first alternative is taken, and
clauses that contradict each other are loosened. There is always a value, of the type that the schema names.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from ..validation import Schemas
from . import formats, objects, texts
from .candidates import iter_built, iter_given
from .constraints import Constraints, Pointers
from .likely_kinds import kinds
from .policy import Policy
from .schema_tree import SchemaTree

CANDIDATES = 3_000  # of all parts together; afterwards parts are the simplest of their type
WHOLES = 3  # candidates for one alternative of an object or an array
SCALARS = 50
ALTERNATIVES = 4
ITEMS = 10  # of an array that cannot be built
_NOTHING = object()


def approximate(schemas: Schemas, tree: SchemaTree, policy: Policy, pointer: str, name: str) -> Any:
    """Return the value that breaks the fewest clauses of a schema, of those that are tried."""
    attempts = list(_Attempts(schemas, tree, policy).iter_attempts((pointer,), name))

    def count(value: Any) -> int:
        return len(schemas.check(pointer, value, rule="response.schema", location="response"))

    return min(attempts, key=count) if attempts else None


class _Attempts:
    """Gives parts that keep their schemas if they can, and others if not (`PartSource`)."""

    is_whole = True

    def __init__(
        self,
        schemas: Schemas,
        tree: SchemaTree,
        policy: Policy,
        trail: frozenset[str] = frozenset(),
        left: list[int] | None = None,
    ) -> None:
        self.policy = policy
        self._schemas = schemas
        self._tree = tree
        self._trail = trail
        self._left = left if left is not None else [CANDIDATES]  # shared by all parts

    def values(self, pointers: Pointers, name: str, *, is_required: bool = True) -> Iterator[Any]:
        """Yield the valid attempts, or the first one if none is valid; nothing inside itself."""
        first = _NOTHING
        is_found = False
        for value in self.iter_attempts(pointers, name):
            if self._is_kept(pointers, value):
                is_found = True
                yield value
            elif first is _NOTHING:
                first = value
        if not is_found and first is not _NOTHING:
            yield first

    def iter_attempts(self, pointers: Pointers, name: str) -> Iterator[Any]:
        """Yield the valid candidates of each alternative, or one candidate if none is valid."""
        pointers = self._tree.resolved(pointers)
        for wanted in self._alternatives(pointers):
            if not wanted.is_scalar and not self._trail.isdisjoint(wanted.selves):
                continue
            parts = self._deeper(wanted)
            first = _NOTHING
            is_found = False
            for value in self._candidates(wanted, name, parts):
                self.spend()
                if self._is_kept(pointers, value):
                    is_found = True
                    yield value
                elif first is _NOTHING:
                    first = value
            if not is_found:
                yield first if first is not _NOTHING else parts._simplest(wanted, name)

    def likeliest(self, pointers: Pointers) -> Constraints | None:
        return self._tree.likeliest(pointers)

    def is_valid(self, pointer: str, value: Any) -> bool:
        return self._schemas.is_valid(pointer, value)

    def spend(self, amount: int = 1) -> None:
        self._left[0] -= amount

    def _is_kept(self, pointers: Pointers, value: Any) -> bool:
        return all(self._schemas.is_valid(pointer, value) for pointer in pointers)

    def _alternatives(self, pointers: Pointers) -> list[Constraints]:
        found = list(islice(self._tree.alternatives(pointers), ALTERNATIVES))
        return found or list(self._tree.loosened(pointers))

    def _candidates(self, wanted: Constraints, name: str, parts: _Attempts) -> Iterator[Any]:
        if self._left[0] <= 0:
            return iter(())
        given = iter_given(wanted, self.policy)
        if wanted.allowed is not None:
            return given
        return islice(chain(given, iter_built(wanted, name, parts)), SCALARS if wanted.is_scalar else WHOLES)

    def _deeper(self, wanted: Constraints) -> _Attempts:
        trail = self._trail.union(wanted.selves)
        return _Attempts(self._schemas, self._tree, self.policy, trail, self._left)

    # where nothing can be built

    def _simplest(self, wanted: Constraints, name: str) -> Any:
        likely, others = kinds(wanted)
        kind = next(iter(likely + others), "null")
        if kind == "object":
            return self._members(wanted) if self._left[0] > 0 else {}
        if kind == "array":
            return self._items(wanted, name) if self._left[0] > 0 else []
        if kind == "string":
            known = next(filter(formats.is_known, wanted.formats), None)
            if known is not None:
                return formats.ordinary(known, 0, name)
            return texts.fit(texts.plain(name), wanted) if wanted.min_length <= texts.LENGTH_LIMIT else ""
        if kind in ("integer", "number"):
            return 1 if wanted.minimum is None else wanted.minimum
        return True if kind == "boolean" else None

    def _members(self, wanted: Constraints) -> dict[str, Any]:
        names = dict.fromkeys([*wanted.properties, *wanted.required])
        found = {
            name: next(self.values(objects.schemas_of(wanted, name), name), _NOTHING)
            for name in names
            if name in wanted.required or self.policy.keeps(name)
        }
        return {name: value for name, value in found.items() if value is not _NOTHING}

    def _items(self, wanted: Constraints, name: str) -> list[Any]:
        pointers = tuple(pointer for pointer, _ in wanted.items[:1])
        item = next(self.values(pointers, name), _NOTHING) if pointers else _NOTHING
        return [] if item is _NOTHING else [item] * max(min(wanted.min_items, ITEMS), 1)
