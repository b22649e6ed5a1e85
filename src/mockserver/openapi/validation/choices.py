"""The intended branch of a `oneOf` or `anyOf`: the one whose reports help the sender of a value that fits none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..pointers import name_at, parent_of
from .error_messages import Report, report_tag

Reports = tuple[Report, ...]
"""All reports of one part of a value on one schema; empty: it is valid."""


def find_discriminated(value: Any, schema: Mapping[str, Any], keyword: str) -> int | None:
    """Return the index of the branch that the `discriminator` names for a value (OpenAPI 3.1.1 §4.8.25).

    `keyword` is `oneOf` or `anyOf`, and `schema` has it. `None` if there is no discriminator, or it names no branch.
    """
    discriminator = schema.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, dict) else None
    if not isinstance(discriminator, dict) or not isinstance(value, dict) or not isinstance(name, str):
        return None
    tag = value.get(name)
    mapping = discriminator.get("mapping")
    wanted = mapping.get(tag) if isinstance(mapping, dict) and isinstance(tag, str) else None
    for index, branch in enumerate(schema[keyword]):
        reference = branch.get("$ref") if isinstance(branch, dict) else None
        if isinstance(reference, str) and (reference == wanted or (wanted is None and name_at(reference) == tag)):
            return index
    return None


def explain_choice(pointer: str, found: Sequence[Reports]) -> Reports:
    """Return the reports of the intended branch; empty if it is not clear which one that is.

    `pointer` is where the value stands, `found` has the reports of each branch, none of which accepts the value.

    1. Exactly one branch agrees in type, and in every property fixed by `const` or `enum`: its reports.
    2. Every branch of the right type fixes the same property, and none agrees: one report for that property.
    3. Some reports are the same in all branches of the right type: those.
    4. One of the branches that agree in all this fails deeper in the value than all others: its reports.
    """
    typed = [reports for reports in found if not any(_is_here(one, pointer) for one in reports)]
    tags = [[one for one in reports if _is_tag(one, pointer)] for reports in typed]
    intended = [reports for reports, wrong in zip(typed, tags, strict=True) if not wrong]
    if len(intended) == 1:
        return intended[0]
    if not intended and tags and len({wrong[0].pointer for wrong in tags}) == 1:
        return (report_tag([wrong[0] for wrong in tags]),)
    return _common(typed or found) or _deepest(intended)


def _is_here(report: Report, pointer: str) -> bool:
    return report.keyword == "type" and report.pointer == pointer and not report.is_of_branch


def _is_tag(report: Report, pointer: str) -> bool:
    is_fixed = report.keyword in ("const", "enum") and not report.is_of_branch
    return is_fixed and report.pointer != "" and parent_of(report.pointer) == pointer


def _common(found: Sequence[Reports]) -> Reports:
    first, *others = found
    said = [{(report.pointer, report.message) for report in other} for other in others]
    return tuple(report for report in first if all((report.pointer, report.message) in one for one in said))


def _deepest(intended: Sequence[Reports]) -> Reports:
    depths = [max(report.pointer.count("/") for report in reports) for reports in intended]
    if not depths or depths.count(max(depths)) > 1:
        return ()
    return intended[depths.index(max(depths))]
