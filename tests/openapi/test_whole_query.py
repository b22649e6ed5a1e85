"""The whole query as one value, in any media type."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.description import Description
from mockserver.openapi.messages import Request
from mockserver.openapi.parameters import ParameterReader
from tests.support.documents import document_of

FORM = "application/x-www-form-urlencoded"
CLOSED = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}}},
    "additionalProperties": False,
    "minProperties": 2,
}
OPEN = {"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "integer"}}


def described(media_type: str, schema: Any, *, required: bool = False, **operation: Any) -> Description:
    content = {media_type: {"schema": schema, **operation.pop("entry", {})}}
    parameter = {"name": "all", "in": "querystring", "required": required, "content": content}
    paths = {"/": {"get": {"parameters": [parameter], "responses": {}, **operation}}}
    return Description(document_of(version="3.2.0", paths=paths))


def check(description: Description, query: str) -> list[str]:
    found = description.check_request(Request("GET", "/", query))
    return [f"{each.rule} {each.name}{each.pointer}" for each in found]


def read(description: Description, query: str) -> Any:
    values, violations = ParameterReader(description.operations[0]).read({}, query, Request("GET", "/").headers)
    return [str(each) for each in violations] or values.query


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("a=1&tags=x", [], id="valid"),
        pytest.param("a=1&tags=x&tags=y", [], id="list"),
        pytest.param("", [], id="absent"),
        pytest.param("a=1&tags=x&z=2", ["parameter.schema all/z"], id="undeclared"),
        pytest.param("tags=x&z=2", ["parameter.schema all/z", "parameter.schema all/a"], id="two-mistakes"),
        pytest.param("a=1", ["parameter.schema all"], id="too-few"),
        pytest.param("a=1&a=2&tags=x", ["parameter.schema all/a"], id="a-repeated-name-is-named"),
        pytest.param("a=x&tags=y", ["parameter.schema all/a"], id="type"),
        pytest.param("a=%zz&tags=y", ["parameter.malformed all/a"], id="broken-escape"),
        pytest.param("%FF=1&a=1&tags=y", ["parameter.malformed all"], id="broken-name"),
    ],
)
def test_a_closed_form(query: str, found: list[str]) -> None:
    assert check(described(FORM, CLOSED), query) == found


def test_a_form_that_is_required() -> None:
    description = described(FORM, CLOSED, required=True)
    assert check(description, "") == ["parameter.required all"]
    assert "parameter.required all" not in check(description, "z=2")


@pytest.mark.parametrize(
    ("query", "value"),
    [
        pytest.param("a=1&b=2", {"a": 1, "b": 2}, id="others-by-their-schema"),
        pytest.param("a=1+2&%62=3", {"a": "1 2", "b": 3}, id="encoded"),
        pytest.param("b", {"b": ""}, id="no-value"),
    ],
)
def test_an_open_form(query: str, value: Any) -> None:
    assert read(described(FORM, OPEN), query) == {"all": value}


def test_the_encoding_of_a_field() -> None:
    schema = {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "integer"}}}}
    entry = {"encoding": {"ids": {"style": "form", "explode": False}}}
    assert read(described(FORM, schema, entry=entry), "ids=1,2") == {"all": {"ids": [1, 2]}}


def test_an_api_key_is_not_a_field() -> None:
    paths = {
        "/": {
            "get": {
                "parameters": [{"name": "all", "in": "querystring", "content": {FORM: {"schema": CLOSED}}}],
                "security": [{"key": []}],
                "responses": {},
            }
        }
    }
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "api key"}}
    description = Description(document_of(version="3.2.0", paths=paths, components={"securitySchemes": schemes}))
    assert check(description, "a=1&tags=x&api%20key=s") == []
    assert check(description, "a=1&tags=x&api+key=s&z=1") == ["parameter.schema all/z"]


@pytest.mark.parametrize(
    ("media_type", "query", "value"),
    [
        pytest.param("application/json", "%7B%22a%22:1%7D", {"a": 1}, id="json"),
        pytest.param("text/plain", "a+b%20c", "a+b c", id="text"),
    ],
)
def test_other_media_types(media_type: str, query: str, value: Any) -> None:
    assert read(described(media_type, {}), query) == {"all": value}
