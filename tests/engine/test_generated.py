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
    return sandbox_of(load_books(folder, document=DOCUMENT, behaviour=None, seed=None), settings=settings)


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
