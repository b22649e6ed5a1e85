"""What a list can be asked, and what it tells."""

from __future__ import annotations

from pathlib import Path

from mockserver.engine.behaviour import Filter, Page, Sort
from tests.support.remembering import remember

from .listings import INTEGER, LIST, TEXT, envelope, nested, query

GENRE = Filter("genre", "genre")


def test_a_list_and_a_search_in_the_body(tmp_path: Path) -> None:
    page = {"type": "integer", "default": 5}
    asked = nested(
        filter=nested(title=TEXT, price=nested(min=INTEGER)),
        sort=TEXT,
        q=TEXT,
        paging=nested(limit=page, offset=INTEGER),
    )
    sandbox = remember(
        tmp_path,
        {
            "POST /books": {"body": "Book", "201": "Book", "parameters": [query("title")]},
            "GET /books": {"200": LIST, "parameters": [query("title")]},
            "POST /books/search": {"body": asked, "200": envelope(total=INTEGER), "parameters": [query("genre")]},
            "GET /books/{id}": {"200": "Book"},
        },
        Book={"properties": {"id": INTEGER, "title": TEXT, "price": INTEGER, "genre": TEXT}},
    )
    rules = sandbox.api.behaviour.operations
    search = rules["POST /books/search"]
    assert search.asks_in_body
    assert search.filters == (Filter("filter.title", "title"), Filter("filter.price.min", "price", "min"), GENRE)
    assert (search.sort, search.search) == (Sort("sort"), "q")
    assert search.page == Page(size="paging.limit", offset="paging.offset", first=0, default=5)
    assert search.tells == {"/total": "total"}
    assert rules["GET /books"].filters == (Filter("title", "title"),)
    assert rules["POST /books"].filters == ()


def test_an_identifier_of_a_parent_filters(tmp_path: Path) -> None:
    sandbox = remember(
        tmp_path,
        {
            "POST /shelves": {"body": "Shelf", "201": "Shelf"},
            "GET /shelves/{shelf_id}": {"200": "Shelf"},
            "POST /shelves/{shelf_id}/books": {"body": "Book", "201": "Book"},
            "GET /shelves/{shelf_id}/books": {"200": LIST},
            "GET /books": {"200": LIST, "parameters": [query("shelf_id")]},
            "GET /books/{id}": {"200": "Book"},
        },
        Shelf={"properties": {"id": TEXT, "label": TEXT}},
        Book={"properties": {"id": INTEGER, "title": TEXT}},
    )
    assert sandbox.api.behaviour.operations["GET /books"].filters == (Filter("shelf_id", "shelf_id"),)
