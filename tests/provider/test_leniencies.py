"""What a service may accept although the document forbids it, and what it may not."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api
from mockserver.engine.drafts import find_breaches
from mockserver.openapi.messages import Headers, Request
from mockserver.provider.leniencies import find_errors
from tests.engine.test_drafts import make_api

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
API = make_api(
    {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "components": {
            "schemas": {
                "Text": TEXT,
                "Thing": {
                    "type": "object",
                    "required": ["name"],
                    "properties": {
                        "name": TEXT,
                        "note": {"$ref": "#/components/schemas/Text"},
                        "kind": {"type": "string", "enum": ["a", "b"]},
                        "until": {"type": "string", "format": "date"},
                        "size": {"oneOf": [{"type": "integer"}, {"type": "boolean"}]},
                        "parts": {"type": "array", "items": {"type": "object", "properties": {"a/b": TEXT}}},
                    },
                },
            }
        },
        "paths": {
            "/things": {
                "post": {
                    "parameters": [
                        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}},
                        {"name": "on", "in": "query", "schema": {"type": "boolean"}},
                        {"name": "kind", "in": "query", "schema": {"enum": ["a", "b"]}},
                        {"name": "day", "in": "query", "schema": {"type": "string", "format": "date"}},
                        {"name": "text", "in": "query", "schema": TEXT},
                        {"name": "X-Level", "in": "header", "schema": {"type": "integer", "minimum": 0}},
                    ],
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                    },
                    "responses": {"200": {"description": "ok"}},
                }
            }
        },
    }
)
RIGHT = {"name": "cup"}


def make_required(query: str) -> Api:
    """Return the API; with the parameter `must` if the query has it."""
    if "must" not in query:
        return API
    content = deepcopy(API.document.content)
    must = {"name": "must", "in": "query", "required": True, "schema": {"enum": ["a", "b"]}}
    content["paths"]["/things"]["post"]["parameters"].append(must)
    return make_api(content)


def breaches_of(query: str, body: object, media_type: str, level: str | None, *, is_strict: bool) -> list[str]:
    fields = [("Content-Type", media_type), *([("X-Level", level)] if level is not None else [])]
    api = make_required(query)
    request = Request("POST", "/things", query, Headers(fields), json.dumps(body).encode())
    assert find_breaches(api, request, api.operations[0]), "every row has a breach"
    return [f"{b.rule} {b.keyword}" for b in find_errors(api, request, api.operations[0], is_strict=is_strict)]


@pytest.mark.parametrize(
    ("query", "body", "media_type", "level"),
    [
        pytest.param("limit=", RIGHT, "application/json", None, id="empty-number"),
        pytest.param("on=", RIGHT, "application/json", None, id="empty-boolean"),
        pytest.param("", RIGHT, "application/json", "", id="empty-number-in-a-header"),
        pytest.param("kind=", RIGHT, "application/json", None, id="empty-value-of-an-enum"),
        pytest.param("day=", RIGHT, "application/json", None, id="empty-date"),
        pytest.param("", {**RIGHT, "kind": ""}, "application/json", None, id="empty-member-with-an-enum"),
        pytest.param("", {**RIGHT, "until": ""}, "application/json", None, id="empty-member-with-a-format"),
        pytest.param("limit=-1", RIGHT, "application/json", None, id="negative-number"),
        pytest.param("", {**RIGHT, "note": None}, "application/json", None, id="null-for-an-optional-member"),
        pytest.param("", {**RIGHT, "kind": None}, "application/json", None, id="null-for-an-enum"),
        pytest.param("", {**RIGHT, "size": None}, "application/json", None, id="null-for-alternatives"),
        pytest.param("", {**RIGHT, "parts": [{"a/b": None}]}, "application/json", None, id="null-within-a-list"),
        pytest.param("", RIGHT, "application/x-other", None, id="undocumented-media-type"),
    ],
)
def test_what_the_standards_leave_open_may_be_accepted(
    query: str, body: object, media_type: str, level: str | None
) -> None:
    assert breaches_of(query, body, media_type, level, is_strict=False) == []
    assert breaches_of(query, body, media_type, level, is_strict=True) != []


@pytest.mark.parametrize(
    ("query", "body", "level", "breach"),
    [
        pytest.param("limit=0", RIGHT, None, "parameter.schema minimum", id="below-the-minimum"),
        pytest.param("limit=10", RIGHT, None, "parameter.schema maximum", id="above-the-maximum"),
        pytest.param("limit=x", RIGHT, None, "parameter.schema type", id="a-word-for-a-number"),
        pytest.param("must=", RIGHT, None, "parameter.schema enum", id="empty-value-of-a-required-enum"),
        pytest.param("day=x", RIGHT, None, "parameter.schema format", id="wrong-date"),
        pytest.param("text=", RIGHT, None, "parameter.schema minLength", id="empty-text"),
        pytest.param("", RIGHT, "-1", "parameter.schema minimum", id="negative-number-in-a-header"),
        pytest.param("", {**RIGHT, "note": ""}, None, "body.schema minLength", id="empty-member-that-must-not-be"),
        pytest.param("", {**RIGHT, "until": "x"}, None, "body.schema format", id="wrong-date-in-the-body"),
        pytest.param("", {"name": None}, None, "body.schema type", id="null-for-a-required-member"),
        pytest.param("", {"name": "cup", "parts": [None]}, None, "body.schema type", id="null-in-a-list"),
        pytest.param("", None, None, "body.schema type", id="null-as-the-body"),
        pytest.param("", {"note": None}, None, "body.schema required", id="null-beside-an-error"),
    ],
)
def test_other_breaches_must_be_refused(query: str, body: object, level: str | None, breach: str) -> None:
    assert breach in breaches_of(query, body, "application/json", level, is_strict=False)
