"""OpenAPI's schemas as JSON Schema: which keywords change, and which do not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.documents import Direction
from mockserver.openapi.documents.versions import find_adapter
from mockserver.openapi.documents.versions.json_schema import adapt_schemas

STRING = {"type": "string"}
READ_ONLY = {"type": "string", "readOnly": True}
WRITE_ONLY = {"type": "string", "writeOnly": True}
HIDDEN_READ_ONLY = {"readOnly": True, "not": {}}
REF_BASE = {"$ref": "#/components/schemas/Base"}
COMPONENTS = {
    "Base": {"properties": {"id": READ_ONLY, "name": STRING}, "required": ["id", "name"]},
    "Id": READ_ONLY,
    "Odd~1/": READ_ONLY,
    "Parts": {"allOf": [READ_ONLY]},
    "Chain": {"$ref": "#/components/schemas/Id"},
    "Derived": {"allOf": [REF_BASE, {"properties": {"tag": STRING}}]},
    "Recursive": {"allOf": [{"$ref": "#/components/schemas/Recursive"}, REF_BASE]},
    "Circle": {"$ref": "#/components/schemas/Circle"},
}


def adapted(schema: Any, direction: Direction = "request", version: str = "3.1.0") -> Any:
    content = {"components": {"schemas": {**COMPONENTS, "It": schema}}}
    before = copy.deepcopy(content)
    result = adapt_schemas(content, find_adapter(version).dialect, direction)
    assert content == before, "the author's document is never changed"
    return result["components"]["schemas"]["It"]


@pytest.mark.parametrize(
    ("version", "schema", "expected"),
    [
        pytest.param("3.0.3", {"type": "string", "nullable": True}, ["string", "null"], id="3.0-beside-type"),
        pytest.param("3.0.3", {"type": "string", "nullable": False}, "string", id="3.0-false"),
        pytest.param("3.0.3", {"type": "string", "nullable": "true"}, "string", id="3.0-text-is-not-true"),
        pytest.param("3.0.3", {"nullable": True}, None, id="3.0-no-effect-without-type"),
        pytest.param("3.1.0", {"type": "string", "nullable": True}, "string", id="3.1-has-no-such-keyword"),
    ],
)
def test_nullable(version: str, schema: dict[str, Any], expected: Any) -> None:
    assert adapted(schema, version=version).get("type") == expected
    nested = adapted({"items": {"properties": {"a": schema}}}, version=version)
    assert nested["items"]["properties"]["a"].get("type") == expected


def test_a_nullable_enum_must_list_null_itself() -> None:
    schema = {"type": "string", "nullable": True, "enum": ["a"]}
    assert adapted(schema, version="3.0.3") == {**schema, "type": ["string", "null"]}


@pytest.mark.parametrize(
    ("direction", "part", "hidden"),
    [
        pytest.param("request", READ_ONLY, True, id="readOnly-in-a-request"),
        pytest.param("response", READ_ONLY, False, id="readOnly-in-a-response"),
        pytest.param("request", WRITE_ONLY, False, id="writeOnly-in-a-request"),
        pytest.param("response", WRITE_ONLY, True, id="writeOnly-in-a-response"),
        pytest.param("request", {"readOnly": False}, False, id="readOnly-false"),
        pytest.param("request", {"$ref": "#/components/schemas/Id"}, True, id="ref"),
        pytest.param("request", {"$ref": "#/components/schemas/Odd~01~1"}, True, id="ref-to-an-odd-name"),
        pytest.param("request", {"$ref": "#/components/schemas/Odd%7e01%7E1"}, True, id="ref-that-is-encoded"),
        pytest.param("request", {"$ref": "#/components/schemas/Parts/allOf/0"}, True, id="ref-into-a-list"),
        pytest.param("request", {"$ref": "#/components/schemas/Parts/allOf/1"}, False, id="ref-beyond-a-list"),
        pytest.param("request", {"$ref": "#/components/schemas/Chain"}, True, id="ref-to-a-ref"),
        pytest.param("request", {"$ref": "#/components/schemas/Base", "readOnly": True}, True, id="beside-a-ref"),
        pytest.param("request", {"$ref": "#/components/schemas/Circle"}, False, id="ref-in-a-circle"),
        pytest.param("request", {"$ref": "#/components/schemas/Unknown"}, False, id="ref-to-nowhere"),
        pytest.param("request", True, False, id="boolean-schema"),
    ],
)
def test_hidden_properties_accept_no_value_and_are_not_required(direction: Direction, part: Any, hidden: bool) -> None:
    schema = adapted({"properties": {"x": part, "y": STRING}, "required": ["x", "y"]}, direction)
    assert (isinstance(schema["properties"]["x"], dict) and schema["properties"]["x"].get("not") == {}) is hidden
    assert schema["required"] == (["y"] if hidden else ["x", "y"])
    assert schema["properties"]["y"] == STRING


def test_an_empty_required_is_removed() -> None:
    """Draft 4 needs at least one name."""
    assert adapted({"properties": {"x": READ_ONLY}, "required": ["x"]}) == {"properties": {"x": HIDDEN_READ_ONLY}}


def test_a_hidden_property_keeps_its_description() -> None:
    part = {"type": "string", "readOnly": True, "description": "made by the server", "minLength": 3}
    x = adapted({"properties": {"x": part}})["properties"]["x"]
    assert x == {"description": "made by the server", "readOnly": True, "not": {}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(
            {"allOf": [REF_BASE], "required": ["id", "name"]},
            {"allOf": [REF_BASE], "required": ["name"]},
            id="hidden-in-a-ref-required-outside",
        ),
        pytest.param(
            {"allOf": [{"properties": {"id": READ_ONLY}}, {"required": ["id", "a"]}]},
            {"allOf": [{"properties": {"id": HIDDEN_READ_ONLY}}, {"required": ["a"]}]},
            id="hidden-in-one-part-required-in-another",
        ),
        pytest.param(
            {"properties": {"id": READ_ONLY}, "allOf": [{"required": ["id"]}]},
            {"properties": {"id": HIDDEN_READ_ONLY}, "allOf": [{}]},
            id="hidden-outside-required-in-a-part",
        ),
        pytest.param(
            {"allOf": [{"$ref": "#/components/schemas/Derived"}], "required": ["id", "tag"]},
            {"allOf": [{"$ref": "#/components/schemas/Derived"}], "required": ["tag"]},
            id="hidden-two-levels-down",
        ),
        pytest.param(
            {"allOf": [{"$ref": "#/components/schemas/Recursive"}], "required": ["id", "name"]},
            {"allOf": [{"$ref": "#/components/schemas/Recursive"}], "required": ["name"]},
            id="allOf-of-itself",
        ),
    ],
)
def test_all_of(schema: Any, expected: Any) -> None:
    assert adapted(schema) == expected


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_empty_properties_are_declared_if_no_property_is_allowed(version: str) -> None:
    """Only then does jsonschema-rs name the undeclared properties."""
    assert adapted({"additionalProperties": False}, version=version)["properties"] == {}
    assert "properties" not in adapted({"additionalProperties": True}, version=version)
    declared = {"properties": {"a": STRING}, "additionalProperties": False}
    assert adapted(declared, version=version) == declared


def test_a_property_called_properties_or_read_only_is_not_a_keyword() -> None:
    schema = {"properties": {"properties": STRING, "readOnly": {"type": "boolean"}, "nullable": {"type": "boolean"}}}
    assert adapted(schema) == schema
    assert adapted(schema, version="3.0.3") == schema


SCHEMAS = st.recursive(
    st.booleans() | st.fixed_dictionaries({}, optional={"type": st.just("string"), "readOnly": st.booleans()}),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from("abc"), inner),
            "required": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "items": inner,
            "nullable": st.booleans(),
        },
    ),
    max_leaves=8,
)


@given(SCHEMAS, st.sampled_from(["3.0.3", "3.1.0"]))
def test_every_remaining_pointer_leads_to_the_same_keyword(schema: Any, version: str) -> None:
    """Keywords may be removed or added, but none moves. Reports can be found in the author's text."""

    def check(one: Any, other: Any) -> None:
        assert type(one) is type(other)
        if isinstance(one, dict):
            assert set(other) - set(one) <= {"not"}
            for key in set(other) & set(one):
                if key not in ("type", "required"):
                    check(one[key], other[key])
        elif isinstance(one, list):
            assert len(one) == len(other)
            for each, changed in zip(one, other, strict=True):
                check(each, changed)

    check(schema, adapted(schema, version=version))
    assert adapted(schema, "response", "3.1.0") == schema, "nothing here is writeOnly"
