"""The properties of all kinds of schemas: their names, and which of them a value has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from mockserver.coverage.fields import FIELD_LIMIT, Fields
from mockserver.openapi.documents import Direction
from mockserver.openapi.operations import MediaTypeObject, read_operations
from mockserver.openapi.validation import Schemas
from tests.openapi.generation.random_schemas import VALUES, any_schemas
from tests.support.documents import document_of

NAMED: dict[str, Any] = {
    "Node": {"type": "object", "properties": {"name": {}, "next": {"$ref": "#/components/schemas/Node"}}},
    "Pair": {"allOf": [{"$ref": "#/components/schemas/Node"}, {"properties": {"more": {}}}]},
    "Own": {"properties": {"id": {"readOnly": True}, "code": {"writeOnly": True}, "ref": {"$ref": "#/x-id"}}},
    "Ring": {"allOf": [{"$ref": "#/components/schemas/Ring"}], "properties": {"a": {}}},
}


def content_of(schema: Any, media_type: str = "application/json", **members: Any) -> tuple[Fields, MediaTypeObject]:
    return fields_of({media_type: {"schema": schema, **members} if schema is not None else members})


def fields_of(
    content: Any, direction: Direction = "response", version: str = "3.2.0"
) -> tuple[Fields, MediaTypeObject]:
    paths = {"/": {"get": {"responses": {"200": {"description": "ok", "content": content}}}}}
    document = document_of(NAMED, version=version, paths=paths, **{"x-id": {"readOnly": True}})
    declared = next(iter(read_operations(document)[0].responses["200"].content.values()))
    return Fields(Schemas(document, direction)), declared


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def props(*names: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {} for name in names} | members}


ROWS: dict[str, tuple[Any, list[str], Any, list[str]]] = {
    # schema, names, value, names of the properties it has
    "plain": (props("a", "b"), ["a", "b"], {"a": 1, "c": 2}, ["a"]),
    "boolean schema": (True, [], {"a": 1}, []),
    "not an object": ({"type": "string"}, [], "a", []),
    "nested": (props("a", b=props("c")), ["a", "b", "b.c"], {"b": {"c": 1}}, ["b", "b.c"]),
    "array": ({"items": props("a", "b")}, ["[].a", "[].b"], [{"a": 1}, {"b": 2}, 3], ["[].a", "[].b"]),
    "array of arrays": ({"items": {"items": props("a")}}, ["[][].a"], [[{"a": 1}]], ["[][].a"]),
    "prefix items": (
        {"prefixItems": [props("a"), props("b")], "items": props("c")},
        ["[].a", "[].b", "[].c"],
        [{"b": 1}, {"b": 2}],
        ["[].b"],
    ),
    "after the prefix": ({"prefixItems": [props("a")], "items": props("c")}, ["[].a", "[].c"], [0, {"c": 1}], ["[].c"]),
    "map": ({"additionalProperties": props("a")}, ["*.a"], {"x": {"a": 1}}, ["*.a"]),
    "map beside properties": (
        props(a=props("b")) | {"additionalProperties": props("c")},
        ["a", "a.b", "*.c"],
        {"a": {"c": 1}, "z": {"c": 2}},
        ["a", "*.c"],
    ),
    "pattern": ({"patternProperties": {"^x-": props("a")}}, ["*.a"], {"x-1": {"a": 1}}, ["*.a"]),
    "circle": (ref("Node"), ["name", "next"], {"next": {"next": {"name": "a"}}}, ["name", "next"]),
    "allOf": (ref("Pair"), ["more", "name", "next"], {"name": 1, "more": 2}, ["more", "name"]),
    "ring of allOf": (ref("Ring"), ["a"], {"a": 1}, ["a"]),
    "beside a $ref": ({**ref("Node"), **props("x")}, ["x", "name", "next"], {"x": 1, "name": 2}, ["x", "name"]),
    "dynamic reference": (
        {"$dynamicAnchor": "T", **props("a", below={"$dynamicRef": "#T"})},
        ["a", "below"],
        {"below": {"a": 1}},
        ["a", "below"],
    ),
    "a reference that leads nowhere": (props("a") | {"$dynamicRef": "#nowhere"}, ["a"], {"a": 1}, ["a"]),
    "oneOf": (
        {"oneOf": [props("a") | {"required": ["a"]}, props("b") | {"required": ["b"]}]},
        ["a", "b"],
        {"b": 1},
        ["b"],
    ),
    "a branch that does not fit": (
        {"anyOf": [props("k", a={"type": "string"}), props(a={"type": "integer"})]},
        ["k", "a", "a"],
        {"a": 1, "k": 2},
        ["a"],
    ),
    "dependent": ({"dependentSchemas": {"a": props("b")}}, ["b"], {"b": 1}, ["b"]),
    "write-only": (ref("Own"), ["id", "ref"], {"id": 1, "code": 2}, ["id"]),
}


@pytest.mark.parametrize(("schema", "expected", "value", "shown"), ROWS.values(), ids=ROWS.keys())
def test_fields(schema: Any, expected: list[str], value: Any, shown: list[str]) -> None:
    fields, content = content_of(schema)
    names = fields.names(content)
    assert list(names.values()) == expected
    seen = fields.seen_in(content, value)
    assert [name for pointer, name in names.items() if pointer in seen] == shown
    assert seen <= names.keys()


def test_read_only_fields_do_not_count_in_requests() -> None:
    fields, content = fields_of({"application/json": {"schema": ref("Own")}}, "request")
    assert list(fields.names(content).values()) == ["code"]


def test_in_3_0_nothing_counts_beside_a_ref() -> None:
    fields, content = fields_of({"application/json": {"schema": {**ref("Node"), **props("x")}}}, version="3.0.3")
    assert list(fields.names(content).values()) == ["name", "next"]


@pytest.mark.parametrize(
    ("schema", "members", "expected"),
    [
        pytest.param(props("a"), {}, ["[].a"], id="each"),
        pytest.param({"type": "array", "items": props("a")}, {}, ["[].a"], id="all"),
        pytest.param(None, {"itemSchema": props("a")}, ["[].a"], id="itemSchema"),
        pytest.param({"type": "string"}, {}, [], id="text"),
    ],
)
def test_sequences(schema: Any, members: dict[str, Any], expected: list[str]) -> None:
    fields, content = content_of(schema, "application/jsonl", **members)
    assert list(fields.names(content).values()) == expected
    assert len(fields.seen_in(content, [{"b": 1}, {"a": 1}])) == len(expected)


def test_a_body_without_a_schema_has_no_fields() -> None:
    fields, content = content_of(None)
    assert fields.names(content) == {}
    assert fields.seen_in(content, {"a": 1}) == set()


def test_the_outermost_fields_count_up_to_the_limit() -> None:
    wide = props(*(f"p{number}" for number in range(FIELD_LIMIT + 1)))
    fields, content = content_of(props("first", deep=wide))
    names = list(fields.names(content).values())
    assert len(names) == FIELD_LIMIT
    assert names[:3] == ["first", "deep", "deep.p0"]


def test_deep_values_do_not_overflow() -> None:
    value: Any = {}
    for _ in range(5000):
        value = {"next": value}
    fields, content = content_of(ref("Node"))
    assert len(fields.seen_in(content, value)) == 1


@given(schema=any_schemas(), value=VALUES)
def test_seen_fields_are_fields_of_the_schema(schema: Any, value: Any) -> None:
    fields, content = content_of(schema)
    assert fields.seen_in(content, value) <= fields.names(content).keys()


@given(schema=any_schemas(), value=VALUES)
def test_a_declared_property_is_seen(schema: Any, value: Any) -> None:
    fields, content = content_of({"properties": {"it": schema}, "items": schema})
    assert f"{content.schema}/properties/it" in fields.seen_in(content, {"it": value})
