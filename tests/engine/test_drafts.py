"""Drafts: requests are read with the values they were written from."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.apis.apis import Api
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.drafts import Draft, Drafter, find_breaches
from mockserver.engine.handlers import Functions
from mockserver.engine.worlds.store import State
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import read_operations
from mockserver.openapi.routing import Match

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
LISTS: dict[str, Any] = {"type": "array", "items": TEXT, "minItems": 1}
OBJECTS: dict[str, Any] = {
    "type": "object",
    "properties": {"a": TEXT, "b": {"type": "integer"}},
    "required": ["a", "b"],
}
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
PLAIN = st.text("abcXYZ0189-_", min_size=1, max_size=6)  # free of the delimiters, which not every style can escape


def make_api(document: dict[str, Any]) -> Api:
    read = Document.parse(json.dumps(document, ensure_ascii=False), name="d.yaml")
    return Api("d", "", read, read_operations(read), Behaviour(), Functions(), State())


def parameter_api(location: str, style: str, schema: dict[str, Any], *, explode: bool) -> Api:
    path = "/x/{p}" if location == "path" else "/x"
    parameter = {"name": "p", "in": location, "required": True, "style": style, "explode": explode, "schema": schema}
    operation = {"parameters": [parameter], "responses": {"200": {"description": "ok"}}}
    info = {"title": "t", "version": "1"}
    return make_api({"openapi": "3.1.0", "info": info, "paths": {path: {"get": operation}}})


@pytest.mark.parametrize(("declared", "value"), [(False, "2"), (True, "3")])
def test_a_request_has_the_query_of_its_path_key(declared: bool, value: str) -> None:
    parameters = [{"name": name, "in": "query", "schema": {}} for name in (["v", "z"] if declared else ["z"])]
    operation = {"parameters": parameters, "responses": {}}
    paths = {"/x": {"get": operation}, "/x?v=2#a=b": {"get": operation}}
    api = make_api({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})
    draft = Draft(api.operations[1], {("query", "z"): "1"})
    if declared:
        draft.values["query", "v"] = "3"
    request = Drafter(api).write(draft)
    assert request is not None
    assert (request.path, sorted(request.query.split("&"))) == ("/x", ["a=b", f"v={value}", "z=1"])
    assert declared or find_breaches(api, request, api.operations[1]) == []


@pytest.mark.parametrize(
    ("media_type", "value", "query"),
    [
        pytest.param("application/x-www-form-urlencoded", {"a": 1, "b": ["x y", "z"]}, "a=1&b=x+y&b=z", id="form"),
        pytest.param("application/json", {"a": 1}, "%7B%22a%22%3A1%7D", id="json"),
        pytest.param("text/plain", "a b", "a%20b", id="text"),
    ],
)
def test_a_whole_query_is_written_in_its_media_type(media_type: str, value: Any, query: str) -> None:
    parameter = {"name": "q", "in": "querystring", "content": {media_type: {}}}
    paths = {"/x": {"get": {"parameters": [parameter], "responses": {}}}}
    api = make_api({"openapi": "3.2.0", "info": {"title": "t", "version": "1"}, "paths": paths})
    request = Drafter(api).write(Draft(api.operations[0], {("query", "q"): value}))
    assert request is not None
    assert request.query == query


CASES = [
    pytest.param(location, style, kind, explode, id=f"{location}-{style}-{kind}-{'exploded' if explode else 'whole'}")
    for location, styles in STYLES.items()
    for style in styles
    for kind in ("scalar", "list", "object")
    for explode in (True, False)
    if not (style == "deepObject" and (kind != "object" or not explode))
    and not (style in ("spaceDelimited", "pipeDelimited") and (kind == "scalar" or explode))
]


@pytest.mark.parametrize(("location", "style", "kind", "explode"), CASES)
def test_a_written_request_is_read_with_the_same_values(location: Any, style: str, kind: str, explode: bool) -> None:
    schema = {"scalar": TEXT, "list": LISTS, "object": OBJECTS}[kind]
    api = parameter_api(location, style, schema, explode=explode)
    [operation] = api.operations
    drafter = Drafter(api)
    values = {
        "scalar": PLAIN,
        "list": st.lists(PLAIN, min_size=1, max_size=3),
        "object": st.fixed_dictionaries({"a": PLAIN, "b": st.integers(0, 99)}),
    }[kind]

    @given(values)
    def law(value: Any) -> None:
        request = drafter.write(Draft(operation, {(location, "p"): value}))
        assert request is not None
        match = api.router.match(request.method, request.path)
        assert isinstance(match, Match)
        checked = api.ready[operation.operation_id].contract.check_request(match.texts, request)
        assert checked.violations == []
        assert checked.parameters.at(location)["p"] == value

    law()


@given(st.text(min_size=1, max_size=20))
def test_any_text_can_be_sent_in_a_path_and_a_query(text: str) -> None:
    api = make_api(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/x/{p}": {
                    "get": {
                        "parameters": [
                            {"name": "p", "in": "path", "required": True, "schema": TEXT},
                            {"name": "q", "in": "query", "schema": TEXT},
                        ],
                        "responses": {"200": {"description": "ok"}},
                    }
                }
            },
        }
    )
    [operation] = api.operations
    request = Drafter(api).write(Draft(operation, {("path", "p"): text, ("query", "q"): text}))
    assert request is not None
    assert find_breaches(api, request, operation) == []
