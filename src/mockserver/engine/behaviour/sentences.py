"""What is wrong with `behaviour.yaml`, in words of its author."""

from __future__ import annotations

from typing import Any

from ...openapi.pointers import name_at, parent_of, walk
from ...openapi.spelling import suggest
from ...openapi.validation.error_messages import Report


def reword(report: Report, schema: dict[str, Any]) -> str:
    """Return the sentence for a key or value that breaks `schema`, that of whole files.

    A misspelt key, and a misspelt value of those allowed, get the one that they were probably meant to be.
    """
    if report.keyword == "enum":
        known = [option[1:-1] for option in report.options if option.startswith('"')]
        return report.message + (suggest(report.seen[1:-1], known) if report.seen.startswith('"') else "")
    try:
        stated = walk(schema, report.schema_pointer)
        owner = walk(schema, parent_of(report.schema_pointer))
    except LookupError:
        return report.message
    if report.keyword == "additionalProperties":
        known = list(owner.get("properties", ()))
        return f"is not a key that is read here; there are: {', '.join(known)}{suggest(name_at(report.pointer), known)}"
    if report.keyword == "oneOf" and all(branch.keys() == {"required"} for branch in stated):
        keys = [f"`{name}`" for branch in stated for name in branch["required"]]
        return f"has one of {', '.join(keys[:-1])} and {keys[-1]}, never more than one"
    return report.message
