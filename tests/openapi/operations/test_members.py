"""The properties of an object schema, with those of its parts."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.operations.members import find_members, find_secret_names
from tests.support.documents import document_of

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        pytest.param({"properties": {"a": TEXT, "b/c": TEXT}}, ["a", "b/c"], id="own"),
        pytest.param({"$ref": "#/components/schemas/Base"}, ["id"], id="reference"),
        pytest.param(
            {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"a": TEXT}}]}, ["id", "a"], id="all"
        ),
        pytest.param(
            {"oneOf": [{"properties": {"a": TEXT}}, {"anyOf": [{"properties": {"b": TEXT}}]}]}, ["a", "b"], id="one"
        ),
        pytest.param(
            {"allOf": [{"$ref": "#/nowhere"}], "properties": {"a": {"$ref": "#/nowhere"}}}, ["a"], id="broken"
        ),
        pytest.param({"$ref": "#/components/schemas/Circle"}, ["next"], id="circle"),
        pytest.param({"properties": [], "allOf": {}}, [], id="of-another-type"),
        pytest.param(True, [], id="boolean"),
    ],
)
def test_names(schema: Any, names: list[str]) -> None:
    base = {"properties": {"id": TEXT}}
    circle = {"properties": {"next": TEXT}, "allOf": [{"$ref": "#/components/schemas/Circle"}]}
    document = document_of(components={"schemas": {"It": schema, "Base": base, "Circle": circle}})
    assert list(find_members(document, "/components/schemas/It")) == names


def test_who_may_set_a_member() -> None:
    properties = {"id": {"readOnly": True}, "secret": {"$ref": "#/components/schemas/Secret"}, "name": TEXT}
    document = document_of(components={"schemas": {"It": {"properties": properties}, "Secret": {"writeOnly": True}}})
    found = find_members(document, "/components/schemas/It")
    assert {name: (one.is_read_only, one.is_write_only) for name, one in found.items()} == {
        "id": (True, False),
        "secret": (False, True),
        "name": (False, False),
    }
    assert found["secret"].pointer == "/components/schemas/It/properties/secret"
    assert find_members(document, None) == {}


def test_secret_names_are_found_however_deep() -> None:
    schema = {
        "properties": {
            "pin": {"format": "password"},
            "again": {"$ref": "#/components/schemas/It"},
            "rows": {"type": "array", "items": {"oneOf": [{"properties": {"key": {"writeOnly": True}}}]}},
            "more": {"additionalProperties": {"allOf": [{"items": {"properties": {"a/b": {"writeOnly": True}}}}]}},
            "name": TEXT,
            "lost": {"$ref": "#/nowhere"},
        }
    }
    document = document_of({"It": schema})
    assert find_secret_names(document, "/components/schemas/It") == {"pin", "key", "a/b"}
    assert find_secret_names(document, None) == frozenset()


@pytest.mark.parametrize(
    "mapping", [{}, {"mapping": {"round": "#/components/schemas/Circle"}}], ids=["plain", "mapped"]
)
def test_secret_names_of_heirs_count(mapping: dict[str, Any]) -> None:
    shape = {"properties": {"kind": TEXT}, "discriminator": {"propertyName": "kind", **mapping}}
    pin = {"properties": {"pin": {"format": "password"}}}
    circle = {"allOf": [{"$ref": "#/components/schemas/Shape"}, pin]}
    held = {"properties": {"shape": {"$ref": "#/components/schemas/Shape"}}}
    document = document_of({"It": held, "Shape": shape, "Circle": circle})
    assert find_secret_names(document, "/components/schemas/It") == {"pin"}


@pytest.mark.parametrize("parts", [[TEXT, {"writeOnly": True}], [{"format": "password"}, TEXT]])
def test_one_part_makes_a_member_secret(parts: list[dict[str, Any]]) -> None:
    document = document_of({"It": {"oneOf": [{"properties": {"pin": part}} for part in parts]}})
    assert find_members(document, "/components/schemas/It")["pin"].is_secret
