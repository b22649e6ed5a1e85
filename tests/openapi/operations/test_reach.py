"""A broken piece breaks only the operations that need it."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import read_operations
from tests.openapi.operations.pets import (
    document,
    only_operation,
)


def test_a_broken_reference_breaks_operations_that_need_it() -> None:
    schemas = {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        "B": {"items": {"$ref": "#/nowhere"}},
        "C": {"properties": {"c": {"$ref": "#/components/schemas/C"}}},
    }

    def operation_with(name: str) -> dict[str, Any]:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        return {"responses": {"200": {"description": "ok", "content": content}}}

    paths = {f"/{name}": {"get": operation_with(name)} for name in schemas}
    broken = {
        op.path: op.broken and op.broken.pointer
        for op in read_operations(document(paths, components={"schemas": schemas}))
    }
    at = "/components/schemas/B/items"
    assert broken == {"/A": at, "/B": at, "/C": None}


@pytest.mark.parametrize(
    ("version", "schema", "pointer"),
    [
        ("3.0.3", {"type": "any"}, "/type"),
        ("3.1.0", {"type": "any"}, "/type"),
        ("3.1.0", {"items": {"pattern": "(["}}, "/items/pattern"),
        ("3.0.3", {"required": True}, "/required"),
        ("3.1.0", 5, ""),
    ],
)
@pytest.mark.parametrize("place", ["component", "inline"])
def test_an_unreadable_schema_breaks_operations_that_need_it(
    version: str, schema: Any, pointer: str, place: str
) -> None:
    inline = {"$ref": "#/components/schemas/It"} if place == "component" else schema
    sound = {"type": "object", "properties": {"schema": {"type": "string"}}, "example": {"schema": 5}}
    paths = {
        "/a": {"post": {"requestBody": {"content": {"application/json": {"schema": inline}}}}},
        "/b": {"post": {"requestBody": {"content": {"application/json": {"schema": sound}}}}},
    }
    components = {"schemas": {"It": schema if place == "component" else {}}}
    broken, other = read_operations(document(paths, version=version, components=components))
    assert broken.broken is not None and "is not a valid JSON Schema" in broken.broken.message
    content = f"{broken.pointer}/requestBody/content/application~1json"
    where = "/components/schemas/It" if place == "component" else f"{content}/schema"
    assert broken.broken.pointer == where + pointer
    assert other.broken is None


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(5, id="no-mapping"),
        pytest.param({"$ref": "#/components/headers/Lost"}, id="lost"),
        pytest.param({"schema": {"$ref": "#/components/schemas/Lost"}}, id="schema-lost"),
        pytest.param({"schema": {"type": "nonsense"}}, id="schema-unreadable"),
        pytest.param({"content": {"text/plain": {"schema": {"$ref": "#/x-lost"}}}}, id="content-lost"),
    ],
)
def test_a_broken_optional_header_is_left_out(header: Any) -> None:
    headers = {"X-Broken": header, "X-Rate": {"$ref": "#/components/headers/Rate"}}
    operation = only_operation({"responses": {"200": {"headers": headers}}})
    assert [header.name for header in operation.responses["200"].headers] == ["X-Rate"]


def test_a_broken_required_header_breaks_its_operation() -> None:
    header = {"required": True, "schema": {"$ref": "#/components/schemas/Lost"}}
    with pytest.raises(DocumentError, match="leads nowhere"):
        only_operation({"responses": {"200": {"headers": {"X-Broken": header}}}})
