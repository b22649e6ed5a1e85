"""What is wrong with the structure of a document, in the words of OpenAPI's authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ..openapi.pointers import name_at, parent_of, split, walk
from ..openapi.spelling import find_nearest_name, suggest, suggest_type
from ..openapi.validation.error_messages import Report

KEYS_SHOWN = 12
_NO_RESPONSE = "documents no response; a status such as `200`, or `default`, is needed"
_DEPTH = 8  # references and branches that are searched for the keys of an object
_NOUNS = {
    "parameters": "a parameter",
    "headers": "a header",
    "links": "a link",
    "examples": "an example",
    "content": "a media type",
    "encoding": "an encoding",
    "securitySchemes": "a security scheme",
    "securityDefinitions": "a security scheme",
    "paths": "a path item",
}
_PATTERNS = {  # of keys
    "^/": "a path begins with `/`",
    "^\\/": "a path begins with `/`",
    "^[1-5](?:[0-9]{2}|XX)$": "a status is written as `404` or `4XX`, or is `default`",
    "^[1-5](?:\\d{2}|XX)$": "a status is written as `404` or `4XX`, or is `default`",
    "^([0-9]{3})$|^(default)$": "a status is written as `404`, or is `default`",
    "^[a-zA-Z0-9._-]+$": "a component's name has only letters, digits, `.`, `-` and `_`",
    "^[a-zA-Z0-9\\.\\-_]+$": "a component's name has only letters, digits, `.`, `-` and `_`",
}
_ALONE = {  # a key that must be absent where only one key is named
    "bearerFormat": "is for the scheme `bearer` alone",
    "url": "`identifier` and `url` exclude each other",
    **dict.fromkeys(("style", "explode", "allowReserved", "example", "examples"), "is not allowed beside `content`"),
}


def reword_all(reports: Iterable[Report], structure: dict[str, Any]) -> Iterator[Report]:
    """Yield reports about a document with sentences for its author; `structure` is the schema it breaks.

    Two kinds of reports follow from another one, and are left out:

    1. A part of a schema that is broken declares no keys, so that those of its object seem to be unknown.
    2. A value of the wrong type, such as `X-Rate: 5`, seems to have keys that exclude each other.
    """
    listed = list(reports)
    mistyped = {one.pointer for one in listed if one.keyword == "type"}
    broken = {pointer for one in listed if one.keyword != "unevaluatedProperties" for pointer in _objects_of(one)}
    for report in listed:
        if report.keyword != "unevaluatedProperties" or not _is_known_key(report, structure):
            told = reword(report, structure)
            if not told.pointer or parent_of(told.pointer) not in mistyped:
                yield told
        elif parent_of(report.pointer) not in broken:
            yield replace(report, message="is a key of another kind of this object")


def _objects_of(report: Report) -> tuple[str, str]:
    """Return the pointers of the object that a report is about: itself, or the one that holds its value."""
    return report.pointer, parent_of(report.pointer)


def _is_known_key(report: Report, structure: dict[str, Any]) -> bool:
    owner = walk(structure, parent_of(report.schema_pointer))
    return name_at(report.pointer) in _iter_keys(owner, structure, _DEPTH)


def reword(report: Report, structure: dict[str, Any]) -> Report:
    """Return one report with such a sentence."""
    if report.keyword == "enum" and name_at(report.pointer) != "required":
        return replace(report, message=report.message + _suggest_value(report))
    if report.keyword == "anyOf" and name_at(report.pointer) == "type":
        return replace(report, message=f"{report.seen} is not a type, and not a list of types")
    try:
        stated = walk(structure, report.schema_pointer)
        owner = walk(structure, parent_of(report.schema_pointer))
    except LookupError:
        return report
    if report.keyword in ("additionalProperties", "unevaluatedProperties"):
        return replace(report, message=_unknown_key(name_at(report.pointer), owner, structure))
    if report.keyword == "propertyNames":
        return replace(report, message=_wrong_name(report, stated))
    if report.keyword == "not":
        return _excluded(report, stated)
    if report.keyword == "anyOf":
        names = _either([f"`{branch['required'][0]}`" for branch in stated])
        return replace(report, message=f"{_noun(report.pointer)} needs {names}")
    if name_at(report.pointer) == "required" and report.keyword in ("required", "const", "enum"):
        if report.keyword == "required" or report.options == ("true",):
            return replace(report, message="a path parameter must say `required: true`")
    elif report.keyword == "required" and report.pointer.endswith("/responses/default"):
        return replace(report, pointer=parent_of(report.pointer), message=_NO_RESPONSE)
    elif report.keyword == "minProperties" and name_at(report.pointer) == "responses":
        return replace(report, message=_NO_RESPONSE)
    return report


def _suggest_value(report: Report) -> str:
    """Return the end of a sentence about a value that is none of those allowed."""
    if f'"{report.seen}"' in report.options:
        return f'; write it in quotes, "{report.seen}"'
    texts = [option[1:-1] for option in report.options if option.startswith('"')]
    if not report.seen.startswith('"'):
        return ""
    return suggest_type(report.seen[1:-1]) if "string" in texts else suggest(report.seen[1:-1], texts)


def _unknown_key(name: str, owner: dict[str, Any], structure: dict[str, Any]) -> str:
    keys = dict.fromkeys(_iter_keys(owner, structure, _DEPTH))
    near = find_nearest_name(name, keys)
    if near is not None:
        return f"is not a key of this object; did you mean `{near}`?"
    rule = next((_PATTERNS[one] for one in owner.get("patternProperties", ()) if one in _PATTERNS), None)
    if rule is not None:
        return f"is not a key of this object: {rule}"
    shown = ", ".join(f"`{key}`" for key in list(keys)[:KEYS_SHOWN]) + (", …" if len(keys) > KEYS_SHOWN else "")
    return f"is not a key of this object; allowed: {shown or 'none'}"


def _iter_keys(schema: Any, structure: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield the keys that a schema knows for an object."""
    if not isinstance(schema, dict) or not depth:
        return
    yield from schema.get("properties", {})
    if str(schema.get("$ref", "")).startswith("#"):
        yield from _iter_keys(walk(structure, schema["$ref"][1:]), structure, depth - 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword, ()):
            yield from _iter_keys(part, structure, depth - 1)
    for keyword in ("if", "then", "else"):
        yield from _iter_keys(schema.get(keyword), structure, depth - 1)
    for part in schema.get("dependentSchemas", {}).values():
        yield from _iter_keys(part, structure, depth - 1)


def _wrong_name(report: Report, stated: Any) -> str:
    if isinstance(stated, str) and stated in _PATTERNS:
        return f"{report.message}; {_PATTERNS[stated]}"
    if report.schema_pointer.endswith("/propertyNames/not"):
        return "a method of the standard stands beside `additionalOperations`, in lower case"
    return report.message


def _excluded(report: Report, stated: Any) -> Report:
    names = stated.get("required", []) if isinstance(stated, dict) else []
    if len(names) > 1:
        listed = " and ".join(f"`{name}`" for name in names)
        return replace(report, pointer=f"{report.pointer}/{names[-1]}", message=f"{listed} exclude each other")
    if len(names) == 1 and names[0] in _ALONE:
        return replace(report, pointer=f"{report.pointer}/{names[0]}", message=_ALONE[names[0]])
    if name_at(report.pointer) == "responses":
        return replace(report, message=_NO_RESPONSE)
    if name_at(report.pointer) == "parameters":
        return replace(report, message="parameters in `query` and in `querystring` exclude each other")
    return report


def _noun(pointer: str) -> str:
    """Return what stands at a pointer: "a parameter"."""
    return next((_NOUNS[word] for word in reversed(split(pointer)) if word in _NOUNS), "a document")


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
