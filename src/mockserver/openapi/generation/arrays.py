"""Candidates for an array: one item, or as many as the schema requires, including those for `contains`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import islice, permutations
from typing import Any

from .constraints import Constraints, Pointers, identity
from .part_source import PartSource

SIZE_LIMIT = 10_000  # items; `minItems` beyond it is refused
OTHER_VALUES = 20
PLANS = 30  # ways tried to place the items for `contains`
_NOTHING = object()


def propose(wanted: Constraints, name: str, parts: PartSource) -> Iterator[list[Any]]:
    """Yield arrays in this order:

    1. with the length that the policy chooses, the items for `contains` behind those of `prefixItems`;
    2. the same with the items for `contains` in front, then with items that satisfy every `contains` at once;
    3. with the smallest length allowed, then with another value for the last item.
    """
    demands = [pointer for pointer, least, _ in wanted.contains for _ in range(min(least, SIZE_LIMIT + 1))]
    if max(wanted.min_items, len(demands)) > SIZE_LIMIT:
        return
    array = _Arrays(wanted, _singular(name), parts)
    prefix = max((len(one) for one in wanted.prefix_items), default=0)
    shortest = max(wanted.min_items, len(demands))
    sizes = [shortest, wanted.min_items, prefix + len(demands) if demands else 0, *wanted.iter_sizes()]
    if parts.is_whole:
        sizes.insert(0, max(parts.policy.length(shortest, wanted.max_items), prefix + len(demands)))
    tried: list[list[Any]] = []
    most = SIZE_LIMIT if wanted.max_items is None else wanted.max_items
    for size in dict.fromkeys(min(max(size, wanted.min_items), most) for size in sizes):
        for plan in _plans(wanted, demands, prefix, size):
            items = array.build(size, plan)
            if items is not None and items not in tried:
                tried.append(items)
                yield items
    for items in tried:
        yield from array.iter_other(items)


def _plans(wanted: Constraints, demands: list[str], prefix: int, size: int) -> Iterator[dict[int, Pointers]]:
    """Yield assignments of positions to the `contains` schemas that their items must satisfy."""
    if not demands:
        yield {}
        return
    first = prefix if prefix + len(demands) <= size else max(size - len(demands), 0)
    for start in dict.fromkeys((first, 0)):
        if start + len(demands) <= size:
            yield {start + index: (pointer,) for index, pointer in enumerate(demands)}
    least = max(count for _, count, _ in wanted.contains)
    together = tuple(dict.fromkeys(demands))
    for start in dict.fromkeys((min(prefix, max(size - least, 0)), 0)):
        yield {start + index: together for index in range(least)}
    for positions in islice(permutations(range(min(size, 6)), len(demands)), PLANS):
        yield {position: (pointer,) for position, pointer in zip(positions, demands, strict=True)}
    yield {}  # the ordinary items may satisfy `contains` anyway


class _Arrays:
    def __init__(self, wanted: Constraints, name: str, parts: PartSource) -> None:
        self._wanted = wanted
        self._name = name
        self._parts = parts
        self._limited = [pointer for pointer, _, most in wanted.contains if most is not None]

    def build(self, size: int, plan: dict[int, Pointers]) -> list[Any] | None:
        """Return an array of `size` items, or of fewer if that is allowed and no more values exist."""
        items: list[Any] = []
        seen: set[Hashable] = set()
        sources: dict[tuple[Pointers, bool], Iterator[Any]] = {}
        for position in range(size):
            is_required = position < self._wanted.min_items or position <= max(plan, default=-1)
            key = (self._schemas_at(position, plan.get(position, ())), position in plan)
            if not self._wanted.unique or key not in sources:
                sources[key] = self._proposed(*key, is_required=is_required)
            found = next(
                (one for one in sources[key] if not self._wanted.unique or identity(one) not in seen), _NOTHING
            )
            if found is _NOTHING:
                return None if is_required else items
            items.append(found)
            if self._wanted.unique:
                seen.add(identity(found))
        return items

    def iter_other(self, items: list[Any]) -> Iterator[list[Any]]:
        """Yield the array with another value at one position, beginning with the last."""
        for position in range(len(items) - 1, max(len(items) - 10, -1), -1):
            proposed = self._parts.values(self._schemas_at(position), self._name)
            for other in islice(proposed, 1, OTHER_VALUES):
                changed = [*items[:position], other, *items[position + 1 :]]
                if not self._wanted.unique or len(set(map(identity, changed))) == len(changed):
                    yield changed

    def _proposed(self, pointers: Pointers, is_demanded: bool, *, is_required: bool) -> Iterator[Any]:
        """Yield values for one position. With `maxContains`, an item outside the plan must not satisfy `contains`."""
        proposed = self._parts.values(pointers, self._name, is_required=is_required)
        if is_demanded or not self._limited:
            return proposed
        return (one for one in proposed if not any(self._parts.is_valid(pointer, one) for pointer in self._limited))

    def _schemas_at(self, position: int, demanded: Pointers = ()) -> Pointers:
        """Return every schema that applies to one position; an item for `contains` counts as evaluated."""
        wanted = self._wanted
        pointers = [prefix[position] for prefix in wanted.prefix_items if position < len(prefix)]
        pointers += [pointer for pointer, first in wanted.items if position >= first]
        for one in wanted.unevaluated_items:
            if position >= one.first and not one.is_idle and not demanded:
                pointers.append(f"{one.pointer}/unevaluatedItems")
        return tuple(dict.fromkeys((*pointers, *demanded)))


def _singular(name: str) -> str:
    """`tag` for tags, `category` for categories, `address` for addresses."""
    if len(name) < 3 or not name.endswith("s") or name.endswith("ss"):
        return name
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-2] if name.endswith(("sses", "xes", "ches", "shes")) else name[:-1]
