"""Telling: what a list says about its page and the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from mockserver.engine.behaviour import Told
from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, body_of, changed, load_books, sandbox_of

from .library import get, library, query

NUMBERED = [query("page", "integer"), query("limit", "integer"), query("genre")]
SKIPPING = [query("skip", "integer"), query("limit", "integer")]
IDENTIFIERS = [query("starting_after"), query("ending_before"), query("limit", "integer")]
LETTERS = [{"title": letter, "genre": "xy"[index % 2]} for index, letter in enumerate("abcdefg")]
FIRST, MIDDLE, LAST, EMPTY = "limit=3", "limit=3&page=2", "limit=3&page=3", "limit=3&genre=z"

NUMBERS: tuple[tuple[str, Any, Any, Any, Any], ...] = (  # of the first page, one in the middle, the last, an empty list
    ("total", 7, 7, 7, 0),
    ("count", 3, 3, 1, 0),
    ("total_pages", 3, 3, 3, 0),
    ("page", 1, 2, 3, 1),
    ("per_page", 3, 3, 3, 3),
    ("offset", 0, 3, 6, 0),
    ("remaining", 4, 1, 0, 0),
    ("from", 1, 4, 7, None),
    ("to", 3, 6, 7, None),
    ("has_more", True, True, False, False),
    ("has_previous", False, True, True, False),
    ("is_first", True, False, False, True),
    ("is_last", False, False, True, True),
    ("is_empty", False, False, False, True),
    ("next_page", 2, 3, None, None),
    ("prev_page", None, 1, 2, None),
    ("first_id", "1", "4", "7", None),
    ("last_id", "3", "6", "7", None),
)
BOOLEANS = {"has_more", "has_previous", "is_first", "is_last", "is_empty"}


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    members: dict[str, Any] = {}
    for name, *_ in NUMBERS:
        kind = "boolean" if name in BOOLEANS else "string" if name.endswith("_id") else "integer"
        members[name] = {"type": [kind, "null"]}
    response = {"type": "object", "properties": {"items": ITEMS, "meta": {"type": "object", "properties": members}}}
    return library(tmp_path_factory.mktemp("numbered"), NUMBERED, response, books=LETTERS)


ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in NUMBERS])
def test_what_members_say(numbered: Sandbox, row: tuple[str, Any, Any, Any, Any]) -> None:
    name, *expected = row
    targets = (FIRST, MIDDLE, LAST, EMPTY)
    assert [get(numbered, f"/books?{target}")["meta"][name] for target in targets] == expected


LINKS = {
    name: {"type": ["string", "null"], "format": "uri-reference"} for name in ("self", "first", "prev", "next", "last")
}


class TestLinks:
    @pytest.fixture
    def books(self, tmp_path: Path) -> Sandbox:
        return library(tmp_path, NUMBERED, _envelope(LINKS), books=LETTERS)

    def test_they_keep_the_other_parameters(self, books: Sandbox) -> None:
        assert get(books, "/books?genre=x&limit=1&page=2")["links"] == {
            "self": "/books?genre=x&limit=1&page=2",
            "first": "/books?genre=x&limit=1&page=1",
            "prev": "/books?genre=x&limit=1&page=1",
            "next": "/books?genre=x&limit=1&page=3",
            "last": "/books?genre=x&limit=1&page=4",
        }

    def test_there_is_none_to_a_page_that_does_not_exist(self, books: Sandbox) -> None:
        links = get(books, "/books")["links"]
        assert (links["prev"], links["next"], links["first"]) == (None, None, "/books?page=1")

    def test_what_may_not_stand_in_a_query_is_encoded(self, tmp_path: Path) -> None:
        parameters = [query("page[number]", "integer"), query("page[size]", "integer")]
        books = library(tmp_path, parameters, _envelope(LINKS), books=LETTERS)
        assert get(books, "/books?page[size]=3")["links"]["next"] == "/books?page%5Bsize%5D=3&page%5Bnumber%5D=2"

    def test_of_offsets(self, tmp_path: Path) -> None:
        books = library(tmp_path, SKIPPING, _envelope(LINKS), books=LETTERS)
        links = get(books, "/books?limit=2&skip=3")["links"]
        assert {name: link.rpartition("=")[2] for name, link in links.items()} == {
            "self": "3",
            "first": "0",
            "prev": "1",
            "next": "5",
            "last": "6",
        }

    def test_of_identifiers(self, tmp_path: Path) -> None:
        books = library(tmp_path, IDENTIFIERS, _envelope(LINKS), books=LETTERS)
        assert get(books, "/books?limit=2&starting_after=2")["links"] == {
            "self": "/books?limit=2&starting_after=2",
            "first": "/books?limit=2",
            "prev": "/books?limit=2&ending_before=3",
            "next": "/books?limit=2&starting_after=4",
            "last": None,
        }


def _envelope(links: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"items": ITEMS, "links": {"type": "object", "properties": links}}}


def test_a_template_may_use_every_word(tmp_path: Path) -> None:
    template = {name: f"{{{name}}}" for name in get_args(Told)} | {"books": "{rows}"}
    rules = changed(BOOK_RULES, {"/operations/listBooks/answer": template})
    sandbox = sandbox_of(load_books(tmp_path, document=_without_schema(BOOKS), behaviour=rules))
    told = body_of(sandbox.ask("GET", "/books"))
    assert told.keys() == {*get_args(Told), "books"}
    assert (told["total"], told["has_more"], told["self_link"]) == (2, False, "/books/books")


def _without_schema(document: str) -> str:
    return changed(document, {"/paths/~1books/get/responses/200/content/application~1json/schema": {}})
