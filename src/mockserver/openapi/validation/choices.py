"""The intended branch of a `oneOf` or `anyOf`: the one whose reports help the sender of a value that fits none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..documents import Discriminator
from ..pointers import escape, parent_of
from .error_messages import Report, report_absent, report_tag, report_unknown

Reports = tuple[Report, ...]
"""All reports of one part of a value on one schema; empty: it is valid."""


def explain_undecided(
    discriminator: Discriminator, value: Any, part: str, at: str, found: Sequence[Reports]
) -> Reports:
    """Return one report of the property by which a discriminator tells schemas apart; empty if that is not at fault.

    `part` is where the value stands, `at` where the schema with the discriminator stands, `found` has the reports of
    each branch, none of which accepts the value.

    1. The property is absent, and every branch requires it.
    2. It is not a text, so that it names no schema.
    """
    name = discriminator.name
    pointer = f"{part}/{escape(name)}"
    if not isinstance(value, dict):
        return ()
    if name in value:
        if isinstance(value[name], str):  # one that several schemas claim
            return ()
        return (report_unknown(pointer, f"{at}/discriminator", value[name], discriminator.known),)
    missed = [[one for one in reports if one.keyword == "required" and one.pointer == pointer] for reports in found]
    return (report_absent(missed[0][0], discriminator.known),) if all(missed) else ()


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
