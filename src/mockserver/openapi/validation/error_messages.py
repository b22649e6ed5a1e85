"""Reports of broken keywords, with sentences of our own.

jsonschema-rs words its messages for programmers and may reword them in any release. Here each keyword has one sentence
that says what was seen and what is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from jsonschema_rs import ValidationError

from ..pointers import join
from ..printable import clip
from ..rules import QUOTE_LIMIT, quote

OPTIONS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Report:
    """One broken keyword."""

    pointer: str  # "/data_inputs/0/type", inside the instance
    schema_pointer: str  # "/components/schemas/Input/properties/type/enum", inside the document
    keyword: str  # "enum"
    message: str  # '"int" is not one of "string", "integer"'
    seen: str
    allowed: str
    options: tuple[str, ...] = ()  # ('"string"', '"integer"'), of `const` and `enum`
    is_of_branch: bool = False  # it explains a failed `oneOf` or `anyOf`


def _listed(options: list[Any]) -> str:
    """Return the options as text: `"a", "b"`; of a long list the first hundred and the number of the others."""
    return _joined([quote(option) for option in options[:OPTIONS_SHOWN]], len(options))


def _joined(options: Sequence[str], count: int) -> str:
    shown = ", ".join(options[:OPTIONS_SHOWN])
    more = count - OPTIONS_SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def report_error(error: ValidationError, pointer: str = "", schema: str = "") -> Report:
    """Return the report of one error of a validator, without those of the branches inside it.

    `pointer` is where the value stands in its message, `schema` where its schema stands in the document.
    """
    kind: Any = error.kind
    path = list(error.instance_path)
    seen = quote(error.instance)
    # jsonschema-rs 0.60 calls minContains and maxContains `contains`, too
    keyword = str(error.schema_path[-1]) if kind.name == "contains" else kind.name
    message, allowed = _message(keyword, kind, error.instance, seen)
    if keyword == "required":
        path.append(kind.property)
        seen = "absent"
    fixed = [kind.expected_value] if keyword == "const" else kind.options if keyword == "enum" else ()
    at, broken = pointer + join(path), schema + join(error.schema_path)
    return Report(at, broken, keyword, message, seen, allowed, tuple(map(quote, fixed)))


def report_keyword(pointer: str, schema: str, keyword: str, value: Any, reason: str = "") -> Report:
    """Return the report of a keyword at `schema` that was found broken without a validator."""
    seen = "absent" if keyword == "required" else quote(value)
    message, allowed = _KEYWORDS[keyword]
    return Report(pointer, schema, keyword, message.format(seen=seen, reason=reason), seen, allowed)


def report_unknown(pointer: str, schema: str, value: Any, known: Sequence[str]) -> Report:
    """Return the report of a value at `pointer` that names no schema, for the discriminator at `schema`."""
    seen, options = quote(value), tuple(map(quote, known))
    listed = _joined(options, len(options))
    return Report(pointer, schema, "discriminator", f"{seen} is not one of {listed}", seen, listed, options)


def report_absent(absent: Report, known: Sequence[str]) -> Report:
    """Return the report of an absent property that names a schema, with the values that it may have."""
    options = tuple(map(quote, known))
    listed = _joined(options, len(options))
    return replace(absent, message=f"{absent.message}; allowed: {listed}", allowed=listed)


def report_limit(pointer: str, schema: str, keyword: str, wanted: Any, value: Any) -> Report:
    """Return the report of a keyword at `schema`, which says `wanted`, that was found broken without an error."""
    types = [wanted] if isinstance(wanted, str) else wanted
    options = wanted if isinstance(wanted, list) else []
    kind = SimpleNamespace(limit=wanted, types=types, options=options, expected_value=wanted, multiple_of=wanted)
    seen = quote(value)
    message, allowed = _message(keyword, kind, value, seen)
    fixed = (wanted,) if keyword == "const" else options if keyword == "enum" else ()
    return Report(pointer, schema, keyword, message, seen, allowed, tuple(map(quote, fixed)))


_KEYWORDS = {
    "required": ("is required, but absent", "present"),
    "not": ("{seen} is a value that the schema excludes", "any other value"),
    "falseSchema": ("is not allowed here", "absent"),
    "propertyNames": ("has a property name that is not allowed: {reason}", "property names that the schema allows"),
    "additionalProperties": ("is not a declared property", "only declared properties"),
    "unevaluatedProperties": ("is not a declared property", "only declared properties"),
    "contains": ("has no item that `contains` requires", "at least one such item"),
    "minContains": ("has too few items that `contains` requires", "more such items"),
    "maxContains": ("has too many items that `contains` limits", "fewer such items"),
}


def report_choice(pointer: str, schema: str, value: Any, fitting: int, count: int) -> Report:
    """Return the report of a `oneOf` or `anyOf` of which `fitting` of `count` branches accept the value."""
    keyword = "anyOf" if schema.endswith("/anyOf") else "oneOf"
    seen = quote(value)
    message, allowed = _choice_message(keyword, seen, fitting, count)
    return Report(pointer, schema, keyword, message, seen, allowed)


def report_tag(wrong: list[Report]) -> Report:
    """Return one report for a property that every branch of a choice fixes to another value than it has."""
    first = wrong[0]
    options = tuple(dict.fromkeys(option for report in wrong for option in report.options))
    allowed = _joined(options, len(options))
    message = f"{first.seen} is not one of {allowed}"
    return Report(first.pointer, first.schema_pointer, "enum", message, first.seen, allowed, options)


def _message(keyword: str, kind: Any, instance: Any, seen: str) -> tuple[str, str]:
    """Return the message and the allowed values for a keyword."""
    match keyword:
        case "type":
            allowed = " or ".join(sorted(kind.types, key=lambda name: name == "null"))  # null last
            what = "is null" if instance is None else f"{seen} is {_type_name(instance)}"
            return f"{what}; allowed: {allowed}", allowed
        case "required":
            return "is required, but absent", "present"
        case "enum":
            allowed = _listed(kind.options)
            return f"{seen} is not one of {allowed}", allowed
        case "const":
            allowed = quote(kind.expected_value)
            return f"{seen} is not {allowed}, the only value allowed", allowed
        case "minLength":
            return (
                f"{seen} is shorter than {_count(kind.limit, 'character')}",
                f"at least {_count(kind.limit, 'character')}",
            )
        case "maxLength":
            return (
                f"{seen} is longer than {_count(kind.limit, 'character')}",
                f"at most {_count(kind.limit, 'character')}",
            )
        case "minItems":
            return (
                f"has {_count(len(instance), 'item')}, fewer than {kind.limit}",
                f"at least {_count(kind.limit, 'item')}",
            )
        case "maxItems":
            return (
                f"has {_count(len(instance), 'item')}, more than {kind.limit}",
                f"at most {_count(kind.limit, 'item')}",
            )
        case "minProperties":
            return f"has {_properties(len(instance))}, fewer than {kind.limit}", f"at least {_properties(kind.limit)}"
        case "maxProperties":
            return f"has {_properties(len(instance))}, more than {kind.limit}", f"at most {_properties(kind.limit)}"
        case "minimum":
            return f"{seen} is less than {kind.limit}", f"{kind.limit} or more"
        case "maximum":
            return f"{seen} is greater than {kind.limit}", f"{kind.limit} or less"
        case "exclusiveMinimum":
            return f"{seen} is not greater than {kind.limit}", f"more than {kind.limit}"
        case "exclusiveMaximum":
            return f"{seen} is not less than {kind.limit}", f"less than {kind.limit}"
        case "multipleOf":
            return f"{seen} is not a multiple of {kind.multiple_of}", f"a multiple of {kind.multiple_of}"
        case "pattern" if not hasattr(kind, "pattern"):  # the engine gave up: jsonschema-rs 0.60 names no pattern then
            return f"{seen} takes too long to compare with its pattern", "text that is soon compared with the pattern"
        case "pattern":
            pattern = clip(kind.pattern, QUOTE_LIMIT)
            return f"{seen} does not match the pattern {pattern}", f"text matching {pattern}"
        case "format":
            return f"{seen} is not a valid {kind.format}", f"a valid {kind.format}"
        case "uniqueItems":
            return "has the same item twice", "items that differ"
        case "contains":
            return "has no item that `contains` requires", "at least one such item"
        case "minContains":
            return "has too few items that `contains` requires", "more such items"
        case "maxContains":
            return "has too many items that `contains` limits", "fewer such items"
        case "propertyNames":
            return (
                f"has a property name that is not allowed: {report_error(kind.error).message}",
                "property names that the schema allows",
            )
        case "oneOf" | "anyOf":
            return _choice_message(keyword, seen, sum(not branch for branch in kind.context), len(kind.context))
        case "not":
            return f"{seen} is a value that the schema excludes", "any other value"
        case "falseSchema" | "false schema":
            return "is not allowed here", "absent"
        case _:
            return f"{seen} breaks {keyword}", f"a value that satisfies {keyword}"


def _choice_message(keyword: str, seen: str, fitting: int, count: int) -> tuple[str, str]:
    if keyword == "oneOf" and fitting:
        return f"{seen} fits {fitting} of the {count} alternatives", "exactly one alternative"
    return f"{seen} fits none of the {count} alternatives", "one of the alternatives"


def _type_name(value: Any) -> str:
    names = {bool: "a boolean", str: "a string", int: "an integer", float: "a number", list: "an array"}
    return names.get(type(value), "an object")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _properties(number: int) -> str:
    return f"{number} property" if number == 1 else f"{number} properties"
