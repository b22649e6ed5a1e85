"""Why a schema is not one of JSON Schema, in words of its author: a meta-schema names what its branches demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jsonschema_rs import ValidationError

from ..rules import quote
from ..spelling import suggest_type

_NOUNS = {
    "array": "a list",
    "object": "a mapping",
    "string": "a text",
    "number": "a number",
    "integer": "an integer",
    "boolean": "a boolean",
}
_SCHEMAS = (
    "items",
    "additionalProperties",
    "additionalItems",
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
)
_HOLDERS = ("properties", "patternProperties", "definitions", "$defs", "allOf", "anyOf", "oneOf", "prefixItems")
_HINTS = {  # of a boolean, by keyword
    "required": "; it stands beside `properties` and lists names",
    "exclusiveMinimum": "; since 3.1 it is the bound itself, in place of `minimum`",
    "exclusiveMaximum": "; since 3.1 it is the bound itself, in place of `maximum`",
}


def word_refusal(error: ValidationError, path: Sequence[str | int]) -> str:
    """Return the sentence for an error of a meta-schema; `path` leads to the refused value in the schema."""
    kind: Any = error.kind
    seen, keyword = quote(error.instance), str(path[-1]) if path else ""
    if keyword == "type" and kind.name == "anyOf":
        return _word_type(error.instance, seen)
    holds_schemas = len(path) > 1 and path[-2] in _HOLDERS
    if kind.name == "anyOf" or ((keyword in _SCHEMAS or holds_schemas) and kind.name == "type"):
        return f"{seen} is not a schema"
    match kind.name:
        case "type":
            wanted = " or ".join(_NOUNS.get(name, name) for name in kind.types)
            hint = _HINTS.get(keyword, "") if isinstance(error.instance, bool) else ""
            return f"{seen} is not {wanted}{hint}"
        case "required":
            return f"needs `{kind.property}`"
        case "uniqueItems":
            return f"{seen} has the same value twice"
        case "minItems":
            return f"{seen} has fewer items than {kind.limit}"
        case "format":
            return f"{seen} is not a regular expression" if kind.format == "regex" else f"{seen} is not a {kind.format}"
        case "minimum":
            return f"{seen} is less than {kind.limit}"
        case "exclusiveMinimum":
            return f"{seen} is not greater than {kind.limit}"
        case _:
            return str(error).partition("\n")[0]


def _word_type(value: Any, seen: str) -> str:
    named = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    hint = next(filter(None, map(suggest_type, named)), "")
    return f"{seen} is not a type, and not a list of types{hint}"
