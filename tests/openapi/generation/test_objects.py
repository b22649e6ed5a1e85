"""The examples of parts of `allOf`: together they show the whole."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.generation import Dynamic, Generator
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

TEXT = {"type": "string"}
PERSON = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": TEXT, "city": TEXT},
    "example": {"name": "Olga"},
}
BASE = {"$ref": "#/components/schemas/Person"}
TAGGED = {"required": ["tag"], "properties": {"tag": TEXT}}


def make(schema: Any, dynamic: Dynamic | None = None) -> Any:
    schemas = Schemas(document_of({"It": schema, "Person": PERSON}), "response")
    value = Generator(schemas).generate("/components/schemas/It", dynamic=dynamic)
    assert schemas.is_valid("/components/schemas/It", value)
    return value


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(BASE, {"name": "Olga"}, id="alone"),
        pytest.param({"allOf": [BASE]}, {"name": "Olga"}, id="one-part"),
        pytest.param(
            {"allOf": [BASE, {**TAGGED, "example": {"tag": "new"}}]}, {"name": "Olga", "tag": "new"}, id="two-parts"
        ),
        pytest.param(
            {"allOf": [BASE, {"properties": {"tag": TEXT}, "examples": [{"tag": "new"}, {"tag": "old"}]}]},
            {"name": "Olga", "tag": "new"},
            id="optional-members",
        ),
        pytest.param(
            {"allOf": [BASE, {**TAGGED, "example": {"tag": "new"}}], "example": {"name": "Ada", "tag": "x"}},
            {"name": "Ada", "tag": "x"},
            id="the-whole-has-its-own",
        ),
        pytest.param(
            {"allOf": [BASE, {"required": ["age"], "properties": {"age": {"type": "integer", "example": 7}}}]},
            {"name": "Olga", "city": "Berlin", "age": 7},
            id="a-part-and-a-member",
        ),
        pytest.param(
            {"allOf": [BASE, {**TAGGED, "example": {"tag": 3, "name": "Eve"}}]},
            {"name": "Olga", "city": "Berlin", "tag": "example"},
            id="a-part-that-is-wrong",
        ),
        pytest.param(
            {"type": "object", "properties": {"who": {"allOf": [BASE, {**TAGGED, "example": {"tag": "a"}}]}}},
            {"who": {"name": "Olga", "tag": "a"}},
            id="inside-an-object",
        ),
        pytest.param(
            {"type": "array", "minItems": 2, "items": {"allOf": [BASE, {**TAGGED, "example": {"tag": "a"}}]}},
            [{"name": "Olga", "tag": "a"}] * 2,
            id="inside-an-array",
        ),
    ],
)  # fmt: skip
def test_parts_are_joined(schema: Any, expected: Any) -> None:
    assert make(schema) == expected


def test_dynamic_values_show_no_examples() -> None:
    schema = {"allOf": [BASE, {**TAGGED, "example": {"tag": "new"}}]}
    assert all(make(schema, Dynamic(seed=seed))["name"] != "Olga" for seed in range(5))
