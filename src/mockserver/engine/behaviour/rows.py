"""Which rows a resource may hold: those of a seed, of a test or the control API, and after a reload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...openapi.errors import DocumentError
from ...openapi.pointers import name_at
from ...openapi.rules import Violation
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
    unnamed = find_identifier_fault(resource, row)
    if unnamed is not None:
        return RowFault("", unnamed)
    for violation in check_row(resource, row, responses):
        position = violation.position
        place = f" ({position.file}:{position.line})" if position else ""
        return RowFault(violation.pointer, f"{violation.message}{place}{suggest_member(resource, violation)}")
    if not resource.unique:
        return None
    rows = list(others)
    for unique in resource.unique:
        if unique.error is not None and any(_agree(unique, row, other) for other in rows):
            return RowFault("", describe_twins(unique))
    return None


def find_identifier_fault(resource: Resource, row: Row) -> str | None:
    """Say why a row cannot be found by its identifier; `None` if it can."""
    identifier = get_member(row, resource.identifier)
    types, words = ((str, int), ", as text or integer") if resource.is_complete else (str, ", as text")
    if resource.is_singleton or (isinstance(identifier, types) and not isinstance(identifier, bool)):
        return None
    return f"needs {resource.identifier!r}, the identifier{words}"


def check_row(resource: Resource, row: Row, responses: Schemas) -> list[Violation]:
    """Return how a row breaks the schema of its resource, without the members that no response shows."""
    if resource.schema is None:
        return []
    shown = {name: value for name, value in row.items() if name not in resource.hidden} if resource.hidden else row
    try:
        return responses.check_in_slices(resource.schema, shown, rule="response.schema", location="response")
    except DocumentError as reason:
        return [Violation("response.schema", "response", str(reason))]


def suggest_member(resource: Resource, violation: Violation) -> str:
    """Return the end of a sentence about a member that is not declared: "; did you mean `title`?"; else empty."""
    is_undeclared = violation.keyword in ("additionalProperties", "unevaluatedProperties")
    at_top = is_undeclared and violation.pointer.count("/") == 1
    return suggest(name_at(violation.pointer), resource.members) if at_top else ""


def describe_twins(unique: Unique) -> str:
    """Return why a row cannot be beside one that has the same unique members."""
    return f"another row has the same {' and '.join(unique.members)}"


def _agree(unique: Unique, row: Row, other: Row) -> bool:
    return all(row.get(member) == other.get(member) for member in unique.members)
