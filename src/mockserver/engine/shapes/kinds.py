"""Kinds: which of several alternatives of a schema a row is, such as a cat or a dog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...openapi.resources.schema_views import SchemaView


def choose_kinds(view: SchemaView, row: Mapping[str, Any]) -> tuple[SchemaView, ...]:
    """The alternative of each group that fits a row best.

    1. One whose listed values the row does not contradict: `kind: {const: cat}`.
    2. The one that declares most of the row's members.
    """
    return tuple(max(group, key=lambda kind: _rate(kind, row)) for group in view.alternatives)


def find_foreign(view: SchemaView, kinds: Iterable[SchemaView]) -> frozenset[str]:
    """The members that only other alternatives declare than these."""
    own = {name for kind in kinds for name in kind.members}
    others = {name for group in view.alternatives for kind in group for name in kind.members}
    inside = {pointer for group in view.alternatives for kind in group for pointer, _ in kind.parts}
    shared = {name for at, schema in view.parts if at not in inside for name in schema.get("properties") or ()}
    return frozenset(others - own - shared)


def drop_foreign(view: SchemaView, row: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """A row without the members of other kinds than that of what was sent."""
    if not view.alternatives:
        return dict(row)
    foreign = find_foreign(view, choose_kinds(view, sent))
    return {name: value for name, value in row.items() if name not in foreign}


def _rate(kind: SchemaView, row: Mapping[str, Any]) -> tuple[bool, bool, int]:
    listed = ((name, member.choices) for name, member in kind.members.items() if member.choices)
    is_fine = all(row[name] in choices for name, choices in listed if name in row)
    has_all = all(name in row or kind.members[name].says("readOnly") for name in kind.required if name in kind.members)
    return is_fine, has_all, sum(name in row for name in kind.members)
