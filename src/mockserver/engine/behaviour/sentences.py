"""What is wrong with the keys and values of `behaviour.yaml`, in words of its author."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

from ...openapi.pointers import name_at, parent_of, walk
from ...openapi.rules import quote
from ...openapi.spelling import suggest
from ...openapi.validation import iter_reports
from ...openapi.validation.error_messages import Report
from .faults import BehaviourFault


def find_mistake(raw: Any) -> BehaviourFault | None:
    """Return the first key or value that breaks `behaviour.schema.json`."""
    for report in iter_reports(_validator().iter_errors(raw)):
        return BehaviourFault(report.pointer, reword(report, _schema()))
    return None


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
    if report.keyword == "pattern" and "examples" in owner:
        return f"{report.seen} is not written like one of these: {', '.join(map(quote, owner['examples']))}"
    if report.keyword == "format" and stated == "json-pointer":
        return f"{report.seen} is not a JSON pointer; did you mean {quote('/' + report.seen.strip(chr(34)))}?"
    return report.message


@cache
def _schema() -> dict[str, Any]:
    from importlib.resources import files  # only a sandbox with a behaviour needs it

    read: dict[str, Any] = json.loads(files(__package__).joinpath("behaviour.schema.json").read_text(encoding="utf-8"))
    return read


@cache
def _validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(_schema(), validate_formats=True)
