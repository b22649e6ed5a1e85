"""The rows that a resource begins with."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, load_api
from mockserver.engine.worlds.store import Row
from tests.support.small_sandbox import BOOKS, REMOVED, body_of, changed, sandbox_of, write_folder

LISTED = "/paths/~1books/get/responses/200/content/application~1json"
READ = "/paths/~1books~1{id}/get/responses/200/content/application~1json"
EMMA: Row = {"id": "1", "title": "Emma"}
DUNE: Row = {"id": "2", "title": "Dune"}


def load(folder: Path, changes: dict[str, Any]) -> Api:
    write_folder(folder, books_yaml=changed(BOOKS, changes))
    return load_api("books", folder / "books.yaml")


def rows_of(folder: Path, changes: dict[str, Any], name: str = "book") -> list[Row]:
    return load(folder, changes).seed.rows(name)


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({f"{LISTED}/example": [EMMA, DUNE]}, [EMMA, DUNE], id="1-list"),
        pytest.param({f"{READ}/example": DUNE}, [DUNE], id="1-read"),
        pytest.param({f"{READ}/example": DUNE, f"{LISTED}/example": [EMMA]}, [EMMA, DUNE], id="1-lists-first"),
        pytest.param({f"{READ}/example": EMMA | {"pages": 7}, f"{LISTED}/example": [EMMA, DUNE]},
            [EMMA | {"pages": 7}, DUNE], id="1-together"),
        pytest.param(
            {f"{LISTED}/examples": {"none": {"value": []}, "one": {"value": [EMMA]}, "two": {"value": [DUNE, EMMA]}}},
            [EMMA, DUNE],
            id="1-named",
        ),
        pytest.param({f"{LISTED}/examples": {"odd": {"value": [{"id": 1}]}, "one": {"value": [EMMA]}}}, [EMMA],
            id="1-broken"),
        pytest.param({f"{LISTED}/examples": {"odd": {"$ref": "#/nowhere"}, "one": {"value": [EMMA]}}}, [EMMA],
            id="1-unreadable"),
        pytest.param({f"{LISTED}/schema/example": [DUNE]}, [DUNE], id="1-of-the-schema"),
        pytest.param({"/components/schemas/Book/example": EMMA}, [EMMA], id="2"),
        pytest.param({"/components/schemas/Book/examples": [EMMA, DUNE, {"id": "3"}]}, [EMMA, DUNE], id="2-several"),
        pytest.param({"/components/schemas/Book/example": EMMA, f"{READ}/example": DUNE}, [DUNE], id="2-after-1"),
    ],
)  # fmt: skip  # one case a line is easier to compare
def test_rows_are_those_that_the_document_shows(tmp_path: Path, changes: dict[str, Any], rows: list[Row]) -> None:
    assert rows_of(tmp_path, changes) == rows


def test_the_path_shows_the_identifier(tmp_path: Path) -> None:
    changes = {
        "/paths/~1books~1{id}/parameters/0/example": "7",
        "/components/schemas/Book/required": ["title"],
        f"{READ}/example": {"title": "Emma"},
    }
    assert rows_of(tmp_path, changes) == [{"title": "Emma", "id": "7"}]


def test_without_an_identifier_there_is_no_row(tmp_path: Path) -> None:
    changes = {"/components/schemas/Book/required": ["title"], f"{READ}/example": {"title": "Emma"}}
    assert rows_of(tmp_path, changes) == []


@pytest.mark.parametrize("target", ["/books/7", "/books/07"])
def test_an_identifier_may_be_a_text_in_the_path_and_a_number_in_the_row(tmp_path: Path, target: str) -> None:
    changes = {
        "/components/schemas/Book/properties/id": {"type": "integer"},
        f"{READ}/example": {"id": 7, "title": "Emma"},
    }
    found = sandbox_of(load(tmp_path, changes)).ask("GET", target)
    assert (found.response.status == 200) == (target == "/books/7")


def test_what_another_response_requires_is_added(tmp_path: Path) -> None:
    short = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    changes = {f"{LISTED}/schema/items": short, f"{LISTED}/example": [{"id": "1"}, {"id": "2"}]}
    first, second = rows_of(tmp_path, changes)
    assert set(first) == set(second) == {"id", "title"}
    assert first["title"] != second["title"]
    sandbox = sandbox_of(load(tmp_path, changes))
    assert body_of(sandbox.ask("GET", "/books")) == [{"id": "1"}, {"id": "2"}]
    assert body_of(sandbox.ask("GET", "/books/2")) == second


COPY = {"type": "object", "properties": {"id": {"type": "integer"}, "shelf": {"type": "string"}}}
COPIES: dict[str, Any] = {
    "/paths/~1books~1{book}~1copies": {
        "parameters": [{"name": "book", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "operationId": "listCopies",
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {
                        "application/json": {
                            "schema": {"type": "array", "items": COPY},
                            "example": [{"id": 1}, {"id": 2}],
                        }
                    },
                }
            },
        },
        "post": {
            "operationId": "createCopy",
            "requestBody": {"content": {"application/json": {"schema": COPY}}},
            "responses": {"201": {"description": "ok", "content": {"application/json": {"schema": COPY}}}},
        },
    },
    "/paths/~1books~1{book}~1copies~1{id}": {
        "parameters": [
            {"name": "book", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
        ],
        "get": {
            "operationId": "getCopy",
            "responses": {
                "200": {"description": "ok", "content": {"application/json": {"schema": COPY}}},
                "404": {"description": "no"},
            },
        },
    },
}
PARAMETER = "/paths/~1books~1{book}~1copies/parameters/0"


@pytest.mark.parametrize(
    ("changes", "parent"),
    [
        pytest.param({f"{PARAMETER}/example": "2", f"{LISTED}/example": [EMMA, DUNE]}, "2", id="1"),
        pytest.param(
            {f"{PARAMETER}/examples": {"b": {"value": "2"}}, f"{LISTED}/example": [EMMA, DUNE]}, "2", id="1-named"
        ),
        pytest.param(
            {f"{PARAMETER}/schema/example": "2", f"{LISTED}/example": [EMMA, DUNE]}, "2", id="1-of-the-schema"
        ),
        pytest.param({f"{LISTED}/example": [EMMA, DUNE]}, "1", id="2"),
        pytest.param({"/paths/~1books/post": REMOVED}, None, id="2-none"),
    ],
)
def test_the_parent_of_a_row(tmp_path: Path, changes: dict[str, Any], parent: str | None) -> None:
    api = load(tmp_path, {**copy.deepcopy(COPIES), **changes})
    assert [row.get("book_id") for row in api.seed.rows("copy")] == [parent, parent]
    sandbox = sandbox_of(api)
    for book in ("1", "2"):
        is_shown = parent in (book, None)
        found = sandbox.ask("GET", f"/books/{book}/copies/2").response.status
        assert found == (200 if is_shown else 404)


def test_a_row_that_names_its_parent_keeps_it(tmp_path: Path) -> None:
    paths = changed_copies({"book_id": {"type": "string"}}, [{"id": 1, "book_id": "9"}, {"id": 1, "book_id": "8"}])
    api = load(tmp_path, {**paths, f"{LISTED}/example": [EMMA, DUNE]})
    assert [row["book_id"] for row in api.seed.rows("copy")] == ["9", "8"]


def changed_copies(properties: dict[str, Any], example: list[Row]) -> dict[str, Any]:
    """The paths of copies that have more members."""
    copies = copy.deepcopy(COPIES)
    content = copies["/paths/~1books~1{book}~1copies"]["get"]["responses"]["200"]["content"]["application/json"]
    content["schema"]["items"]["properties"] |= properties
    content["example"] = example
    return copies


def test_the_only_one(tmp_path: Path) -> None:
    settings = {"type": "object", "properties": {"theme": {"type": "string"}}}
    content = {"application/json": {"schema": settings, "example": {"theme": "dark"}}}
    paths = {
        "/paths/~1settings": {
            "get": {"operationId": "getSettings", "responses": {"200": {"description": "ok", "content": content}}},
            "put": {
                "operationId": "setSettings",
                "requestBody": {"content": {"application/json": {"schema": settings}}},
                "responses": {"200": {"description": "ok", "content": content}},
            },
        }
    }
    assert rows_of(tmp_path, paths, "settings") == [{"theme": "dark"}]
