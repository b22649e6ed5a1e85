"""Strategies for schemas: arbitrary ones, and ones that a given value satisfies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any] | bool

NAMES = st.sampled_from(["id", "name", "a", "b", "c", "created_at", "x-y", "é"])
PATTERNS = st.sampled_from(["^[a-z]+$", "b", "^x?[0-9]{1,3}$", "^.{2,5}$", "^$", "^(?!a)", "[^a]$", "^\\S+@\\S+$"])
FORMATS = st.sampled_from(["date", "date-time", "email", "uuid", "uri", "ipv4", "int32", "double", "unknown"])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-100, 100),
    st.sampled_from([0.5, -1.25, 1e10, 7.0]),
    st.text("ab1 é", max_size=6),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]


@st.composite
def any_schemas(draw: st.DrawFn, depth: int = 3) -> Schema:
    """Draw a schema with a few keywords, which may contradict each other."""
    if draw(st.integers(0, 15)) == 0:
        return draw(st.booleans())
    inner = any_schemas(depth=depth - 1) if depth else SCALAR_SCHEMAS
    small = st.integers(0, 4)
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True),
        "const": SCALARS,
        "enum": st.lists(VALUES, min_size=1, max_size=4),
        "minimum": st.integers(-20, 20),
        "maximum": st.integers(-10, 30),
        "exclusiveMinimum": st.integers(-20, 20),
        "exclusiveMaximum": st.sampled_from([-3, 0.5, 10, 11.5]),
        "multipleOf": st.sampled_from([1, 2, 3, 0.5, 0.01]),
        "minLength": small,
        "maxLength": small,
        "pattern": PATTERNS,
        "format": FORMATS,
        "minItems": small,
        "maxItems": small,
        "uniqueItems": st.booleans(),
        "items": inner,
        "prefixItems": st.lists(inner, min_size=1, max_size=3),
        "contains": inner,
        "minContains": st.integers(0, 2),
        "maxContains": st.integers(1, 3),
        "unevaluatedItems": inner,
        "properties": st.dictionaries(NAMES, inner, max_size=4),
        "required": st.lists(NAMES, max_size=3, unique=True),
        "minProperties": small,
        "maxProperties": small,
        "additionalProperties": inner,
        "patternProperties": st.dictionaries(PATTERNS, inner, max_size=2),
        "propertyNames": st.fixed_dictionaries({"pattern": PATTERNS}) | st.fixed_dictionaries({"maxLength": small}),
        "unevaluatedProperties": inner,
        "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=2),
        "dependentSchemas": st.dictionaries(NAMES, inner, max_size=2),
        "allOf": st.lists(inner, min_size=1, max_size=3),
        "anyOf": st.lists(inner, min_size=1, max_size=3),
        "oneOf": st.lists(inner, min_size=1, max_size=3),
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "default": VALUES,
        "examples": st.lists(VALUES, max_size=2),
        "$ref": st.sampled_from(["#/components/schemas/It", "#/components/schemas/Other"]),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=4, unique=True))
    return {keyword: draw(keywords[keyword]) for keyword in chosen}


SCALAR_SCHEMAS = st.sampled_from(
    [{"type": name} for name in TYPES] + [{"const": 1}, {"minLength": 2}, {"maximum": 5}, {"required": ["a"]}, {}]
)


@st.composite
def schemas_of(draw: st.DrawFn, value: Any, depth: int = 3) -> Schema:
    """Draw a schema that `value` satisfies."""
    schema: dict[str, Any] = {}
    if draw(st.booleans()):
        schema["type"] = draw(st.sampled_from(_types_of(value)))
    if isinstance(value, bool) or value is None:
        pass
    elif isinstance(value, str):
        _about_text(draw, schema, value)
    elif isinstance(value, (int, float)):
        _about_number(draw, schema, value)
    elif isinstance(value, list):
        _about_array(draw, schema, value, depth)
    else:
        _about_object(draw, schema, value, depth)
    if depth:
        _about_any(draw, schema, value, depth)
    return schema


def _types_of(value: Any) -> list[Any]:
    names = {type(None): "null", bool: "boolean", str: "string", list: "array", dict: "object"}
    name = names.get(type(value), "number")
    types: list[Any] = [name, [name], [name, "null"], ["boolean", name]]
    return [*types, "integer"] if name == "number" and value == int(value) else types


def _about_text(draw: st.DrawFn, schema: dict[str, Any], value: str) -> None:
    if draw(st.booleans()):
        schema["minLength"] = draw(st.integers(0, len(value)))
    if draw(st.booleans()):
        schema["maxLength"] = draw(st.integers(len(value), len(value) + 3))
    if draw(st.booleans()):
        schema["pattern"] = draw(st.sampled_from(["^[ab1 é]*$", "^.{0,6}$", f"^{value}$", f"{value[:2]}", "^[^z]*$"]))


def _about_number(draw: st.DrawFn, schema: dict[str, Any], value: float) -> None:
    for keyword, low, high in (
        ("minimum", -3, 0),
        ("maximum", 0, 3),
        ("exclusiveMinimum", -3, -1),
        ("exclusiveMaximum", 1, 3),
    ):
        if draw(st.integers(0, 2)) == 0:
            schema[keyword] = value + draw(st.integers(low, high))
    if value == int(value) and draw(st.integers(0, 2)) == 0:
        schema["multipleOf"] = draw(st.sampled_from([one for one in (1, 2, 3, 5, 0.5) if value % one == 0]))


def _about_array(draw: st.DrawFn, schema: dict[str, Any], value: list[Any], depth: int) -> None:
    if draw(st.booleans()):
        schema["minItems"] = draw(st.integers(0, len(value)))
    if draw(st.booleans()):
        schema["maxItems"] = draw(st.integers(len(value), len(value) + 2))
    if not depth:
        return
    prefix = draw(st.integers(0, len(value)))
    if prefix:
        schema["prefixItems"] = [draw(schemas_of(item, depth - 1)) for item in value[:prefix]]
    rest = value[prefix:]
    if draw(st.booleans()):
        schema["items"] = {"anyOf": [draw(schemas_of(item, depth - 1)) for item in rest]} if rest else False
    if value and draw(st.integers(0, 2)) == 0:
        schema["contains"] = draw(schemas_of(draw(st.sampled_from(value)), depth - 1))


def _about_object(draw: st.DrawFn, schema: dict[str, Any], value: dict[str, Any], depth: int) -> None:
    names = sorted(value)
    if names:
        schema["required"] = draw(st.lists(st.sampled_from(names), unique=True, max_size=4))
    if draw(st.booleans()):
        schema["minProperties"] = draw(st.integers(0, len(value)))
    if draw(st.booleans()):
        schema["maxProperties"] = draw(st.integers(len(value), len(value) + 2))
    absent = [name for name in ("a", "b", "zz") if name not in value]
    if draw(st.booleans()) and absent:
        schema["dependentRequired"] = {absent[0]: ["never"]}
    if not depth:
        return
    known: list[str] = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    schema["properties"] = {name: draw(schemas_of(value[name], depth - 1)) for name in known}
    if draw(st.booleans()) and absent:
        schema["properties"][absent[-1]] = draw(any_schemas(depth=1))
    others = [value[name] for name in names if name not in schema["properties"]]
    if draw(st.booleans()):
        keyword = draw(st.sampled_from(["additionalProperties", "unevaluatedProperties"]))
        schema[keyword] = {"anyOf": [draw(schemas_of(item, depth - 1)) for item in others]} if others else False
    if draw(st.integers(0, 3)) == 0 and absent:
        schema["not"] = {"required": [absent[0]]}


def _about_any(draw: st.DrawFn, schema: dict[str, Any], value: Any, depth: int) -> None:
    """Draw branches, at least one of which the value satisfies."""
    kind = draw(st.sampled_from(["", "", "", "allOf", "anyOf", "oneOf", "if", "enum", "const"]))
    right = schemas_of(value, depth - 1)
    if kind == "allOf":
        schema["allOf"] = draw(st.lists(right, min_size=1, max_size=3))
    elif kind == "anyOf":
        schema["anyOf"] = draw(st.permutations([draw(right), draw(any_schemas(depth=1))]))
    elif kind == "oneOf":
        schema["oneOf"] = draw(st.permutations([draw(right), {"not": draw(right)}, False]))
    elif kind == "if":
        schema |= {"if": draw(any_schemas(depth=1)), "then": draw(right), "else": draw(right)}
    elif kind == "enum":
        schema["enum"] = draw(st.permutations([value, *draw(st.lists(SCALARS, max_size=3))]))
    elif kind == "const":
        schema["const"] = value
