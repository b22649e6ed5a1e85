"""Candidates for an object: with all members, with fewer, and with the required ones alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from . import patterns
from .constraints import Constraints, Pointers
from .likely_kinds import kinds
from .part_source import PartSource

SIZE_LIMIT = 10_000  # members; `minProperties` beyond it is refused
OTHER_VALUES = 200  # tried for one member as a last resort, while the others stay
_NOTHING = object()


def propose(wanted: Constraints, parts: PartSource) -> Iterator[dict[str, Any]]:
    """Yield objects in this order:

    1. with every member that has a value, then without those that a negated schema requires;
    2. with one optional member fewer, or with another value for one member;
    3. with the required members alone, again with other values;
    4. with one member that the schema does not name, and other values for it.
    """
    if wanted.min_properties <= SIZE_LIMIT:
        yield from _Objects(wanted, parts).propose()


class _Objects:
    def __init__(self, wanted: Constraints, parts: PartSource) -> None:
        self._wanted = wanted
        self._parts = parts
        self._known: dict[str, Pointers] = {}
        self._required = dict.fromkeys(_closure(wanted, wanted.required))

    def propose(self) -> Iterator[dict[str, Any]]:
        wanted, required = self._wanted, self._required
        if not wanted.forbidden.isdisjoint(required):
            return
        whole = None
        if self._parts.is_whole:
            keeps = self._parts.policy.keeps
            optional = [name for name in wanted.properties if name in required or keeps(name)]
            whole = self._fill(_closure(wanted, [*optional, *required]))
            if whole is None:
                return
            yield from self._sized(whole)
            yield from self._without(whole)
            yield from self._larger(whole)
            yield from self._other_values(whole, 4)
        bare = self._fill(required)
        if bare is not None and bare != whole:
            yield from self._sized(bare)
            yield from self._with_one(bare)
            yield from self._larger(bare)
            yield from self._other_values(bare, OTHER_VALUES)
        if whole is not None:
            yield from self._other_values(whole, OTHER_VALUES)
        yield from self._with_additional_member(whole if bare is None else bare)

    def _without(self, whole: dict[str, Any]) -> Iterator[dict[str, Any]]:
        optional = [name for name in whole if name not in self._required]
        avoided = [name for name in optional if name in self._wanted.avoided]
        yield from self._less(whole, [[name] for name in avoided])
        yield from self._less(whole, [avoided] if len(avoided) > 1 else [])
        yield from self._less(whole, [[name] for name in optional if name not in avoided])

    def _less(self, whole: dict[str, Any], groups: list[list[str]]) -> Iterator[dict[str, Any]]:
        for gone in groups:
            yield from self._pruned({name: item for name, item in whole.items() if name not in gone})

    def _with_one(self, bare: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for name in self._wanted.properties:
            if name not in bare and name not in self._wanted.forbidden:
                found = self._ordinary_value(name)
                if found is not _NOTHING:
                    yield from self._pruned({**bare, name: found})

    def _larger(self, base: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for size in self._wanted.iter_sizes():
            if size > len(base):
                yield from self._pruned(self._enlarged(base, size))

    def _with_additional_member(self, base: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
        """Yield objects that differ only in an additional member, as unique items may need."""
        if base is not None:
            larger = self._enlarged(base, len(base) + 1)
            yield from self._pruned(larger)
            for name in [name for name in larger if name not in base]:
                for other in islice(self._parts.values(self._schemas_of(name), name), 1, OTHER_VALUES):
                    yield from self._pruned({**base, name: other})

    def _other_values(self, base: dict[str, Any], limit: int) -> Iterator[dict[str, Any]]:
        for name in base:
            for other in islice(self._parts.values(self._schemas_of(name), name), 1, limit):
                yield from self._pruned({**base, name: other})

    # one object

    def _fill(self, names: Iterable[str]) -> dict[str, Any] | None:
        """Return an object with these members, without optional ones that have no value.

        Return `None` if a required member has no value.
        """
        filled: dict[str, Any] = {}
        is_missing = False
        for name in names:
            is_allowed = name not in self._wanted.forbidden and self._is_name(name)
            found = self._value(name) if is_allowed else _NOTHING
            if found is not _NOTHING:
                filled[name] = found
            elif name in self._required:
                is_missing = True  # go on, so that the part source learns of all missing members at once
        return None if is_missing else filled

    def _value(self, name: str) -> Any:
        """Return the value of a member.

        1. What the discriminator says.
        2. What a part of `allOf` shows in its example.
        3. What leads no client on.
        4. Any value.
        """
        pointers, is_required = self._schemas_of(name), name in self._required
        for tag in self._wanted.tags.get(name, ()):
            if self._suits(pointers, tag):
                return tag
        for shown in self._wanted.partial if self._parts.policy.prefers_examples else ():
            if name in shown and self._suits(pointers, shown[name]):
                return shown[name]
        neutral = self._parts.policy.neutral(name, is_required=is_required)
        if neutral is not None:
            likeliest = self._parts.likeliest(pointers) or Constraints()
            likely, others = kinds(likeliest)
            is_meant = not neutral.is_for_texts or "string" in likely
            if is_meant and not (likeliest.examples and self._parts.policy.prefers_examples):
                for value in neutral.suiting(likely, others):
                    if self._suits(pointers, value):
                        return value
                if neutral.is_left_out:
                    return _NOTHING
        return self._ordinary_value(name)

    def _ordinary_value(self, name: str) -> Any:
        found = self._parts.values(self._schemas_of(name), name, is_required=name in self._required)
        return next(found, _NOTHING)

    def _suits(self, pointers: Pointers, value: Any) -> bool:
        return all(self._parts.is_valid(pointer, value) for pointer in pointers)

    def _sized(self, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the object with a number of members that `minProperties` and `maxProperties` allow."""
        wanted = self._wanted
        most = wanted.max_properties
        least = wanted.min_properties
        if self._parts.is_whole and not found and (wanted.pattern_properties or wanted.additional):
            extra = self._parts.policy.extra_members(wanted)
            least = max(least, extra if most is None else min(extra, most))
        if len(found) < least:
            found = self._enlarged(found, least)
        yield from self._pruned(found)

    def _pruned(self, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the object without members whose dependencies are missing, and without surplus members."""
        most = self._wanted.max_properties
        if self._wanted.dependent_required:
            found = self._independent(found)
        if most is not None and len(found) > most:
            kept = dict.fromkeys(self._required)
            for name in found:
                more = {**kept, **dict.fromkeys(_closure(self._wanted, [name]))}
                if len(more) <= most:
                    kept = more
            found = {name: item for name, item in found.items() if name in kept}
        if len(found) >= self._wanted.min_properties and all(name in found for name in self._required):
            yield found

    def _independent(self, found: dict[str, Any]) -> dict[str, Any]:
        rules = self._wanted.dependent_required
        while True:
            unmet = [name for name in found if any(other not in found for other in rules.get(name, ()))]
            if not unmet:
                return found
            found = {name: item for name, item in found.items() if name not in unmet}

    def _enlarged(self, found: dict[str, Any], size: int) -> dict[str, Any]:
        """Return the object with optional members added, then with members that the schema does not name."""
        found = dict(found)
        declared = [(name, self._value) for name in self._wanted.properties]
        new = [(name, self._ordinary_value) for name in islice(self._new_names(size), size + 200)]
        left_out = [(name, self._ordinary_value) for name in self._wanted.properties]
        for name, value_of in [*declared, *new, *left_out]:
            if len(found) >= size:
                break
            if name in found or name in self._wanted.forbidden or not self._is_name(name):
                continue
            value = value_of(name)
            if value is not _NOTHING:
                found[name] = value
        return found

    def _new_names(self, size: int) -> Iterator[str]:
        by_rule = tuple(self._wanted.property_names)
        if by_rule:
            proposed = self._parts.values(by_rule, "key")
            yield from (name for name in islice(proposed, size + 100) if isinstance(name, str))
        for pattern, _ in self._wanted.pattern_properties:
            yield from islice(patterns.propose([pattern], spend=self._parts.spend), size + 20)
        yield from (f"property{number}" for number in range(1, size + 200))

    def _is_name(self, name: str) -> bool:
        return all(self._parts.is_valid(pointer, name) for pointer in self._wanted.property_names)

    def _schemas_of(self, name: str) -> Pointers:
        """Return every schema that applies to one member."""
        if name not in self._known:
            self._known[name] = schemas_of(self._wanted, name)
        return self._known[name]


def schemas_of(wanted: Constraints, name: str) -> Pointers:
    """Return every schema that applies to one member of an object."""
    pointers = list(wanted.properties.get(name, ()))
    pointers += [pointer for pattern, pointer in wanted.pattern_properties if patterns.matches(pattern, name)]
    for pointer, known, rules in wanted.additional:
        if name not in known and not any(patterns.matches(rule, name) for rule in rules):
            pointers.append(pointer)
    for one in wanted.unevaluated_properties:
        named = one.is_idle or name in one.names or any(patterns.matches(rule, name) for rule in one.patterns)
        if not named:
            pointers.append(f"{one.pointer}/unevaluatedProperties")
    return tuple(dict.fromkeys(pointers))


def _closure(wanted: Constraints, names: Iterable[str]) -> list[str]:
    """Return the names without duplicates, and all names that they require by `dependentRequired`."""
    if not wanted.dependent_required:
        return list(dict.fromkeys(names))
    found: dict[str, None] = {}
    todo = list(reversed(list(names)))
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = None
            todo += wanted.dependent_required.get(name, ())
    return list(found)
