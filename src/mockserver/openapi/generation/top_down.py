"""Values built from the top down, with optional parts, as long as an allowance lasts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..validation import Schemas
from .candidates import iter_built, iter_given
from .constraints import Constraints, Pointers
from .policy import Policy
from .schema_tree import SchemaTree
from .shallowest_values import Budget, ShallowestValues

FAILURES_LIMIT = 60  # invalid candidates in a row, until the next alternative is tried


@dataclass(frozen=True, slots=True)
class Run:
    """What all parts of one value share."""

    schemas: Schemas
    tree: SchemaTree
    shallowest: ShallowestValues
    policy: Policy
    budget: Budget
    is_careful: bool  # whether objects and arrays are validated on their own


class TopDown:
    """Gives parts that have optional parts themselves, as long as the allowance lasts."""

    is_whole = True

    def __init__(self, run: Run, allowance: int, trail: frozenset[str], *, must: bool) -> None:
        self.policy = run.policy
        self._run = run
        self._allowance = allowance
        self._trail = trail
        self._must = must  # whether the whole value needs this part

    def values(self, pointers: Pointers, name: str, *, is_required: bool = True) -> Iterator[Any]:
        is_cut = False
        self._run.budget.spend()
        pointers = self._run.tree.resolved(pointers)
        for wanted in self._ways(pointers):
            if wanted.is_scalar:
                yield from self._candidates(wanted, pointers, name, self)
            elif self._allowance <= 0 or not self._trail.isdisjoint(wanted.selves):
                is_cut = True
            else:
                yield from self._candidates(wanted, pointers, name, self._deeper(wanted, is_required))
        if is_cut and is_required and (self._must or self._allowance <= 0):
            shallowest = self._run.shallowest
            for value in shallowest.values(pointers, name, budget=self._run.budget):
                self._run.budget.spend(shallowest.weight(value))
                yield value

    def _ways(self, pointers: Pointers) -> Iterable[Constraints]:
        """Return the alternatives in the order to try them; of random ones those that must say `deleted` come last."""
        found = self.policy.branches(self._run.tree.alternatives(pointers))
        return found if self.policy.is_exact else sorted(found, key=self._must_warn)

    def _must_warn(self, wanted: Constraints) -> bool:
        """Return whether a member such as `deleted` is always true."""
        for name in wanted.required:
            neutral = self.policy.neutral(name, is_required=True)
            if neutral is not None and False in neutral.values[:1]:
                member = self.likeliest(tuple(wanted.properties.get(name, ())))
                if member is not None and member.allowed is not None and list(member.allowed.values()) == [True]:
                    return True
        return False

    def likeliest(self, pointers: Pointers) -> Constraints | None:
        return self._run.tree.likeliest(pointers)

    def is_valid(self, pointer: str, value: Any) -> bool:
        return self._run.schemas.is_valid(pointer, value)

    def spend(self, amount: int = 1) -> None:
        self._run.budget.spend(amount)

    def _candidates(self, wanted: Constraints, pointers: Pointers, name: str, parts: TopDown) -> Iterator[Any]:
        run, is_exact = self._run, self.policy.is_exact
        for value in iter_given(wanted, self.policy):
            if all(self.is_valid(pointer, value) for pointer in pointers):
                run.budget.spend()
                yield value
        if wanted.allowed is not None:
            return
        trusts_scalars = is_exact and wanted.is_safe_scalar
        trusts_wholes = not (run.is_careful and wanted.is_risky)
        failures, limit = 0, FAILURES_LIMIT * (10 if wanted.is_scalar else 1)
        for value in iter_built(wanted, name, parts):
            run.budget.spend()
            is_trusted = trusts_wholes if isinstance(value, (dict, list)) else trusts_scalars
            if is_trusted or all(self.is_valid(pointer, value) for pointer in pointers):
                yield value
                failures = 0
            else:
                failures += 1
                if failures > limit:
                    return

    def _deeper(self, wanted: Constraints, is_required: bool) -> TopDown:
        """Return the source for parts one level down; they share the allowance that this value leaves."""
        tree = self._run.tree
        members = wanted.properties.values()
        holders = sum(not _is_scalar(tree, tuple(pointers)) for pointers in members) if self._allowance > 1 else 0
        share = max(self._allowance - len(members), 0) // max(holders, 2)
        return TopDown(self._run, share, self._trail.union(wanted.selves), must=self._must and is_required)


def _is_scalar(tree: SchemaTree, pointers: Pointers) -> bool:
    first = next(iter(tree.alternatives(tree.resolved(pointers))), None)
    return first is None or first.is_scalar
