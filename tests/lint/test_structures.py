"""No choice in the structure of a document is left to guesses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mockserver.lint.structures import structure_of
from mockserver.openapi.documents.versions.structure import read_structure

VERSIONS = ["2.0", "3.0.3", "3.1.0", "3.2.0"]


def iter_choices(schema: Any) -> Iterator[list[Any]]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        yield from iter_choices(part)
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("oneOf", "anyOf") if isinstance(schema.get(key), list))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_choice_is_decided(version: str) -> None:
    assert list(iter_choices(read_structure(version)))
    for branches in iter_choices(structure_of(version).schema):  # a key that must be there, of several
        assert all(branch.keys() == {"required"} for branch in branches)


HEAD: dict[str, Any] = {"info": {"title": "T", "version": "1"}, "paths": {}}
FLOW = {"type": "oauth2", "flow": "application", "tokenUrl": "https://a.example/t", "scopes": {}}


def of_parameter(version: str, parameter: Any) -> dict[str, Any]:
    item = {"get": {"parameters": [parameter], "responses": {"200": {"description": "ok"}}}}
    return {"swagger" if version == "2.0" else "openapi": version, **HEAD, "paths": {"/a": item}}


@pytest.mark.parametrize(
    ("version", "parameter", "is_valid"),
    [
        ("2.0", {"name": "b", "in": "body", "schema": {"type": "object"}}, True),
        ("2.0", {"name": "b", "in": "body"}, False),
        ("2.0", {"name": "b", "in": "query", "type": "array", "items": {"type": "string"}}, True),
        ("2.0", {"name": "b", "in": "query", "schema": {}}, False),
        ("2.0", {"$ref": "#/parameters/a"}, True),
        ("2.0", 5, False),
        ("2.0", {"name": "b", "in": "cookie", "type": "string"}, False),
        ("3.0.3", {"name": "b", "in": "path", "required": True, "schema": {}}, True),
        ("3.0.3", {"name": "b", "in": "path", "schema": {}}, False),
        ("3.0.3", {"name": "b", "in": "query", "style": "matrix", "schema": {}}, False),
        ("3.0.3", {"name": "b", "in": "query", "content": {"a/b": {}}}, True),
        ("3.0.3", {"name": "b", "in": "query", "content": {"a/b": {}}, "style": "form"}, False),
        ("3.0.3", {"name": "b", "in": "query", "content": {"a/b": {}}, "schema": {}}, False),
        ("3.0.3", {"name": "b", "in": "query"}, False),
        ("3.1.0", {"name": "b", "in": "query"}, False),
        ("3.1.0", {"name": "b", "in": "query", "content": {"a/b": {}}, "schema": {}}, False),
        ("3.1.0", {"name": "b", "in": "query", "schema": True}, True),
    ],
)
def test_parameters_are_judged_as_before(version: str, parameter: Any, is_valid: bool) -> None:
    assert structure_of(version).validator.is_valid(of_parameter(version, parameter)) is is_valid


@pytest.mark.parametrize(
    ("scheme", "is_valid"),
    [
        (FLOW, True),
        ({**FLOW, "flow": "implicit"}, False),
        ({**FLOW, "flow": "magic"}, False),
        ({"type": "basic"}, True),
        ({"type": "apiKey", "name": "k", "in": "header"}, True),
        ({"type": "apiKey"}, False),
    ],
)
def test_security_schemes_of_2_0_are_judged_as_before(scheme: Any, is_valid: bool) -> None:
    content = {"swagger": "2.0", **HEAD, "securityDefinitions": {"s": scheme}}
    assert structure_of("2.0").validator.is_valid(content) is is_valid


@pytest.mark.parametrize(
    ("scheme", "is_valid"),
    [
        ({"type": "http", "scheme": "Bearer", "bearerFormat": "JWT"}, True),
        ({"type": "http", "scheme": "basic"}, True),
        ({"type": "http", "scheme": "basic", "bearerFormat": "JWT"}, False),
        ({"type": "http"}, False),
        ({"$ref": "#/components/securitySchemes/t"}, True),
    ],
)
def test_security_schemes_of_3_0_are_judged_as_before(scheme: Any, is_valid: bool) -> None:
    content = {"openapi": "3.0.3", **HEAD, "components": {"securitySchemes": {"s": scheme}}}
    assert structure_of("3.0.3").validator.is_valid(content) is is_valid


@pytest.mark.parametrize("schema", [{"additionalProperties": False}, {"items": {"type": "string"}}, {"type": "file"}])
def test_schemas_of_2_0_are_judged_as_before(schema: Any) -> None:
    response = {"description": "ok", "schema": schema}
    content = {"swagger": "2.0", **HEAD, "paths": {"/a": {"get": {"responses": {"200": response}}}}}
    assert structure_of("2.0").validator.is_valid(content)
