"""Which rows a resource may hold: those of a seed, of a test, and after a reload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...openapi.errors import DocumentError
from ...openapi.pointers import name_at
from ...openapi.spelling import suggest
from ...openapi.validation import Schemas
from ..worlds.members import get_member
from ..worlds.store import Row
from .records import Resource, Unique


class RowFault(NamedTuple):
    """Why a resource cannot hold a row."""

    pointer: str  # "/title", inside the row; empty: the whole of it
    reason: str  # "is required, but absent (books.yaml:40)"


def find_row_fault(resource: Resource, row: Row, responses: Schemas, others: Iterable[Row] = ()) -> RowFault | None:
    """The first of these faults that the row has; `others` are the other rows of the resource.

    1. Its identifier is not a text, nor an integer of rows that are as documented.
    2. It breaks the resource's schema.
    3. Another row has the same values for members that must be unique. Documents do not say so of their examples.
    """
    identifier = get_member(row, resource.identifier)
    types, words = ((str, int), ", as text or integer") if resource.is_complete else (str, ", as text")
    if not isinstance(identifier, types) and not resource.is_singleton:
        return RowFault("", f"needs {resource.identifier!r}, the identifier{words}")
    shown = {name: value for name, value in row.items() if name not in resource.hidden} if resource.hidden else row
    fault = _find_misfit(resource.schema, resource, shown, responses) if resource.schema is not None else None
    if fault is not None or not resource.unique:
        return fault
    rows = list(others)
    for unique in resource.unique:
        if unique.error is not None and any(_agree(unique, row, other) for other in rows):
            return RowFault("", f"another row has the same {' and '.join(unique.members)}")
    return None


def _agree(unique: Unique, row: Row, other: Row) -> bool:
    return all(row.get(member) == other.get(member) for member in unique.members)


def _find_misfit(schema: str, resource: Resource, row: Row, responses: Schemas) -> RowFault | None:
    """How a row breaks its schema."""
    try:
        violations = responses.check(schema, row, rule="response.schema", location="response")
    except DocumentError as reason:
        return RowFault("", str(reason))
    for violation in violations:
        position = violation.position
        place = f" ({position.file}:{position.line})" if position else ""
        is_undeclared = violation.keyword in ("additionalProperties", "unevaluatedProperties")
        at_top = is_undeclared and violation.pointer.count("/") == 1
        hint = suggest(name_at(violation.pointer), resource.members) if at_top else ""
        return RowFault(violation.pointer, f"{violation.message}{place}{hint}")
    return None
