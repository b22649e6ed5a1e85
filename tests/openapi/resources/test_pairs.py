"""Pairs of paths that belong to one resource."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.records import IdentifierSource
from tests.openapi.resources.shorthand import find, roles

BOOKS = ("GET /books > [Book]", "POST /books < NewBook > 201 Book", "GET /books/{id} > Book")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            (*BOOKS, "PUT /books/{id} < NewBook", "PATCH /books/{id} < NewBook", "DELETE /books/{id} > 204"),
            {
                "list GET /books",
                "create POST /books",
                "read GET /books/{id}",
                "replace PUT /books/{id}",
                "change PATCH /books/{id}",
                "delete DELETE /books/{id}",
            },
            id="a-collection-and-its-items",
        ),
        pytest.param(
            ("GET /books/ > [Book]", "POST /books/ < NewBook", "GET /books/{id}/ > Book"),
            {"list GET /books/", "create POST /books/", "read GET /books/{id}/"},
            id="slashes-at-the-end",
        ),
        pytest.param(
            ("GET /books > [Book]", "POST /book < NewBook > Book", "GET /book/{id} > Book"),
            {"list GET /books", "create POST /book", "read GET /book/{id}"},
            id="singular-and-plural",
        ),
        pytest.param(
            ("GET /orderItems > [Item]", "POST /order-items < Item", "GET /order_item/{id} > Item"),
            {"list GET /orderItems", "create POST /order-items", "read GET /order_item/{id}"},
            id="other-spellings",
        ),
        pytest.param(
            ("GET /books.json > [Book]", "POST /books.json < Book", "GET /books/{id}.json > Book"),
            {"list GET /books.json", "create POST /books.json", "read GET /books/{id}.json"},
            id="formats",
        ),
        pytest.param(
            ("GET /Books > {value: [Book]}", "POST /Books < Book > 201 Book", "GET /Books('{key}') > Book"),
            {"list GET /Books", "create POST /Books", "read GET /Books('{key}')"},
            id="keys-in-parentheses",
        ),
        pytest.param(
            (*BOOKS, "POST /books/{id} < NewBook > Book"),
            {"list GET /books", "create POST /books", "read GET /books/{id}", "change POST /books/{id}"},
            id="post-to-an-item-changes",
        ),
        pytest.param(
            ("GET /books > [Book]", "GET /books/{id} > Book", "POST /books/{id} < NewBook > 201 Book"),
            {"list GET /books", "read GET /books/{id}", "create POST /books/{id}"},
            id="post-to-an-item-creates",
        ),
        pytest.param(
            ("GET /book/{id} > Book", "POST /book < Book > Book", "PUT /book < Book > Book"),
            {"read GET /book/{id}", "create POST /book", "replace PUT /book"},
            id="a-put-with-the-id-in-the-body",
        ),
        pytest.param(
            (*BOOKS, "DELETE /books ? id!"),
            {"list GET /books", "create POST /books", "read GET /books/{id}", "delete DELETE /books"},
            id="a-delete-with-the-id-in-the-query",
        ),
        pytest.param(
            ("GET /books/{id} > Book", "PUT /books/{id} < Book"),
            {"read GET /books/{id}", "replace PUT /books/{id}"},
            id="a-put-may-be-all-that-creates",
        ),
        pytest.param(
            ("POST /hooks < Hook > 201 {id: string}", "DELETE /hooks/{id}"),
            {"create POST /hooks", "delete DELETE /hooks/{id}"},
            id="nothing-can-be-read",
        ),
        pytest.param(
            ("GET /{id} > Book", "PUT /{id} < Book", "DELETE /{id}"),
            {"read GET /{id}", "replace PUT /{id}", "delete DELETE /{id}"},
            id="items-at-the-root",
        ),
    ],
)
def test_operations_of_one_resource(lines: tuple[str, ...], expected: set[str]) -> None:
    [found] = roles(*lines).values()
    assert found == expected


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("POST /books/{id} < {reason: string} > {ok: boolean}", id="post-with-other-members"),
        pytest.param("GET /books/count > integer", id="beside-the-items"),
        pytest.param("DELETE /books", id="deletes-all"),
        pytest.param("DELETE /books ? lang!", id="deletes-some"),
        pytest.param("PUT /books ? ids!", id="sends-nothing"),
        pytest.param("PUT /books < {colour: string}", id="names-no-item"),
    ],
)
def test_an_operation_that_fits_nothing_stays_out(line: str) -> None:
    assert roles(*BOOKS, line) == roles(*BOOKS)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("GET /forecasts/{city} > Forecast",), id="only-read"),
        pytest.param(("GET /forecasts/{city} > [Forecast]",), id="a-list-below-a-variable"),
        pytest.param(("POST /login < Login > Token",), id="login"),
        pytest.param(("GET /me > User",), id="me"),
        pytest.param(("GET /health > {status: string}",), id="health"),
        pytest.param(("POST /graphql < {query: string} > {data: object}",), id="graphql"),
        pytest.param(("POST /convert < Input > Output", "GET /version > {version: string}"), id="functions"),
        pytest.param(("POST /auth/register < User > 201 Token", "POST /auth/login < Login > Token"), id="auth"),
    ],
)
def test_what_is_no_resource(lines: tuple[str, ...]) -> None:
    assert roles(*lines) == {}


def test_one_thing_beside_a_collection_of_its_name() -> None:
    found = roles(
        "GET /users > [Person]",
        "GET /users/{username} > User",
        "GET /user > Profile",
        "PATCH /user < {username: string} > Profile",
        "PUT /user < {id: integer} > Profile",
    )
    assert found == {
        "user": {"list GET /users", "read GET /users/{username}"},
        "user_2": {"read GET /user", "change PATCH /user", "replace PUT /user"},
    }


def test_parents_are_places() -> None:
    room = find(
        "GET /houses > [House]",
        "POST /houses < House",
        "GET /houses/{id} > House",
        "GET /houses/{house_id}/rooms > [Room]",
        "POST /houses/{house_id}/rooms < Room",
        "GET /houses/{house}/rooms/{id} > Room",
    )[1]
    assert (room.name, room.place, room.parents) == ("room", "/houses/{}/rooms/{}", ("/houses/{}",))
    [read] = room.having("read")
    assert (read.identifier, read.parents) == (IdentifierSource("path", "id"), {"house": "/houses/{}"})
    [create] = room.having("create")
    assert (create.identifier, create.parents) == (None, {"house_id": "/houses/{}"})


def test_a_parent_has_the_place_of_its_resource() -> None:
    resources = find(
        *BOOKS, "GET /book/{id}/pages > [Page]", "POST /book/{id}/pages < Page", "GET /book/{id}/pages/{n}"
    )
    assert [(one.name, one.parents) for one in resources] == [("book", ()), ("page", ("/books/{}",))]
    assert resources[1].having("read")[0].parents == {"id": "/books/{}"}


def test_a_parent_may_be_named_by_another_path() -> None:
    resources = find(
        "GET /terms/{term}/rooms/{id} > Room",
        "PUT /terms/{term}/rooms/{id} < Room",
        "GET /plan/rooms/{room_id}/seats > [Seat]",
        "GET /boats/{boat}/rooms/{room_id}/beds > [Bed]",
    )
    assert {one.name: one.having("list")[0].parents["room_id"] for one in resources[1:]} == {
        "seat": "/terms/{}/rooms/{}",
        "bed": "/boats/{}/rooms/{}",
    }


def test_several_variables_at_the_end() -> None:
    [repo] = find("GET /repos/{owner} > [Repo]", "GET /repos/{owner}/{repo} > Repo", "DELETE /repos/{owner}/{repo}")
    assert (repo.name, repo.place, repo.parents) == ("repo", "/repos/{}/{}", ("/repos/{}",))
    assert {(one.role, one.identifier, *one.parents) for one in repo.operations} == {
        ("list", None, "owner"),
        ("read", IdentifierSource("path", "repo"), "owner"),
        ("delete", IdentifierSource("path", "repo"), "owner"),
    }


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        pytest.param("DELETE /books ? book_id!", ("query", "book_id"), id="parameter"),
        pytest.param("DELETE /books < {ids: [integer]}", ("body", "/ids"), id="several"),
        pytest.param("PUT /books < {data: Book}", ("body", "/data/id"), id="envelope"),
        pytest.param("PATCH /books < [Book]", ("body", "/id"), id="array"),
        pytest.param("GET /book ? code! > Book", ("query", "code"), id="read"),
        pytest.param("PUT /books < {isbn: string, price: number}", ("body", "/isbn"), id="as-the-path"),
    ],
)
def test_items_that_the_query_or_the_body_names(line: str, identifier: tuple[str, str]) -> None:
    [book] = find(*BOOKS, "DELETE /books/{isbn}", line)
    [claim] = (one for one in book.operations if str(one.operation) == " ".join(line.split()[:2]))
    assert (claim.identifier, claim.certainty) == (identifier, "likely")


def test_names_are_unique() -> None:
    found = roles(
        *BOOKS,
        "GET /members/{id}/books/{book_id} > Loan",
        "DELETE /members/{id}/books/{book_id}",
        "GET /v2/members/{id}/books/{book_id} > NextLoan",
        "DELETE /v2/members/{id}/books/{book_id}",
    )
    assert set(found) == {"book", "member_book", "member_book_2"}
