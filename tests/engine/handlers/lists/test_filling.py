"""As many rows as a client wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, load_api
from tests.support.small_sandbox import BOOKS, Sandbox, body_of, changed, load_books, sandbox_of, write_folder

LISTED = "/paths/~1books/get/responses/200/content/application~1json/example"
TWO = [{"id": "1", "title": "Emma", "author": "Austen"}, {"id": "2", "title": "Ulysses", "author": "Joyce"}]
NOTES: dict[str, Any] = {
    "/paths/~1books~1{id}~1notes": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "operationId": "listNotes",
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {
                        "application/json": {
                            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}
                        }
                    },
                }
            },
        },
        "post": {
            "operationId": "createNote",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}},
            "responses": {
                "201": {
                    "description": "ok",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
                }
            },
        },
    },
    "/paths/~1books~1{id}~1notes~1{note}": {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "note", "in": "path", "required": True, "schema": {"type": "integer"}},
        ],
        "get": {
            "operationId": "getNote",
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}},
                },
                "404": {"description": "no"},
            },
        },
        "delete": {
            "operationId": "deleteNote",
            "responses": {"204": {"description": "ok"}, "404": {"description": "no"}},
        },
    },
    "/components/schemas/Note": {
        "type": "object",
        "required": ["id", "text"],
        "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
    },
}


def load(folder: Path, changes: dict[str, Any]) -> Api:
    write_folder(folder, books_yaml=changed(BOOKS, changes))
    return load_api("books", folder / "books.yaml")


@pytest.fixture
def two_books(tmp_path: Path) -> Sandbox:
    return sandbox_of(load(tmp_path, {LISTED: TWO}))


def ask(sandbox: Sandbox, target: str, items: int) -> list[Any]:
    exchange = sandbox.ask("GET", target, headers=[("Prefer", f"items={items}")])
    assert (exchange.source, exchange.response.status) == ("resource", 200)
    assert exchange.response.header("Preference-Applied") == f"items={items}"
    rows: list[Any] = body_of(exchange)
    return rows


@pytest.mark.parametrize("items", [0, 1, 2, 3, 50])
def test_the_stored_rows_come_first(two_books: Sandbox, items: int) -> None:
    rows = ask(two_books, "/books", items)
    assert len(rows) == items
    assert [row["title"] for row in rows[:2]] == ["Emma", "Ulysses"][:items]
    assert len({row["id"] for row in rows}) == len({row["title"] for row in rows}) == items


def test_the_rows_of_one_request_are_not_stored(two_books: Sandbox) -> None:
    last = ask(two_books, "/books", 5)[-1]
    assert ask(two_books, "/books", 5)[-1] == last
    assert two_books.ask("GET", f"/books/{last['id']}").response.status == 404
    assert body_of(two_books.ask("GET", "/books")) == TWO
    assert len(body_of(two_books.ask("GET", "/books?__items=5"))) == 5


def test_identifiers_of_deleted_rows_are_not_invented_again(tmp_path: Path) -> None:
    changes = {"/components/schemas/Book/properties/id": {"type": "integer"}}
    sandbox = sandbox_of(load(tmp_path, changes))
    sandbox.ask("POST", "/books", {"title": "Emma"})
    sandbox.ask("DELETE", "/books/1")
    assert [row["id"] for row in ask(sandbox, "/books", 2)] == [2, 3]


def test_invented_rows_have_what_the_query_asks_for(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    exchange = sandbox.ask("GET", "/books?author=Austen", headers=[("Prefer", "items=3")])
    rows = body_of(exchange)
    assert [row["author"] for row in rows] == ["Austen"] * 3
    assert rows[0]["title"] == "Emma"


def test_identifiers_that_run_out(tmp_path: Path) -> None:
    changes = {"/components/schemas/Book/properties/id": {"type": "string", "enum": ["a", "b", "c"]}}
    sandbox = sandbox_of(load(tmp_path, changes))
    assert sorted(row["id"] for row in ask(sandbox, "/books", 9)) == ["a", "b", "c"]


def test_children_have_their_parent(tmp_path: Path) -> None:
    sandbox = sandbox_of(load(tmp_path, {LISTED: TWO, **NOTES}))
    assert [row["id"] for row in ask(sandbox, "/books/1/notes", 2)] == [1, 2]
