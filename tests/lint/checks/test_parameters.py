"""A parameter stands once in its list."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.lint import lint_document
from mockserver.openapi.documents import Document

OK = {"200": {"description": "ok"}}


def query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {}}


def header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {}}


SHARED = {"$ref": "#/components/parameters/P"}


def find(content: dict[str, Any], version: str = "3.2.0") -> list[tuple[str, str]]:
    head = {"swagger" if version == "2.0" else "openapi": version, "info": {"title": "T", "version": "1"}}
    document = Document.parse(json.dumps({**head, **content}), name="x.yaml")
    return [(one.pointer, one.message) for one in lint_document(document) if one.rule == "parameter.duplicate"]


@pytest.mark.parametrize(
    ("listed", "twice"),
    [
        pytest.param([query("a"), query("b"), query("A")], [], id="different"),
        pytest.param([query("a"), header("a")], [], id="different-places"),
        pytest.param([query("a"), query("a")], [1], id="same"),
        pytest.param([query("a"), query("a"), query("a")], [1, 2], id="three-times"),
        pytest.param([header("X-Id"), header("x-id")], [1], id="header-fields-have-no-case"),
        pytest.param([SHARED, query("p")], [1], id="behind-a-reference"),
        pytest.param([query("p"), SHARED, {"$ref": "#/components/parameters/Again"}], [1, 2], id="behind-two"),
        pytest.param([{"$ref": "#/nowhere"}, 5, {"in": "query"}, {"$ref": "#/nowhere"}], [], id="broken"),
    ],
)
def test_a_list(listed: list[Any], twice: list[int]) -> None:
    item = {"get": {"parameters": listed, "responses": OK}, "parameters": listed}
    shared = {"P": query("p"), "Again": SHARED}
    content = {
        "paths": {"/a": item},
        "webhooks": {"w": item},
        "components": {"parameters": shared, "pathItems": {"I": {"additionalOperations": {"COPY": item["get"]}}}},
    }
    holders = ["/paths/~1a/get", "/paths/~1a", "/webhooks/w/get", "/webhooks/w"]
    holders.append("/components/pathItems/I/additionalOperations/COPY")
    assert {pointer for pointer, _ in find(content)} == {f"{at}/parameters/{n}" for at in holders for n in twice}


def test_an_operation_replaces_the_parameters_of_its_path_item() -> None:
    assert find({"paths": {"/a": {"parameters": [query("a")], "get": {"parameters": [query("a")]}}}}) == []


def test_the_sentence_names_the_other_line() -> None:
    listed = [header("X-Id"), header("x-id")]
    text = json.dumps({"openapi": "3.0.3", "info": {}, "paths": {"/a": {"parameters": listed}}}, indent=1)
    (message,) = (
        one.message for one in lint_document(Document.parse(text, name="x.yaml")) if "declared" in one.message
    )
    first = next(number for number, line in enumerate(text.splitlines(), 1) if "X-Id" in line) - 1
    assert message == f"the header parameter 'x-id' is also declared in line {first}; a list names each once"


def test_bodies_and_fields_of_2_0() -> None:
    body = [{"name": one, "in": "body", "schema": {}} for one in "ab"]
    fields = [{"name": "a", "in": "formData", "type": "string"}] * 2
    paths = {"/a": {"post": {"parameters": body, "responses": OK}, "put": {"parameters": fields, "responses": OK}}}
    assert find({"paths": paths}, "2.0") == [
        ("/paths/~1a/post/parameters/1", "a body is also declared in line 1; a list names each once"),
        (
            "/paths/~1a/put/parameters/1",
            "the formData parameter 'a' is also declared in line 1; a list names each once",
        ),
    ]
