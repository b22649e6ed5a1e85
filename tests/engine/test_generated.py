"""Generated responses: how the settings and the request shape them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.settings import Settings
from tests.support.small_sandbox import Sandbox, load_books, sandbox_of

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Pages, version: '1'}
    paths:
      /rows:
        get:
          operationId: listRows
          parameters:
          - {name: starting_after, in: query, schema: {type: string}}
          - {name: page, in: query, schema: {type: integer}}
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
            '400': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Fault'}}}}
      /search:
        post:
          operationId: searchRows
          requestBody:
            content:
              application/json: {schema: {type: object}}
              application/x-www-form-urlencoded: {schema: {type: object}}
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}
      /shown:
        get:
          operationId: showRows
          parameters: [{name: cursor, in: query, schema: {type: string}}]
          responses:
            '200': {description: ok, content: {application/json: {
              schema: {$ref: '#/components/schemas/Page'}, example: {data: [{id: 1}], has_more: true}}}}
    components:
      schemas:
        Page:
          required: [data, has_more]
          properties:
            data: {type: array, items: {type: object, required: [id], properties: {
              id: {type: integer}, label: {type: string}}}}
            has_more: {type: boolean}
            next_cursor: {type: string}
            total: {type: integer}
        Fault: {type: object, properties: {error: {type: object, properties: {message: {type: string}}}}}
"""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def rows(folder: Path, settings: Settings | None = None) -> Sandbox:
    api = load_books(folder, document=DOCUMENT, behaviour=None, seed=None, is_stateless=True)
    return sandbox_of(api, settings=settings)


def ask(served: Sandbox, method: str, target: str, body: bytes = b"", media_type: str = "") -> Any:
    headers = [("Content-Type", media_type)] if media_type else []
    response = served.ask(method, target, body, headers).response
    assert response.status == 200, response.body
    return json.loads(response.body)


@pytest.mark.parametrize("settings", [Settings(), Settings(dynamic=True), Settings(optional="sometimes", dynamic=True)])
def test_a_client_that_pages_comes_to_an_end(tmp_path: Path, settings: Settings) -> None:
    served = rows(tmp_path, settings)
    first = ask(served, "GET", "/rows")
    assert first["data"] and first["has_more"] is False and "next_cursor" not in first


@pytest.mark.parametrize(
    ("method", "target", "body", "media_type"),
    [
        ("GET", "/rows?starting_after=7", b"", ""),
        ("GET", "/rows?page=2", b"", ""),
        ("POST", "/search", b'{"cursor": "abc"}', JSON),
        ("POST", "/search", b"pageToken=abc", FORM),
    ],
)
def test_a_cursor_that_comes_back_gets_an_empty_last_page(
    tmp_path: Path, method: str, target: str, body: bytes, media_type: str
) -> None:
    for settings in (Settings(), Settings(dynamic=True)):
        page = ask(rows(tmp_path, settings), method, target, body, media_type)
        assert (page["data"], page["has_more"]) == ([], False)


@pytest.mark.parametrize("body", [b"{}", b'{"cursor": ""}', b'{"cursor": null}', b'{"page": 1}'])
def test_a_first_page_has_items(tmp_path: Path, body: bytes) -> None:
    assert ask(rows(tmp_path), "POST", "/search", body, JSON)["data"]


def test_documented_examples_stay_as_written(tmp_path: Path) -> None:
    assert ask(rows(tmp_path), "GET", "/shown?cursor=a") == {"data": [{"id": 1}], "has_more": True}


def test_an_error_says_that_it_is_one(tmp_path: Path) -> None:
    response = rows(tmp_path).ask("GET", "/rows", headers=[("Prefer", "code=400")]).response
    assert json.loads(response.body)["error"]["message"]


@pytest.mark.parametrize(
    ("settings", "counts"),
    [
        pytest.param(Settings(), {2}, id="static"),
        pytest.param(Settings(optional="never"), {1}, id="static-never"),
        pytest.param(Settings(optional="sometimes"), {2}, id="static-sometimes"),
        pytest.param(Settings(dynamic=True, seed=1), {2}, id="dynamic"),
        pytest.param(Settings(dynamic=True, optional="always"), {2}, id="dynamic-always"),
        pytest.param(Settings(dynamic=True, optional="never"), {1}, id="dynamic-never"),
        pytest.param(Settings(dynamic=True, optional="sometimes"), {1, 2}, id="dynamic-sometimes"),
    ],
)
def test_optional_members(tmp_path: Path, settings: Settings, counts: set[int]) -> None:
    served = rows(tmp_path, settings)
    found = {len(item) for _ in range(30) for item in ask(served, "GET", "/rows")["data"]}
    assert found == counts


IMPOSSIBLE = """
    openapi: 3.1.0
    info: {title: Impossible, version: '1'}
    paths:
      /made:
        get:
          operationId: make
          parameters: [{name: q, in: query, schema: {type: integer}}]
          responses:
            '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Twice'}}}}
            '400': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Twice'}}}}
      /shown:
        get:
          operationId: show
          responses:
            '200': {description: ok, content: {application/json: {
              schema: {$ref: '#/components/schemas/Twice'}, example: {id: as written}}}}
      /slip:
        get:
          operationId: slip
          responses:
            '200': {description: ok, content: {application/json: {
              schema: {properties: {next: {type: [string, 'null'], format: uri}}}, example: {next: '/rows?page=2'}}}}
      /head:
        get:
          operationId: head
          responses:
            '204':
              description: ok
              headers: {X-Id: {required: true, schema: {type: string, minLength: 9, maxLength: 8}}}
    components:
      schemas:
        Row: {type: object, required: [id], properties: {id: {type: string}}}
        Twice: {oneOf: [{$ref: '#/components/schemas/Row'}, {$ref: '#/components/schemas/Row'}]}
"""


def impossible(folder: Path, settings: Settings | None = None) -> Sandbox:
    return sandbox_of(load_books(folder, document=IMPOSSIBLE, behaviour=None, seed=None), settings=settings)


@pytest.mark.parametrize(
    ("target", "prefer", "source", "body"),
    [
        ("/made", "", "generated; approximate", {"id": "id_1"}),
        ("/made", "code=200", "preference; approximate", {"id": "id_1"}),
        ("/shown", "", "example; approximate", {"id": "as written"}),
    ],
)
def test_the_best_attempt_is_sent_and_marked(tmp_path: Path, target: str, prefer: str, source: str, body: Any) -> None:
    headers = [("Prefer", prefer)] if prefer else []
    exchange = impossible(tmp_path).ask("GET", target, headers=headers)
    assert (exchange.response.status, json.loads(exchange.response.body)) == (200, body)
    assert exchange.response.header("mock-source") == source
    (told,) = json.loads(exchange.response.header("mock-violations") or "[]")
    assert (told["severity"], told["code"], told["location"]) == ("Warning", "oneOf", ["response", "body"])
    assert [(each.location, each.severity) for each in exchange.violations] == [("response", "warning")]


def test_a_dynamic_attempt_varies(tmp_path: Path) -> None:
    served = impossible(tmp_path, Settings(dynamic=True))
    found = [served.ask("GET", "/made").response for _ in range(4)]
    assert {each.header("mock-source") for each in found} == {"generated; approximate"}
    assert len({each.body for each in found}) > 1


@pytest.mark.parametrize("target", ["/made", "/shown", "/head"])
def test_nothing_approximate_is_sent_if_that_is_off(tmp_path: Path, target: str) -> None:
    response = impossible(tmp_path, Settings(approximate=False)).ask("GET", target).response
    assert response.status == 501


def test_a_refusal_is_never_approximate(tmp_path: Path) -> None:
    response = impossible(tmp_path).ask("GET", "/made?q=x").response
    assert (response.header("mock-source"), response.media_type) == ("contract", "application/problem+json")


def test_the_value_of_a_header_field_is_approximate(tmp_path: Path) -> None:
    response = impossible(tmp_path).ask("GET", "/head").response
    assert (response.status, len(response.header("x-id") or "")) == (204, 9)
    assert "X-Id" in (response.header("mock-violations") or "")


def test_an_example_that_breaks_a_format_alone_is_sent(tmp_path: Path) -> None:
    for settings in (Settings(), Settings(approximate=False)):
        response = impossible(tmp_path, settings).ask("GET", "/slip").response
        assert json.loads(response.body) == {"next": "/rows?page=2"}
        assert response.header("mock-source") == "example"
        (told,) = json.loads(response.header("mock-violations") or "[]")
        assert (told["severity"], told["code"]) == ("Warning", "format")


def test_an_example_of_a_refusal_that_breaks_a_format_is_no_mistake_of_the_server(tmp_path: Path) -> None:
    document = IMPOSSIBLE.replace(
        "'400': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/Twice'}}}}",
        "'400': {description: no, content: {application/json: {schema: {type: object, properties: {"
        "help: {type: string, format: uri}}}, example: {help: /help}}}}",
    )
    served = sandbox_of(load_books(tmp_path, document=document, behaviour=None, seed=None))
    response = served.ask("GET", "/made?q=x").response
    assert (response.status, response.header("mock-source"), response.media_type) == (
        400,
        "contract",
        "application/json",
    )
    asked = served.ask("GET", "/made", headers=[("Prefer", "code=400")]).response
    assert (asked.status, json.loads(asked.body)) == (400, {"help": "/help"})
