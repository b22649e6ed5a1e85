"""Verbs in paths."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find, roles

READ = "GET /books/{id} > Book"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("POST /books/create < NewBook > Book", READ),
            {"create POST /books/create", "read GET /books/{id}"},
            id="create",
        ),
        pytest.param(
            ("POST /books/{id}/update < NewBook > Book", READ),
            {"change POST /books/{id}/update", "read GET /books/{id}"},
            id="update",
        ),
        pytest.param(
            ("POST /books/{id}/delete", READ), {"delete POST /books/{id}/delete", "read GET /books/{id}"}, id="delete"
        ),
        pytest.param(("GET /books/list > [Book]", READ), {"list GET /books/list", "read GET /books/{id}"}, id="list"),
        pytest.param(
            ("POST /books/search < {query: string} > [Book]", READ),
            {"search POST /books/search", "read GET /books/{id}"},
            id="search",
        ),
        pytest.param(
            ("GET /books/search ? q > [Book]", READ),
            {"list GET /books/search", "read GET /books/{id}"},
            id="filters-in-query",
        ),
        pytest.param(
            (
                "GET /book/get/{id} > Book",
                "POST /book/add < Book",
                "DELETE /book/delete/{id}",
                "GET /book/all > [Book]",
            ),
            {
                "read GET /book/get/{id}",
                "create POST /book/add",
                "delete DELETE /book/delete/{id}",
                "list GET /book/all",
            },
            id="verbs-before-the-variable",
        ),
        pytest.param(
            (
                "POST /books/create < Book",
                "GET /books/info ? id! > Book",
                "POST /books/update < Book",
                "GET /books/list > [Book]",
            ),
            {"create POST /books/create", "read GET /books/info", "change POST /books/update", "list GET /books/list"},
            id="no-item-has-a-path",
        ),
        pytest.param(
            (
                "POST /books.create < NewBook > {book: Book}",
                "GET /books.info ? book! > {book: Book}",
                "GET /books.list > {books: [Book]}",
                "POST /books.rename < {book: integer, name: string}",
                "POST /books.archive < {book: integer}",
                "POST /books.delete < {book: integer}",
            ),
            {
                "create POST /books.create",
                "read GET /books.info",
                "list GET /books.list",
                "change POST /books.rename",
                "act POST /books.archive",
                "delete POST /books.delete",
            },
            id="nouns-with-verbs",
        ),
        pytest.param(
            (
                "POST /rpc/createBook < NewBook > Book",
                "POST /rpc/getBook < {book_id: integer} > Book",
                "POST /rpc/listBooks > {books: [Book]}",
                "POST /rpc/updateBook < Book > Book",
                "POST /rpc/deleteBook < {id: integer}",
            ),
            {
                "create POST /rpc/createBook",
                "read POST /rpc/getBook",
                "search POST /rpc/listBooks",
                "change POST /rpc/updateBook",
                "delete POST /rpc/deleteBook",
            },
            id="procedures",
        ),
        pytest.param(
            (
                "GET /books/getAll > [Book]",
                "GET /books/getById/{id} > Book",
                "POST /books/save < Book",
                "POST /books/edit < Book",
            ),
            {
                "list GET /books/getAll",
                "read GET /books/getById/{id}",
                "create POST /books/save",
                "change POST /books/edit",
            },
            id="verbs-of-several-meanings",
        ),
        pytest.param(
            ("GET /getBook/{id} > Book", "POST /addBook < Book", "DELETE /removeBook/{id}", "GET /allBooks > [Book]"),
            {"read GET /getBook/{id}", "create POST /addBook", "delete DELETE /removeBook/{id}", "list GET /allBooks"},
            id="procedures-with-variables",
        ),
        pytest.param(
            ("POST /user/createUser < User", "GET /user/{id} > User"),
            {"create POST /user/createUser", "read GET /user/{id}"},
            id="verb-and-noun",
        ),
        pytest.param(
            ("POST /books/batch < [NewBook] > [Book]", READ),
            {"create POST /books/batch", "read GET /books/{id}"},
            id="batch",
        ),
        pytest.param(
            ("POST /books/bulk-delete < {ids: [integer]}", READ),
            {"delete POST /books/bulk-delete", "read GET /books/{id}"},
            id="bulk-delete",
        ),
    ],
)
def test_a_verb_says_what_an_operation_does(lines: tuple[str, ...], expected: set[str]) -> None:
    [found] = roles(*lines).values()
    assert found == expected


def test_an_item_may_be_called_like_the_member_that_holds_it() -> None:
    [found] = find(
        "POST /conversations.create < {name: string} > {ok: boolean, channel: Channel}",
        "GET /conversations.list > {channels: [Channel]}",
        "POST /conversations.rename < {name: string, channel: string}",
        "POST /conversations.archive < {channel: string}",
    )
    assert {(one.role, one.identifier.name) for one in found.operations if one.identifier is not None} == {
        ("change", "/channel"),
        ("act", "/channel"),
    }


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("GET /books/new > {form: string}", id="form"),
        pytest.param("POST /books/create/pages", id="not-at-the-end"),
        pytest.param("POST /books/createChapter < Chapter", id="other-noun"),
        pytest.param("POST /auth/register < Reader", id="no-such-collection"),
        pytest.param("GET /books/{id}/details > Details", id="part-of-an-item-that-is-read"),
    ],
)
def test_a_segment_that_only_looks_like_a_verb(line: str) -> None:
    assert roles(READ, "DELETE /books/{id}", line) == {"book": {"read GET /books/{id}", "delete DELETE /books/{id}"}}
