"""Find schemas that make a validator check the same part of a value again and again.

`anyOf: [A, B]` checks one value twice. If both branches lead back to the same `anyOf` for a part of that value, the
part is checked four times, its own parts eight times, and so on: the work doubles with every level of a body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from ..documents import Discriminator
from ..errors import DocumentError
from ..pointers import escape, name_at, parent_of

_SAME_VALUE = ("not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas", "dependencies")
_PARTS = (
    *("items", "additionalProperties", "additionalItems", "contains", "propertyNames"),
    *("prefixItems", "properties", "patternProperties", "unevaluatedItems", "unevaluatedProperties"),
)
_NAMED = ("dependentSchemas", "dependencies", "properties", "patternProperties")  # hold schemas by name


class SchemaSource(Protocol):
    """What the search needs of a document's schemas."""

    def lookup(self, pointer: str) -> Any:
        """Return the schema at a pointer without the keywords that its dialect ignores; `False` if there is none."""
        ...

    def follow(self, reference: str, pointer: str) -> str:
        """Return the pointer that a `$ref` at `pointer` names. Raises `DocumentError` if it names nothing."""
        ...

    def discriminator(self, pointer: str) -> Discriminator | None:
        """Return the discriminator of the schema at a pointer; `None` if it has none, or one that tells nothing."""
        ...


Target = tuple[str, bool]
"""The pointer of a schema that another leads to, and whether it applies to the same value."""


class SchemaReach(NamedTuple):
    """What a schema leads to."""

    is_tangled: bool  # two ways lead from one value back to the same schema for a part of it
    has_choice: bool  # an `anyOf` or `oneOf`, of which a validator reports every branch, or a discriminator


class Tangles:
    """Decides which schemas are tangled, and which lead to no choice at all."""

    def __init__(self, source: SchemaSource) -> None:
        self._source = source
        self._known: dict[str, SchemaReach] = {}

    def is_tangled(self, pointer: str) -> bool:
        """Return whether the work of a validator may double with every level of a value."""
        return self.reach(pointer).is_tangled

    def reach(self, pointer: str) -> SchemaReach:
        if pointer not in self._known:
            _Search(self._iter_targets, self._is_chosen, self._known).run(pointer)
        return self._known[pointer]

    def _iter_targets(self, pointer: str) -> Iterator[Target]:
        schema = self._source.lookup(pointer)
        if not isinstance(schema, dict):
            return
        if isinstance(schema.get("$ref"), str):
            with suppress(DocumentError):
                yield self._source.follow(schema["$ref"], pointer), True
        for keyword in schema:
            if keyword in _SAME_VALUE or keyword in _PARTS:
                for at in _iter_schemas(f"{pointer}/{keyword}", schema[keyword], is_named=keyword in _NAMED):
                    yield at, keyword in _SAME_VALUE
        discriminator = self._source.discriminator(pointer)
        if discriminator is not None:
            beside = (at for at in discriminator.schemas if parent_of(at) != f"{pointer}/{discriminator.keyword}")
            for at in beside:
                yield at, False  # one of them judges the value, and a validator cuts its way back to the parent

    def _is_chosen(self, pointer: str) -> bool:
        """Return whether a schema is one of several: a validator reports each of them."""
        return name_at(parent_of(pointer)) in ("anyOf", "oneOf") or self._source.discriminator(pointer) is not None


def _iter_schemas(pointer: str, value: Any, *, is_named: bool) -> Iterator[str]:
    if isinstance(value, list):
        yield from (f"{pointer}/{index}" for index in range(len(value)))
    elif isinstance(value, dict) and is_named:
        yield from (f"{pointer}/{escape(name)}" for name in value)
    elif isinstance(value, dict):
        yield pointer


class _Search:
    """Tarjan's search for circles, without recursion: a circle is complete when its first schema is left."""

    def __init__(
        self,
        iter_targets: Callable[[str], Iterator[Target]],
        is_chosen: Callable[[str], bool],
        results: dict[str, SchemaReach],
    ) -> None:
        self._iter_targets = iter_targets
        self._is_chosen = is_chosen
        self._known = results
        self._targets: dict[str, list[Target]] = {}
        self._lowest: dict[str, int] = {}  # by pointer, the earliest schema that it leads back to
        self._order: dict[str, int] = {}
        self._path: list[str] = []
        self._pending: list[tuple[str, Iterator[Target]]] = []

    def run(self, start: str) -> None:
        """Decide for every schema that `start` leads to whether it is tangled."""
        self._enter(start)
        while self._pending:
            pointer, targets = self._pending[-1]
            target = next((at for at, _ in targets if at not in self._known), None)
            if target is None:
                self._leave(pointer)
            elif target in self._order:
                self._lowest[pointer] = min(self._lowest[pointer], self._order[target])
            else:
                self._enter(target)

    def _enter(self, pointer: str) -> None:
        self._targets[pointer] = list(self._iter_targets(pointer))
        self._order[pointer] = self._lowest[pointer] = len(self._order)
        self._path.append(pointer)
        self._pending.append((pointer, iter(self._targets[pointer])))

    def _leave(self, pointer: str) -> None:
        self._pending.pop()
        if self._pending:
            above = self._pending[-1][0]
            self._lowest[above] = min(self._lowest[above], self._lowest[pointer])
        if self._lowest[pointer] == self._order[pointer]:
            at = self._path.index(pointer)
            circle = self._path[at:]
            del self._path[at:]
            self._decide(circle)

    def _decide(self, circle: list[str]) -> None:
        members = set(circle)
        targets = [target for one in circle for target, _ in self._targets[one]]
        beyond = [self._known[target] for target in targets if target not in members]
        is_tangled = any(found.is_tangled for found in beyond)
        is_tangled = is_tangled or any(self._count_ways(one, members) > 1 for one in circle)
        has_choice = any(found.has_choice for found in beyond) or any(map(self._is_chosen, (*circle, *targets)))
        self._known.update(dict.fromkeys(circle, SchemaReach(is_tangled, has_choice)))

    def _count_ways(self, pointer: str, members: set[str]) -> int:
        """Return in how many ways a schema leads back to its circle for one value; all its parts count as one way."""
        kinds = [is_same for target, is_same in self._targets[pointer] if target in members]
        return sum(kinds) + (not all(kinds))
