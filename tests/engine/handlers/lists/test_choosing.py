"""Choosing: the rows of a list that a request asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

from .library import BOOK, LIST, ask, library, query, titles

BOOKS: list[dict[str, Any]] = [
    {"title": "Tea", "genre": "Food", "price": 5, "sold": False, "tags": ["hot"], "author": {"id": 1, "name": "Ann"}},
    {"title": "Rum", "genre": "food", "price": 20, "sold": True, "tags": ["cold", "old"], "published": "1999-05-01"},
    {"title": "Sea", "genre": "travel", "price": 12.5, "author": {"id": 2, "name": "Bo"}, "code": "Secret"},
    {"title": "tea and sea", "genre": "Travel", "published": "2026-01-20T10:00:00Z"},
]
PARAMETERS = [
    *map(query, ("title", "genre", "tags", "author_name", "published", "title_like", "genre_ne", "q")),
    query("published_after", format="date"),
    query("author", "integer"),
    query("sold", "boolean"),
    query("min_price", "number"),
    query("max_price", "number"),
    query("genres", "array", items={"type": "string"}),
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    return library(tmp_path_factory.mktemp("library"), PARAMETERS, books=BOOKS)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, ["Tea", "Rum", "Sea", "tea and sea"], id="all"),
        pytest.param({"title": "Tea"}, ["Tea"], id="text"),
        pytest.param({"title": "SEA"}, ["Sea"], id="text-in-another-case"),
        pytest.param({"genre": "food"}, ["Rum"], id="case-counts-if-a-row-has-it"),
        pytest.param({"genre": "FOOD"}, ["Tea", "Rum"], id="case-counts-not-if-no-row-has-it"),
        pytest.param({"genre": "food,travel"}, ["Rum", "Sea"], id="one-of-several"),
        pytest.param({"genres": "food,travel"}, ["Rum", "Sea"], id="one-of-a-list"),
        pytest.param({"genre_ne": "food"}, ["Tea", "Sea", "tea and sea"], id="unequal"),
        pytest.param({"title_like": "ea"}, ["Tea", "Sea", "tea and sea"], id="a-part"),
        pytest.param({"tags": "old"}, ["Rum"], id="an-item-of-a-list"),
        pytest.param({"author": "2"}, ["Sea"], id="an-object-by-its-id"),
        pytest.param({"author_name": "Ann"}, ["Tea"], id="a-member-of-a-member"),
        pytest.param({"sold": "false"}, ["Tea"], id="boolean"),
        pytest.param({"min_price": 12.5}, ["Rum", "Sea"], id="min"),
        pytest.param({"min_price": 6, "max_price": 15}, ["Sea"], id="range"),
        pytest.param({"published": "2026-01-20"}, ["tea and sea"], id="a-day"),
        pytest.param({"published_after": "1999-05-01"}, ["tea and sea"], id="after-a-day"),
        pytest.param({"q": "TEA"}, ["Tea", "tea and sea"], id="search-without-case"),
        pytest.param({"q": "sea tea"}, ["tea and sea"], id="search-for-every-word"),
        pytest.param({"q": "ann"}, ["Tea"], id="search-in-a-member-of-a-member"),
        pytest.param({"q": "old"}, ["Rum"], id="search-in-a-list"),
        pytest.param({"q": "secret"}, [], id="search-not-in-what-is-not-shown"),
        pytest.param({"q": " "}, ["Tea", "Rum", "Sea", "tea and sea"], id="search-for-nothing"),
        pytest.param({"title": ""}, ["Tea", "Rum", "Sea", "tea and sea"], id="an-empty-value"),
    ],
)
def test_the_rows_that_are_chosen(books: Sandbox, asked: dict[str, Any], expected: list[str]) -> None:
    assert titles(ask(books, **asked)) == expected


def test_a_value_that_is_off_chooses_every_row(tmp_path: Path) -> None:
    genre = query("genre", enum=["food", "travel", "all"], default="food")
    books = library(tmp_path, [genre], books=[{"title": "Tea", "genre": "food"}, {"title": "Sea", "genre": "travel"}])
    assert titles(ask(books)) == ["Tea"]
    assert titles(ask(books, genre="all")) == ["Tea", "Sea"]


def test_a_default_lets_rows_through_that_do_not_have_the_member(tmp_path: Path) -> None:
    rows = [{"title": "Tea", "genre": "food"}, {"title": "Sea", "genre": "travel"}, {"title": "None"}]
    books = library(tmp_path, [query("genre", default="food")], books=rows)
    assert titles(ask(books)) == ["Tea", "None"]
    assert titles(ask(books, genre="food")) == ["Tea"]


def test_the_default_of_a_schema_that_others_share_chooses_nothing(tmp_path: Path) -> None:
    genre = {"type": "string", "enum": ["food", "travel"], "default": "food"}
    shared = {"name": "genre", "in": "query", "schema": {"$ref": "#/components/schemas/Genre"}}
    sandbox = remember(
        tmp_path,
        {
            "POST /books": {"body": "Book", "201": "Book"},
            "GET /books": {"parameters": [shared], "200": ["Book"]},
            "GET /books/{id}": {"200": "Book"},
        },
        Book={"properties": {"id": {"type": "integer"}, "title": {}, "genre": {"$ref": "#/components/schemas/Genre"}}},
        Genre=genre,
    )
    for book in ({"title": "Tea"}, {"title": "Sea", "genre": "travel"}):
        sandbox.ask("POST", "/books", book)
    assert titles(body_of(sandbox.ask("GET", "/books"))) == ["Tea", "Sea"]
    assert titles(body_of(sandbox.ask("GET", "/books?genre=food"))) == ["Tea"]


def test_names_of_the_request_and_of_the_response_may_differ_in_case(tmp_path: Path) -> None:
    sent = {"properties": {"FirstName": {"type": "string"}}}
    shown = {"properties": {"id": {"type": "integer"}, "firstName": {"type": "string"}}}
    sandbox = remember(
        tmp_path,
        {
            "POST /authors": {"body": "NewAuthor", "201": "Author"},
            "GET /authors": {"parameters": [query("first_name")], "200": ["Author"]},
            "GET /authors/{id}": {"200": "Author"},
        },
        NewAuthor=sent,
        Author=shown,
    )
    for name in ("Ann", "Bo"):
        sandbox.ask("POST", "/authors", {"FirstName": name})
    assert body_of(sandbox.ask("GET", "/authors?first_name=Bo")) == [{"id": 2, "firstName": "Bo"}]


def test_a_search_in_the_body(tmp_path: Path) -> None:
    text = {"type": "string"}
    asked = {"type": "object", "properties": {"filters": {"properties": {"genre": text}}, "q": text}}
    sandbox = remember(
        tmp_path,
        {
            "POST /books": {"body": "Book", "201": "Book"},
            "POST /books/search": {"body": asked, "200": LIST},
            "GET /books/{id}": {"200": "Book"},
        },
        Book=BOOK,
    )
    for book in BOOKS:
        sandbox.ask("POST", "/books", book)
    found = sandbox.ask("POST", "/books/search", {"filters": {"genre": "food"}})
    assert (titles(body_of(found)), found.source) == (["Rum"], "resource")
    assert titles(body_of(sandbox.ask("POST", "/books/search", {"q": "sea"}))) == ["Sea", "tea and sea"]
