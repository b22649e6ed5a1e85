"""Very large values: one wrong part is named, and soon."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Schemas
from mockserver.openapi.validation.schemas import VALUE_LIMIT

MANY = VALUE_LIMIT + 1
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
SCHEMAS: dict[str, Any] = {
    "Texts": {"type": "array", "items": TEXT},
    "Flags": {"type": "array", "items": FLAG},
    "Either": {"anyOf": [{"$ref": "#/components/schemas/Texts"}, {"$ref": "#/components/schemas/Flags"}]},
    "EitherOrNull": {"oneOf": [{"$ref": "#/components/schemas/Texts"}, {"type": "null"}, TEXT]},
    "Both": {"oneOf": [{"$ref": "#/components/schemas/Texts"}, {"items": {"maxLength": 9}}]},
    "All": {"allOf": [{"maxItems": 10**6}, {"$ref": "#/components/schemas/Texts"}]},
    "Page": {"properties": {"rows": {"$ref": "#/components/schemas/Either"}}, "required": ["next"]},
    "Map": {"additionalProperties": TEXT, "properties": {"a/b": FLAG}},
    "Few": {"maxItems": 3},
    "Ring": {"anyOf": [{"$ref": "#/components/schemas/Ring"}, TEXT], "maxItems": 3},
    "Pairs": {"prefixItems": [FLAG], "items": TEXT},
}


def check(name: str, value: Any) -> list[Violation]:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "a", "version": "1"},
        "paths": {},
        "components": {"schemas": SCHEMAS},
    }
    schemas = Schemas(Document.parse(json.dumps(content), name="a.json"), "request")
    return schemas.check(f"/components/schemas/{name}", value, rule="body.schema", location="body")


LAST = ["x"] * MANY + [1]


@pytest.mark.parametrize(
    ("name", "value", "pointer", "keyword", "schema"),
    [
        pytest.param("Texts", LAST, f"/{MANY}", "type", "/components/schemas/Texts/items/type", id="item"),
        pytest.param("All", LAST, f"/{MANY}", "type", "/components/schemas/Texts/items/type", id="all-of"),
        pytest.param("Either", LAST, "", "anyOf", "/components/schemas/Either/anyOf", id="any-of"),
        pytest.param("Both", ["x"] * MANY, "", "oneOf", "/components/schemas/Both/oneOf", id="one-of-both"),
        pytest.param(
            "EitherOrNull", LAST, f"/{MANY}", "type", "/components/schemas/Texts/items/type", id="the-branch-meant"
        ),
        pytest.param(
            "Page", {"rows": LAST, "next": 1}, "/rows", "anyOf", "/components/schemas/Either/anyOf", id="property"
        ),
        pytest.param(
            "Page", {"rows": ["x"] * MANY}, "/next", "required", "/components/schemas/Page/required", id="the-whole"
        ),
        pytest.param(
            "Map",
            {"a/b": 1, **{str(n): "" for n in range(MANY)}},
            "/a~1b",
            "type",
            "/components/schemas/Map/properties/a~1b/type",
            id="escaped",
        ),
        pytest.param(
            "Map",
            {str(n): n for n in range(MANY)},
            "/0",
            "type",
            "/components/schemas/Map/additionalProperties/type",
            id="other-property",
        ),
        pytest.param("Few", ["x"] * MANY, "", "maxItems", "/components/schemas/Few/maxItems", id="length"),
        pytest.param("Pairs", [True, *LAST], f"/{MANY + 1}", "type", "/components/schemas/Pairs/items/type", id="tail"),
    ],
)
def test_one_wrong_part_is_named(name: str, value: Any, pointer: str, keyword: str, schema: str) -> None:
    first, more = check(name, value)
    assert (first.pointer, first.keyword) == (pointer, keyword)
    assert first.position is not None and first.position.pointer == schema
    assert more.message.startswith(f"has more than {VALUE_LIMIT:,} values")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Either", LAST, "fits none of the 2 alternatives"),
        ("Both", ["x"] * MANY, "fits 2 of the 2 alternatives"),
    ],
)
def test_choices(name: str, value: Any, message: str) -> None:
    assert check(name, value)[0].message.endswith(message)


def test_branches_that_lead_in_a_circle() -> None:
    assert check("Ring", LAST)[0].keyword == "maxItems"


def test_what_is_valid_stays_so() -> None:
    assert check("Either", ["x"] * MANY) == []
