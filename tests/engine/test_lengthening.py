"""Documented lists that are made as long as a client wants them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.engine.settings import Settings
from tests.support.small_sandbox import Sandbox, body_of, sandbox_of, write_folder

DOCUMENT = """
    openapi: 3.1.0
    paths:
      /words: {get: {responses: {'200': {$ref: '#/components/responses/Words'}}}}
      /towns: {get: {responses: {'200': {$ref: '#/components/responses/Towns'}}}}
      /towns/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {responses: {'200': {$ref: '#/components/responses/Town'}}}
      /towns/{id}/trams:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {responses: {'200': {$ref: '#/components/responses/Trams'}}}
      /three: {get: {responses: {'200': {$ref: '#/components/responses/Three'}}}}
      /health: {get: {responses: {'200': {description: ok}}}}
    components:
      responses:
        Words:
          description: ok
          content: {application/json: {schema: {type: array, items: {type: string}}, example: [tea]}}
        Towns:
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  towns: {type: array, items: {$ref: '#/components/schemas/Town'}}
                  total: {type: integer}
              example: {towns: [{town_id: 1, name: Oslo}, {town_id: 2, name: Bergen}], total: 2}
        Town: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Town'}}}}
        Trams:
          description: ok
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {line: {type: integer}}}}}
        Three:
          description: ok
          content: {application/json: {schema: {type: array, maxItems: 3, items: {type: integer}}, example: [1]}}
      schemas:
        Town:
          type: object
          properties:
            town_id: {type: integer}
            name: {type: string}
            streets: {type: array, items: {type: object, properties: {name: {type: string}}}}
"""


def serve(folder: Path, settings: Settings | None = None) -> Sandbox:
    write_folder(folder, it_yaml=DOCUMENT)
    return sandbox_of(load_api("it", folder / "it.yaml", is_stateless=True), settings=settings)


def ask(sandbox: Sandbox, path: str, items: int) -> Any:
    exchange = sandbox.ask("GET", path, headers=[("Prefer", f"items={items}")])
    assert (exchange.source, exchange.response.status) == ("generated", 200)
    assert exchange.response.header("Preference-Applied") == f"items={items}"
    return body_of(exchange)


@pytest.mark.parametrize("items", [0, 1, 4])
def test_a_list_of_texts(tmp_path: Path, items: int) -> None:
    assert ask(serve(tmp_path), "/words", items) == ["tea", "tea-2", "tea-3", "tea-4"][:items]


def test_its_totals_follow_and_its_rows_differ(tmp_path: Path) -> None:
    body = ask(serve(tmp_path), "/towns", 4)
    assert [town["name"] for town in body["towns"]] == ["Oslo", "Bergen", "Bergen 3", "Bergen 5"]
    assert [town["town_id"] for town in body["towns"]] == [1, 2, 4, 6]
    assert body["total"] == 4
    assert ask(serve(tmp_path), "/towns", 0) == {"towns": [], "total": 0}


def test_identifiers_of_generated_rows_differ(tmp_path: Path) -> None:
    assert [tram["line"] for tram in ask(serve(tmp_path), "/towns/7/trams", 3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("path", "source"),
    [("/towns/7", "generated"), ("/three", "example"), ("/health", "example")],
    ids=["an-item", "too-long", "no-body"],
)
def test_what_is_not_made_longer(tmp_path: Path, path: str, source: str) -> None:
    sandbox = serve(tmp_path)
    exchange = sandbox.ask("GET", path, headers=[("Prefer", "items=4")])
    assert (exchange.source, exchange.response.header("Preference-Applied")) == (source, None)
    assert exchange.response.body == sandbox.ask("GET", path).response.body


def test_every_list_may_begin_with_more(tmp_path: Path) -> None:
    sandbox = serve(tmp_path, Settings(items=3))
    exchange = sandbox.ask("GET", "/words")
    assert (body_of(exchange), exchange.response.header("Preference-Applied")) == (["tea", "tea-2", "tea-3"], None)
    assert len(ask(sandbox, "/words", 1)) == 1


def test_an_example_that_is_named_stays_as_it_is(tmp_path: Path) -> None:
    write_folder(tmp_path, it_yaml=DOCUMENT.replace("example: [tea]", "examples: {one: {value: [tea]}}"))
    sandbox = sandbox_of(load_api("it", tmp_path / "it.yaml", is_stateless=True))
    exchange = sandbox.ask("GET", "/words", headers=[("Prefer", "example=one, items=4")])
    assert (body_of(exchange), exchange.response.header("Preference-Applied")) == (["tea"], "example=one")


def test_identifiers_that_run_out_are_shown_again(tmp_path: Path) -> None:
    document = DOCUMENT.replace("town_id: {type: integer}", "town_id: {enum: [1, 2, 3]}")
    write_folder(tmp_path, it_yaml=document)
    sandbox = sandbox_of(load_api("it", tmp_path / "it.yaml", is_stateless=True))
    towns = ask(sandbox, "/towns", 5)["towns"]
    assert [town["town_id"] for town in towns[:3]] == [1, 2, 3]
    assert len(towns) == 5
