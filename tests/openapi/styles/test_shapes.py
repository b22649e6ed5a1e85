"""The kinds of values that a schema admits, and text read by them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.styles.shapes import ANYTHING, MAX_DIGITS, Shape, read_scalar, read_shape
from tests.support.documents import document_of

PET = {"type": "object", "properties": {"name": {"type": "string"}}}
STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def shape_of(schema: Any, version: str = "3.1.0", /, **others: Any) -> Shape:
    return read_shape(document_of({"It": schema, **others}, version=version), "/components/schemas/It")


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        pytest.param({}, set(), id="nothing-said"),
        pytest.param(True, set(), id="boolean-schema"),
        pytest.param({"type": "integer"}, {"integer"}, id="type"),
        pytest.param({"type": ["integer", "null"]}, {"integer", "null"}, id="type-array"),
        pytest.param({"enum": ["a", 1, None]}, {"string", "integer", "null"}, id="enum"),
        pytest.param({"const": 1.5}, {"number"}, id="const"),
        pytest.param({"type": "number", "enum": [1, 2]}, {"integer"}, id="type-and-enum"),
        pytest.param({"anyOf": [STRING, INTEGER]}, {"string", "integer"}, id="anyOf-widens"),
        pytest.param({"oneOf": [STRING, {}]}, set(), id="oneOf-with-anything"),
        pytest.param({"allOf": [{"type": ["string", "integer"]}, INTEGER]}, {"integer"}, id="allOf-narrows"),
        pytest.param({"allOf": [{"type": "number"}, INTEGER]}, {"integer"}, id="integer-is-a-number"),
        pytest.param({"allOf": [STRING, INTEGER]}, {"string"}, id="contradiction"),
        pytest.param(
            {"type": "string", "anyOf": [{"minLength": 1}, {"pattern": "x"}]}, {"string"}, id="type-beside-anyOf"
        ),
        pytest.param({"properties": {"a": {}}}, {"object"}, id="properties-without-type"),
        pytest.param({"items": STRING}, {"array"}, id="items-without-type"),
        pytest.param({"minimum": 1}, {"number"}, id="minimum-without-type"),
        pytest.param({"$ref": "#/components/schemas/Other"}, {"integer"}, id="ref"),
        pytest.param({"$ref": "#/components/schemas/Wide", "type": "string"}, {"string"}, id="type-beside-ref"),
        pytest.param({"allOf": [{"$ref": "#/components/schemas/It"}, INTEGER]}, {"integer"}, id="contains-itself"),
    ],
)
def test_types(schema: Any, types: set[str]) -> None:
    assert shape_of(schema, Other=INTEGER, Wide={"type": ["string", "null"]}).types == types


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        pytest.param({"type": "integer", "nullable": True}, {"integer", "null"}, id="beside-type"),
        pytest.param({"nullable": True}, set(), id="without-type"),
        pytest.param({"$ref": "#/components/schemas/Other", "nullable": True}, {"integer"}, id="beside-ref-is-ignored"),
        pytest.param({"$ref": "#/components/schemas/Other", "type": "string"}, {"integer"}, id="so-is-type"),
        pytest.param({"type": "string", "nullable": True, "enum": ["a"]}, {"string"}, id="enum-without-null"),
    ],
)
def test_nullable_belongs_to_3_0(schema: Any, types: set[str]) -> None:
    assert shape_of(schema, "3.0.3", Other=INTEGER).types == types
    assert "null" not in shape_of(schema, "3.1.0", Other=INTEGER).types


def test_structure() -> None:
    shape = shape_of(
        {
            "allOf": [
                {"type": "object", "properties": {"a": {"type": ["integer", "string"]}}},
                {
                    "properties": {"a": STRING, "b": {"type": "array", "items": INTEGER}},
                    "additionalProperties": INTEGER,
                },
            ]
        }
    )
    assert shape.types == {"object"}
    assert shape.properties["a"].types == {"string"}
    assert shape.properties["b"].item.types == {"integer"}
    assert shape.additional is not None
    assert shape.additional.types == {"integer"}


@pytest.mark.parametrize(
    ("schema", "additional"),
    [
        pytest.param({"type": "object"}, None, id="unsaid"),
        pytest.param({"type": "object", "additionalProperties": False}, None, id="false"),
        pytest.param({"type": "object", "additionalProperties": True}, ANYTHING, id="true"),
    ],
)
def test_additional_properties(schema: Any, additional: Shape | None) -> None:
    assert shape_of(schema).additional == additional


def test_a_recursive_schema_ends() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/It"}, "n": INTEGER}}
    shape = shape_of(tree)
    assert shape.properties["child"].properties["n"].types == {"integer"}


def test_schemas_that_all_refer_to_each_other_are_read_fast() -> None:
    every = [{"$ref": f"#/components/schemas/N{n}"} for n in range(40)]
    nodes: dict[str, Any] = {
        f"N{n}": {"type": "object", "properties": {f"p{i}": r for i, r in enumerate(every)}} for n in range(40)
    }
    assert len(shape_of({"anyOf": every}, **nodes).properties) == 40


@pytest.mark.parametrize(
    ("schema", "binary"),
    [
        pytest.param({"type": "string", "format": "binary"}, True, id="3.0"),
        pytest.param({"contentMediaType": "image/png"}, True, id="3.1"),
        pytest.param(
            {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, False, id="base64"
        ),
        pytest.param({"type": "string", "contentMediaType": "application/json"}, False, id="json-in-text"),
        pytest.param(STRING, False, id="text"),
    ],
)
def test_binary(schema: Any, binary: bool) -> None:
    assert shape_of(schema).binary is binary


@pytest.mark.parametrize("name", [pytest.param("Nowhere", id="nowhere"), pytest.param("It", id="circle")])
def test_a_broken_reference_has_the_shape_of_any_value(name: str) -> None:
    assert shape_of({"$ref": f"#/components/schemas/{name}"}) == shape_of({})


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        # 1. integer
        ("5", "integer", 5),
        ("-0", "integer", 0),
        ("5", "integer string", 5),
        ("5", "number", 5),
        # 2. number
        ("1.50", "number", 1.5),
        ("-1e3", "number", -1000.0),
        ("1.0", "integer", "1.0"),
        # 3. boolean
        ("true", "boolean", True),
        ("True", "boolean", "True"),
        ("1", "boolean", "1"),
        # 4. null
        ("", "integer null", None),
        ("", "string null", ""),
        ("null", "null", "null"),
        # 5. the text
        ("5", "string", "5"),
        ("5", "array", "5"),
        ("5", "", "5"),
    ],
)
def test_scalars(text: str, types: str, value: Any) -> None:
    read = read_scalar(text, Shape(frozenset(types.split())))
    assert read == value
    assert type(read) is type(value)


NO_NUMBERS = [
    "1_0",
    " 1",
    "1 ",
    "+1",
    "01",
    "٣",
    "١.٥",
    "nan",
    "NaN",
    "inf",
    "-Infinity",
    "1e400",
    "0x1",
    "1.",
    ".5",
    "1\n",
    "",
    "-",
    "1e",
]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_never_numbers(text: str) -> None:
    assert read_scalar(text, Shape(frozenset({"integer", "number", "boolean"}))) == text


def test_the_length_of_integers_is_limited() -> None:
    shape = Shape(frozenset({"integer"}))
    assert read_scalar("9" * MAX_DIGITS, shape) == 10**MAX_DIGITS - 1
    assert read_scalar("9" * (MAX_DIGITS + 1), shape) == "9" * (MAX_DIGITS + 1)


@given(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False))
def test_json_scalars_keep_their_value(value: Any) -> None:
    text = "" if value is None else json.dumps(value)
    assert read_scalar(text, Shape(frozenset({"number", "boolean", "null"}))) == value


@given(st.text(), st.frozensets(st.sampled_from(["string", "number", "integer", "boolean", "null", "array"])))
def test_any_text_is_a_value(text: str, types: frozenset[str]) -> None:
    read = read_scalar(text, Shape(types))
    assert isinstance(read, str) is (read == text)
    if not isinstance(read, str) and text:
        assert json.loads(text) == read


@pytest.mark.parametrize(
    ("schema", "admits"),
    [
        pytest.param({}, True, id="nothing-said"),
        pytest.param(STRING, True, id="string"),
        pytest.param(INTEGER, False, id="integer"),
        pytest.param({"type": ["boolean", "null"]}, False, id="boolean-or-null"),
        pytest.param({"enum": ["a", "b", 3]}, False, id="enum"),
        pytest.param({"enum": ["a", "b,c"]}, True, id="enum-with-a-comma"),
        pytest.param({"const": "a"}, False, id="const"),
        pytest.param({"type": "string", "format": "uuid"}, False, id="uuid"),
        pytest.param({"type": "string", "format": "email"}, True, id="email"),
        pytest.param({"type": "string", "pattern": "^[a-z_-]{2,3}$"}, False, id="pattern"),
        pytest.param({"type": "string", "pattern": r"^(asc|desc)$"}, False, id="pattern-of-words"),
        pytest.param({"type": "string", "pattern": r"^\d+(?:-\w+)?$"}, False, id="pattern-of-classes"),
        pytest.param({"type": "string", "pattern": "[a-z]+"}, True, id="pattern-without-anchors"),
        pytest.param({"type": "string", "pattern": "^a|b$"}, True, id="pattern-with-an-open-choice"),
        pytest.param({"type": "string", "pattern": "^[^a]$"}, True, id="pattern-of-anything-but"),
        pytest.param({"type": "string", "pattern": "^[!-~]$"}, True, id="pattern-of-a-wide-range"),
        pytest.param({"type": "string", "pattern": "^.$"}, True, id="pattern-with-a-dot"),
        pytest.param({"type": "string", "pattern": "^[a,b]$"}, True, id="pattern-with-a-comma"),
        pytest.param({"type": "string", "pattern": ["^a$"]}, True, id="broken-pattern"),
        pytest.param({"anyOf": [INTEGER, {"enum": ["all"]}]}, False, id="either"),
        pytest.param({"anyOf": [INTEGER, STRING]}, True, id="or-any-text"),
        pytest.param({"allOf": [STRING, {"enum": ["a"]}]}, False, id="both"),
    ],
)
def test_commas(schema: Any, admits: bool) -> None:
    assert shape_of(schema).admits_commas is admits
