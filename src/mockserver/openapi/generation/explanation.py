"""Explain why no value satisfies a schema, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules import quote
from ..validation import Schemas
from .constraints import Constraints
from .shallowest_values import HEIGHT_LIMIT, WEIGHT_LIMIT, Place, ShallowestValues


def explain(schemas: Schemas, shallowest: ShallowestValues, pointer: str, name: str, is_exhausted: bool) -> str:
    """Return a sentence with the place of the schema, the inner place at fault and the likely reason."""
    start = shallowest.place((pointer,), name)
    blamed, is_ring = _blamed(start)
    reason = "it requires itself without end" if is_ring else _reason(schemas, shallowest, blamed)
    if is_exhausted:
        reason = f"none was found in the work allowed; likely, {reason}"
    at = f"{schemas.document.name}:{schemas.document.line_of(pointer)} {pointer}"
    inside = next((one for one in blamed.pointers if one != pointer), "")
    where = f" at {inside}" if inside and blamed is not start else ""
    return f"{at}: no value satisfies this schema: {reason}{where}"


def _blamed(place: Place) -> tuple[Place, bool]:
    """Return the deepest missing part that lacks no part itself, and whether the missing parts form a ring."""
    seen = [place]
    while place.missing:
        unfilled = [part for part in place.missing if not part.found]
        following = next((part for part in unfilled if not part.missing), None) or next(
            (part for part in unfilled if part not in seen), None
        )
        if following is None:
            return place, bool(unfilled)
        place = following
        seen.append(place)
    return place, False


def _reason(schemas: Schemas, shallowest: ShallowestValues, place: Place) -> str:
    if place.is_too_large:
        return f"the smallest one has more than {HEIGHT_LIMIT} levels or {WEIGHT_LIMIT:,} values"
    wanted = next(iter(shallowest.tree.alternatives(place.pointers)), None)
    if wanted is None:
        return "its parts contradict each other"
    for value in place.refused:
        for pointer in place.pointers:
            for violation in schemas.check(pointer, value, rule="body.schema", location="body"):
                where = f"{violation.pointer} " if violation.pointer else ""
                return f"{quote(value, 60)} was tried: {where}{violation.message}"
    clauses = list(_iter_text_clauses(wanted)) if wanted.types == ("string",) else []
    if len(clauses) > 1 and not wanted.is_impossible:
        return f"no text was found with {', '.join(clauses[:-1])} and {clauses[-1]}"
    return "its bounds leave nothing between them"


def _iter_text_clauses(wanted: Constraints) -> Iterator[str]:
    """Yield what a text must have: `format "uuid"`, `at most 3 characters`, `pattern "^a"`."""
    yield from (f"format {quote(each, 60)}" for each in dict.fromkeys(wanted.formats))
    if wanted.min_length:
        yield f"at least {_count_characters(wanted.min_length)}"
    if wanted.max_length is not None:
        yield f"at most {_count_characters(wanted.max_length)}"
    yield from (f"pattern {quote(each, 60)}" for each in dict.fromkeys(wanted.patterns))


def _count_characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count:,} characters"
