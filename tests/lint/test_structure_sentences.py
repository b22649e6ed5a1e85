"""What is wrong with the structure of a document, in words that an author understands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.lint import lint_document
from mockserver.openapi.documents import Document

VERSIONS = ["2.0", "3.0.3", "3.1.0", "3.2.0"]
OK = {"200": {"description": "ok"}}


def sentences_of(version: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    head = {"swagger" if version == "2.0" else "openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
    findings = lint_document(Document.parse(json.dumps({**head, **content}), name="x.yaml"))
    return [(one.pointer, one.message) for one in findings if one.rule == "document.structure"]


def of_operation(version: str, **keys: Any) -> list[tuple[str, str]]:
    found = sentences_of(version, {"paths": {"/a": {"get": {"responses": OK, **keys}}}})
    return [(pointer.removeprefix("/paths/~1a/get"), message) for pointer, message in found]


def of_parameter(version: str, **keys: Any) -> list[tuple[str, str]]:
    found = of_operation(version, parameters=[{"name": "x", "in": "query", **keys}])
    return [(pointer.removeprefix("/parameters/0"), message) for pointer, message in found]


LATER = pytest.mark.parametrize("version", VERSIONS[1:])
EVERY = pytest.mark.parametrize("version", VERSIONS)


@LATER
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"in": "path", "schema": {}, "required": False}, ("/required", "a path parameter must say `required: true`")),
        ({"in": "path", "schema": {}}, ("/required", "a path parameter must say `required: true`")),
        ({}, ("", "a parameter needs `schema` or `content`")),
        ({"schema": {}, "content": {"a/b": {}}}, ("/content", "`schema` and `content` exclude each other")),
        (
            {"schema": {}, "stile": "form"},
            ("/stile", "is not a key of this object; did you mean `style`?"),
        ),
    ],
)
def test_parameters(version: str, keys: Any, expected: tuple[str, str]) -> None:
    assert of_parameter(version, **keys) == [expected]


@pytest.mark.parametrize("version", ["3.0.3", "3.2.0"])
def test_example_and_examples(version: str) -> None:
    found = of_parameter(version, schema={}, example=1, examples={"a": {"value": 2}})
    assert found == [("/examples", "`example` and `examples` exclude each other")]


def test_what_content_excludes() -> None:
    assert of_parameter("3.0.3", content={"a/b": {}}, style="form") == [("/style", "is not allowed beside `content`")]


@EVERY
def test_misspelt_keys(version: str) -> None:
    assert of_operation(version, operationID="x") == [
        ("/operationID", "is not a key of this object; did you mean `operationId`?")
    ]
    found = sentences_of(version, {"paths": {"/a": {"get": {"response": OK, "responses": OK}}}})
    assert found == [("/paths/~1a/get/response", "is not a key of this object; did you mean `responses`?")]
    ((pointer, message),) = sentences_of(version, {"zzzzzzzzzzzz": 1})
    assert pointer == "/zzzzzzzzzzzz"
    assert message.startswith("is not a key of this object; allowed: ")
    assert "`paths`" in message


@pytest.mark.parametrize("version", ["2.0", "3.0.3"])
@pytest.mark.parametrize(
    ("kind", "near"),
    [
        ("int", "integer"),
        ("str", "string"),
        ("bool", "boolean"),
        ("float", "number"),
        ("dict", "object"),
        ("lst", None),
    ],
)
def test_types(version: str, kind: str, near: str | None) -> None:
    schema = {"type": "object", "properties": {"a": {"type": kind}}}
    shared = {"definitions": {"A": schema}} if version == "2.0" else {"components": {"schemas": {"A": schema}}}
    ((pointer, message),) = sentences_of(version, shared)
    assert pointer.endswith("/A/properties/a/type")
    assert message.endswith(f"; did you mean `{near}`?") is (near is not None)


@EVERY
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"paths": {"a": {}}}, "a path begins with `/`"),
        (
            {"paths": {"/a": {"get": {"responses": {"oops": {"description": "x"}, **OK}}}}},
            "a status is written as `404`",
        ),
        ({"paths": {"/a": {"get": {"responses": {}}}}}, "documents no response; a status such as `200`, or `default`"),
    ],
)
def test_keys_that_follow_a_rule(version: str, content: Any, words: str) -> None:
    found = sentences_of(version, content)
    assert any(words in message for _, message in found)
    assert not any("fits" in message or "excludes" in message for _, message in found)


@pytest.mark.parametrize("version", VERSIONS[2:])
def test_names_of_components(version: str) -> None:
    found = sentences_of(version, {"components": {"schemas": {"a b": {}}}})
    assert "a component's name has only letters, digits, `.`, `-` and `_`" in found[0][1]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "http"}, [("/scheme", "is required, but absent")]),
        (
            {"type": "http", "scheme": "basic", "bearerFormat": "JWT"},
            [("/bearerFormat", "is for the scheme `bearer` alone")],
        ),
        (
            {"type": "htpp"},
            [("/type", '"htpp" is not one of "apiKey", "http", "oauth2", "openIdConnect"; did you mean `http`?')],
        ),
    ],
)
def test_security_schemes(scheme: Any, expected: list[tuple[str, str]]) -> None:
    found = sentences_of("3.0.3", {"components": {"securitySchemes": {"s": scheme}}})
    assert [(pointer.removeprefix("/components/securitySchemes/s"), message) for pointer, message in found] == expected


def test_a_key_of_another_kind_of_object() -> None:
    scheme = {"type": "http", "scheme": "basic", "in": "header"}
    ((_, message),) = sentences_of("3.1.0", {"components": {"securitySchemes": {"s": scheme}}})
    assert message == "is a key of another kind of this object"


def test_a_document_without_anything() -> None:
    text = json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}})
    messages = [one.message for one in lint_document(Document.parse(text, name="x.yaml"))]
    assert "a document needs `paths`, `components` or `webhooks`" in messages


def test_a_version_that_is_a_number() -> None:
    text = '{"swagger": 2.0, "info": {"title": "T", "version": "1"}, "paths": {}}'
    messages = [one.message for one in lint_document(Document.parse(text, name="x.yaml"))]
    assert '2.0 is not one of "2.0"; write it in quotes, "2.0"' in messages


@LATER
@pytest.mark.parametrize(
    ("keys", "at"),
    [
        ({"parameters": [5]}, "/parameters/0"),
        ({"responses": {"200": {"description": "ok", "headers": {"X-Rate": 5}}}}, "/responses/200/headers/X-Rate"),
        ({"responses": {"200": {"description": "ok", "links": {"next": 5}}}}, "/responses/200/links/next"),
        ({"responses": {"200": {"description": "ok", "content": {"stray": 5}}}}, "/responses/200/content/stray"),
    ],
    ids=["parameter", "header", "link", "media type"],
)
def test_values_of_the_wrong_type_are_told_once(version: str, keys: Any, at: str) -> None:
    found = of_operation(version, **keys)
    assert [pointer for pointer, _ in found] == [at]
    assert found[0][1].startswith("5 is an integer; allowed: object")
