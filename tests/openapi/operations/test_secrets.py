"""Which members the schemas of a document declare to be secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.operations.secrets import (
    SecretMembers,
    find_in_schema,
    is_secret_name,
    iter_api_keys,
)

SECRET = {"type": "string", "format": "password"}
TEXT = {"type": "string"}


def members_of(schema: Any, **others: Any) -> SecretMembers:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": {"It": schema, **others}},
    }
    return find_in_schema(make_document(content), "/components/schemas/It")


def make_document(content: dict[str, Any]) -> Document:
    return Document.parse(json.dumps(content), name="it.json")


def has(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        pytest.param(has(pin=SECRET, name=TEXT), {"pin"}, id="format"),
        pytest.param(has(pin={"type": "integer", "writeOnly": True}), {"pin"}, id="write-only"),
        pytest.param(has(Password=TEXT), {"password"}, id="name"),
        pytest.param(has(a=has(pin=SECRET)), {"pin"}, id="nested"),
        pytest.param(has(pins={"type": "array", "items": SECRET}), {"pins"}, id="list"),
        pytest.param(has(pins={"type": "object", "additionalProperties": SECRET}), {"pins"}, id="map"),
        pytest.param(has(pin={"oneOf": [{"type": "null"}, SECRET]}), {"pin"}, id="choice"),
        pytest.param(has(pin={"$ref": "#/components/schemas/Pin"}), {"pin"}, id="reference"),
        pytest.param(
            has(pin={"$ref": "#/components/schemas/Other", "writeOnly": True}), {"pin"}, id="beside-a-reference"
        ),
        pytest.param(has(pin={**SECRET, "xml": {"name": "P"}}), {"pin", "p"}, id="name-in-xml"),
        pytest.param({"allOf": [has(a=SECRET), {"anyOf": [has(b=SECRET)]}]}, {"a", "b"}, id="composition"),
        pytest.param(
            {"if": has(a=SECRET), "then": has(b=SECRET), "else": has(c=SECRET)}, {"a", "b", "c"}, id="branches"
        ),
        pytest.param({"type": "array", "items": has(pin=SECRET)}, {"pin"}, id="items"),
        pytest.param({"patternProperties": {"^x": has(pin=SECRET)}}, {"pin"}, id="pattern"),
        pytest.param({"$ref": "#/components/schemas/Circle"}, {"pin"}, id="circle"),
        pytest.param(has(name=TEXT), set(), id="none"),
    ],
)
def test_members(schema: Any, names: set[str]) -> None:
    circle = has(pin=SECRET, more={"$ref": "#/components/schemas/Circle"})
    found = members_of(schema, Pin=SECRET, Other=TEXT, Circle=circle)
    assert (set(found.names), found.is_whole) == (names, False)


@pytest.mark.parametrize(
    ("schema", "is_whole", "is_open"),
    [
        pytest.param(SECRET, True, False, id="text"),
        pytest.param({"type": "array", "items": SECRET}, True, False, id="list"),
        pytest.param({"type": "object", "additionalProperties": SECRET}, True, True, id="map"),
        pytest.param({}, False, True, id="anything"),
        pytest.param(has(a={"type": "object"}), False, True, id="open-member"),
        pytest.param(has(a=TEXT), False, False, id="known-members"),
        pytest.param({"type": ["string", "null"]}, False, False, id="no-object"),
        pytest.param({"enum": [1, 2]}, False, False, id="enum"),
    ],
)
def test_whole_and_open_bodies(schema: Any, is_whole: bool, is_open: bool) -> None:
    found = members_of(schema)
    assert (found.is_whole, found.is_open) == (is_whole, is_open)
    assert found.are_none is not (is_whole or is_open)


@pytest.mark.parametrize(
    "name", ["password", "newPassword", "X-Api-Key", "client_secret", "token", "ID-Token", "db_passwd"]
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["passwordless", "next_token", "page-token", "tokens", "key", "primaryKey", "name", ""]
)
def test_other_names(name: str) -> None:
    assert not is_secret_name(name)


def test_api_keys_that_no_operation_requires() -> None:
    content = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {
            "securitySchemes": {
                "a": {"type": "apiKey", "in": "header", "name": "X-Door"},
                "b": {"$ref": "#/components/securitySchemes/a"},
                "c": {"$ref": "#/nowhere"},
                "d": {"type": "http", "scheme": "basic"},
            }
        },
    }
    assert [(scheme.name, scheme.key) for scheme in iter_api_keys(make_document(content))] == [
        ("a", "X-Door"),
        ("b", "X-Door"),
    ]


def test_a_chain_of_any_length_is_followed() -> None:
    schemas: dict[str, Any] = {f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}]} for n in range(5000)}
    found = members_of(has(pin={"$ref": "#/components/schemas/S0"}), **schemas, S5000=SECRET)
    assert found.names == {"pin"}


def test_a_schema_that_leads_back_to_itself_is_a_secret_by_what_comes_later() -> None:
    """`Pins` is asked while `Node` is not decided yet, and again by itself."""
    node = {"anyOf": [{"$ref": "#/components/schemas/Pins"}, SECRET]}
    pins = {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
    found = members_of(
        has(a={"$ref": "#/components/schemas/Node"}, b={"$ref": "#/components/schemas/Pins"}), Node=node, Pins=pins
    )
    assert found.names == {"a", "b"}


@pytest.mark.parametrize("wrong", [True, 1, "x", [], {}, None, [[]], {"a": 1}], ids=repr)
@pytest.mark.parametrize(
    "keyword", ["properties", "items", "allOf", "additionalProperties", "type", "$ref", "xml", "format"]
)
def test_a_broken_schema_has_what_can_be_read(keyword: str, wrong: Any) -> None:
    found = members_of({"oneOf": [has(pin={**SECRET, "xml": wrong}), {keyword: wrong}]})
    assert "pin" in found.names
