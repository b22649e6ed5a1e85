"""Ordering: the rows of a list as a request wants them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.small_sandbox import Sandbox

from .library import ask, library, query, titles

BOOKS: list[dict[str, Any]] = [
    {"title": "b", "price": 9, "genre": "x", "published": "2026-01-20T00:00:00+02:00", "author": {"id": 2}},
    {"title": "A", "price": 10, "genre": "y", "published": "2026-01-20T00:00:00Z", "author": {"id": 1}},
    {"title": "c", "price": None, "genre": "x", "published": "2026-01-19", "author": {"id": 3}},
]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    parameters = [query("sort"), query("order", enum=["asc", "desc", "ASCENDING", "DESCENDING"])]
    return library(tmp_path_factory.mktemp("library"), parameters, books=BOOKS)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, "bAc", id="order-of-creation"),
        pytest.param({"sort": "title"}, "Abc", id="texts-without-case"),
        pytest.param({"sort": "-title"}, "cbA", id="minus"),
        pytest.param({"sort": "+title"}, "Abc", id="plus"),
        pytest.param({"sort": "title:desc"}, "cbA", id="colon"),
        pytest.param({"sort": "title desc"}, "cbA", id="space"),
        pytest.param({"sort": "title,desc"}, "cbA", id="comma"),
        pytest.param({"sort": "title_desc"}, "cbA", id="underscore"),
        pytest.param({"sort": "title", "order": "desc"}, "cbA", id="direction"),
        pytest.param({"sort": "-title", "order": "desc"}, "Abc", id="both"),
        pytest.param({"sort": "title", "order": "DESCENDING"}, "cbA", id="direction-as-a-word"),
        pytest.param({"sort": "price"}, "cbA", id="null-first-and-numbers-as-numbers"),
        pytest.param({"sort": "-price"}, "Abc", id="null-last"),
        pytest.param({"sort": "published"}, "cbA", id="moments"),
        pytest.param({"sort": "author.id"}, "Abc", id="a-member-of-a-member"),
        pytest.param({"sort": "genre"}, "bcA", id="equal-rows-in-order-of-creation"),
        pytest.param({"sort": "-genre"}, "Abc", id="also-descending"),
        pytest.param({"sort": "genre,-title"}, "cbA", id="several"),
        pytest.param({"sort": "genre,desc,title,asc"}, "Abc", id="several-with-directions"),
        pytest.param({"sort": "created"}, "bAc", id="times-by-short-names"),
        pytest.param({"sort": "-created_at"}, "cAb", id="of-the-newest-the-last"),
        pytest.param({"sort": "colour"}, "bAc", id="no-member"),
        pytest.param({"sort": "colour,title"}, "Abc", id="no-member-and-another"),
        pytest.param({"order": "desc"}, "cAb", id="direction-alone"),
    ],
)
def test_the_order(books: Sandbox, asked: dict[str, Any], expected: str) -> None:
    assert "".join(titles(ask(books, **asked))) == expected


def test_a_direction_without_members(tmp_path: Path) -> None:
    books = library(tmp_path, [query("order", enum=["asc", "desc"], default="desc")], books=BOOKS)
    assert "".join(titles(ask(books))) == "cAb"
    assert "".join(titles(ask(books, order="asc"))) == "bAc"


def test_values_with_other_names(tmp_path: Path) -> None:
    books = library(tmp_path, [query("sort", enum=["newest", "cheapest", "price_desc"])], books=BOOKS)
    shown = ["".join(titles(ask(books, sort=value))) for value in ("newest", "cheapest", "price_desc")]
    assert shown == ["cAb", "bAc", "Abc"]
