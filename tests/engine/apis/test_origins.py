"""Where the response to a valid request comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.engine.apis.origins import Origin, find_origin
from tests.support.small_sandbox import BOOK_RULES, BOOKS, changed, load_books, write_folder

HANDLERS = """
    from mockserver.handlers import handles

    @handles("createBook")
    def create(call):
        return {"id": "1", "title": "Emma"}
"""
DOCUMENT = changed(
    BOOKS,
    {
        "/paths/~1words": {
            "get": {
                "operationId": "getWords",
                "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}},
            },
            "put": {"operationId": "putWords", "responses": {"204": {"description": "ok"}}},
        },
        "/paths/~1broken": {"get": {"$ref": "#/nowhere"}},
    },
)


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        pytest.param("GET /broken", "broken", id="1"),
        pytest.param("createBook", "handler", id="2"),
        pytest.param("listBooks", "resource book (list)", id="3-written"),
        pytest.param("readShelf", "example", id="4"),
        pytest.param("putWords", "example", id="4-no-body"),
        pytest.param("getWords", "generated", id="5"),
    ],
)
def test_what_an_operation_responds_with(tmp_path: Path, name: str, origin: str) -> None:
    api = load_books(tmp_path, document=DOCUMENT, handlers=HANDLERS)
    operation = next(each for each in api.operations if each.operation_id == name)
    found = find_origin(api, operation)
    assert (str(found), found.is_inferred) == (origin, False)


@pytest.mark.parametrize("is_stateless", [True, False])
def test_what_is_inferred(tmp_path: Path, is_stateless: bool) -> None:
    write_folder(tmp_path, books_yaml=DOCUMENT)
    api = load_api("books", tmp_path / "books.yaml", is_stateless=is_stateless)
    found = {operation.operation_id: find_origin(api, operation) for operation in api.operations}
    if is_stateless:
        assert found["readBook"] == Origin("generated")
        assert found["readShelf"] == Origin("example")
    else:
        assert found["readBook"] == Origin("resource", "book", "read", is_inferred=True)
        assert found["readShelf"] == Origin("example", reason="it belongs to no resource")


def test_the_rest_of_a_folder_that_says_something_is_inferred(tmp_path: Path) -> None:
    rules = changed(BOOK_RULES, {"/operations": {"listBooks": {"action": "list", "resource": "book"}}})
    api = load_books(tmp_path, behaviour=rules)
    found = {operation.operation_id: find_origin(api, operation) for operation in api.operations}
    assert (found["listBooks"].is_inferred, found["readBook"].is_inferred) == (False, True)
