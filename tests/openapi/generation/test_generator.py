"""Static values: ordinary ones for a name, a format and bounds, and those of the author."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.generation import Generator, sample_files
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

POINTER = "/components/schemas/It"


def generate(schema: Any, name: str = "", *, version: str = "3.1.0", **others: Any) -> Any:
    return Generator(Schemas(document_of({"It": schema, **others}, version=version), "response")).generate(
        POINTER, name
    )


@pytest.mark.parametrize(
    ("name", "schema", "value"),
    [
        ("email", {"type": "string"}, "ada@example.com"),
        ("contactEmail", {"type": "string"}, "ada@example.com"),
        ("created_at", {"type": "string"}, "2026-01-20T15:00:00Z"),
        ("updatedAt", {"type": "string"}, "2026-01-21T09:30:00Z"),
        ("createdAt", {"type": "integer"}, 1_768_921_200),
        ("expires_at", {"type": "integer", "format": "int64"}, 1_768_987_800),
        ("startDate", {"type": "string"}, "2026-01-20"),
        ("end_date", {"type": "string", "format": "date"}, "2026-01-21"),
        ("currency", {"type": "string", "minLength": 3, "maxLength": 3}, "EUR"),
        ("billing_country_code", {"type": "string", "pattern": "^[A-Z]{2}$"}, "DE"),
        ("website_url", {"type": "string", "format": "uri"}, "https://example.com/"),
        ("user_id", {"type": "string"}, "user_1"),
        ("id", {"type": "integer"}, 1),
        ("FirstName", {"type": "string"}, "Ada"),
        ("last-name", {"type": "string"}, "Lovelace"),
        ("tags", {"type": "array", "items": {"type": "string"}}, ["example"]),
        (
            "words",
            {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "string", "maxLength": 5}},
            ["text", "tex 2", "tex 3"],
        ),
        ("latitude", {"type": "number", "minimum": -90, "maximum": 90}, 52.517),
        ("year", {"type": "integer", "minimum": 1900}, 2026),
        ("unit_price", {"type": "number"}, 10),
        ("minPrice", {"type": "number"}, 1),
        ("maxPrice", {"type": "number"}, 100),
        ("status", {"type": "string", "enum": ["open", "closed"]}, "open"),
        ("other", {"type": "string"}, "text"),
        ("other", {"type": "string", "format": "currency"}, "EUR"),
        ("other", {"type": "integer", "format": "int32"}, 1),
        ("other", {"type": "integer", "minimum": 17}, 17),
        ("other", {"type": "integer", "maximum": -5}, -5),
        ("other", {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
        ("other", {"type": "number", "multipleOf": 0.01, "minimum": 9.991}, 10),
        ("other", {"type": ["null", "string"]}, "text"),
        ("other", {"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        (
            "other",
            {"contentMediaType": "application/json", "contentSchema": {"items": {"const": "é"}}},
            '["é"]',
        ),
        ("other", {"contentMediaType": "text/plain", "contentSchema": {"const": 1}}, "Some text.\n"),
    ],
)
def test_value(name: str, schema: Any, value: Any) -> None:
    assert generate(schema, name) == value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "examples": ["shown"], "default": "not shown"}, "shown"),
        ({"type": "string", "default": "shown"}, "shown"),
        ({"type": "string", "examples": [1], "default": "shown"}, "shown"),
        ({"const": 3, "default": 4}, 3),
        ({"enum": [None, 1, 2]}, 1),
        ({"enum": [1, 2], "default": 2}, 2),
        ({"type": "object", "properties": {"a": {"examples": [7]}}}, {"a": 7}),
    ],
)
def test_the_authors_examples_come_first(schema: Any, value: Any) -> None:
    assert generate(schema) == value


TEXT: dict[str, Any] = {"type": "string"}
THREE: dict[str, Any] = {"type": "object", "properties": {"a": TEXT, "b": TEXT, "c": TEXT}}


@pytest.mark.parametrize(
    ("schema", "members"),
    [
        (THREE, "abc"),
        ({**THREE, "maxProperties": 2}, "ab"),
        ({**THREE, "maxProperties": 2, "required": ["c"]}, "ac"),
        ({**THREE, "maxProperties": 2, "dependentRequired": {"a": ["b", "c"]}}, "bc"),
        ({**THREE, "properties": {**THREE["properties"], "b": False}, "dependentRequired": {"a": ["b"]}}, "c"),
        ({**THREE, "dependentRequired": {"c": ["d"]}}, "abcd"),
        ({**THREE, "dependentRequired": {"a": ["x"], "b": ["x"]}, "additionalProperties": False}, "c"),
        ({**THREE, "not": {"required": ["b"]}}, "ac"),
        ({**THREE, "not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}, "c"),
        ({**THREE, "not": {"required": ["a", "b"]}}, "bc"),
        ({**THREE, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, "ac"),
        ({**THREE, "propertyNames": {"enum": ["c"]}}, "c"),
        ({**THREE, "dependentSchemas": {"a": {"properties": {"c": False}}}}, "ab"),
        ({**THREE, "if": {"required": ["a"]}, "then": {"required": ["d"]}}, "abcd"),
        ({"allOf": [{**THREE, "unevaluatedProperties": False}, {"properties": {"d": TEXT}}]}, "abc"),
        ({"allOf": [{**THREE, "additionalProperties": False}, {"properties": {"d": TEXT}}]}, "abc"),
        ({"allOf": [THREE, {"properties": {"d": TEXT}}], "unevaluatedProperties": False}, "abcd"),
    ],
)
def test_number_of_members(schema: Any, members: str) -> None:
    assert "".join(sorted(generate(schema))) == members


def test_object_is_consistent() -> None:
    members = ("createdAt", "updatedAt", "startDate", "endDate", "first_name", "last_name", "full_name")
    value = generate({"type": "object", "properties": {name: {"type": "string"} for name in members}})
    assert value["createdAt"] <= value["updatedAt"]
    assert value["startDate"] <= value["endDate"]
    assert value["full_name"] == f"{value['first_name']} {value['last_name']}"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_discriminator_names_the_branch(version: str) -> None:
    kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    pointer = "#/components/schemas/"
    union = {
        "oneOf": [{"$ref": f"{pointer}Dog"}, {"$ref": f"{pointer}Cat"}],
        "discriminator": {"propertyName": "kind", "mapping": {"kitty": f"{pointer}Cat"}},
    }
    others: dict[str, Any] = {
        "Cat": {**kind, "required": ["kind", "lives"]},
        "Dog": {**kind, "additionalProperties": False},
    }
    assert generate(union, version=version, **others) == {"kind": "Dog"}
    assert generate({**union, "oneOf": [{"$ref": f"{pointer}Cat"}]}, version=version, **others)["kind"] == "kitty"


def test_a_mixin_is_not_recursion() -> None:
    """`Stamped` is part of an order and of its product, and the product is not left out."""
    stamped = {"type": "object", "properties": {"created_at": {"type": "string"}}}
    mixed = {"allOf": [{"$ref": "#/components/schemas/Stamped"}, {"properties": {"name": {"type": "string"}}}]}
    order = {
        "allOf": [
            {"$ref": "#/components/schemas/Stamped"},
            {"properties": {"product": {"$ref": "#/components/schemas/Product"}}},
        ]
    }
    assert set(generate(order, Stamped=stamped, Product=mixed)["product"]) == {"created_at", "name"}


def test_recursion_is_cut_at_the_shallowest_point() -> None:
    node = {
        "type": "object",
        "required": ["children"],
        "properties": {
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/It"}},
            "parent": {"$ref": "#/components/schemas/It"},
            "friend": {"type": "object", "required": ["of"], "properties": {"of": {"$ref": "#/components/schemas/It"}}},
        },
    }
    assert generate(node) == {"children": []}
    linked = {"type": "object", "properties": {"id": {"const": 1}, "next": {"$ref": "#/components/schemas/It"}}}
    assert generate(linked) == {"id": 1}


@pytest.mark.parametrize(("child", "kind"), [("Car", "c"), ("Truck", "Truck")])
def test_discriminator_of_a_parent_names_the_child(child: str, kind: str) -> None:
    parent = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": {"c": "Car"}},
    }
    schemas = {
        "Vehicle": parent,
        "Car": {"allOf": [{"$ref": "#/components/schemas/Vehicle"}, {"properties": {"seats": {"const": 4}}}]},
        "Truck": {"allOf": [{"$ref": "#/components/schemas/Vehicle"}, {"properties": {"load": {"const": 9}}}]},
    }
    document = document_of(schemas, version="3.0.3")
    made = Generator(Schemas(document, "response")).generate(f"/components/schemas/{child}")
    assert made["kind"] == kind


@pytest.mark.parametrize("name", ["Base", "Sub", "Late"])
def test_discriminator_of_2_0_is_the_name_of_the_definition(name: str) -> None:
    base = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": "kind"}
    heirs = {
        heir: {"allOf": [{"$ref": f"#/definitions/{parent}"}, {"required": ["x"], "properties": {"x": {"const": 1}}}]}
        for heir, parent in (("Sub", "Base"), ("Late", "Sub"))
    }
    content = {"swagger": "2.0", "info": {"title": "a", "version": "1"}, "paths": {}}
    document = Document.parse(json.dumps({**content, "definitions": {"Base": base, **heirs}}), name="a.json")
    schemas = Schemas(document, "response")
    made = Generator(schemas).generate(f"/definitions/{name}")
    assert made["kind"] == name
    assert schemas.is_valid("/definitions/Base", made)


def test_a_parent_that_maps_its_heirs_alone_is_one_of_them() -> None:
    """An abstract class has no values of its own."""
    parent = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": {"c": "Car"}},
    }
    seats = {"required": ["seats"], "properties": {"seats": {"enum": [4]}}}
    car = {"allOf": [{"$ref": "#/components/schemas/Vehicle"}, seats]}
    listed = {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Vehicle"}}
    assert generate(listed, Vehicle=parent, Car=car) == [{"kind": "c", "seats": 4}]


def test_file_parts() -> None:
    upload = {
        "type": "object",
        "properties": {
            "avatar": {"type": "string", "contentMediaType": "image/png"},
            "raw": {"type": "string", "format": "binary"},
            "inline": {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
        },
    }
    generator = Generator(Schemas(document_of({"It": upload}), "request"))
    parts = {name: f"{POINTER}/properties/{name}" for name in upload["properties"]}
    assert {name: generator.is_file(pointer) for name, pointer in parts.items()} == {
        "avatar": True,
        "raw": True,
        "inline": False,
    }
    avatar = generator.generate_file(parts["avatar"], name="avatar")
    assert (avatar.filename, avatar.media_type) == ("avatar.png", "image/png")
    assert avatar.content == sample_files.sample_bytes("image/png")
    assert generator.generate_file(parts["raw"]).media_type == "application/octet-stream"
    assert generator.generate_file(parts["raw"], "text/csv", "rows").filename == "rows.csv"
    assert generator.generate(POINTER)["inline"].startswith("iVBORw0KGgo")
