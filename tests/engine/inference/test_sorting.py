"""Sorting: the parameters that order a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Sort

from .listings import INTEGER, TEXT, TIME, infer, nested, query

MEMBERS = {"title": TEXT, "price": INTEGER, "created_at": TIME, "order": INTEGER}
WAYS = {"enum": ["asc", "desc"]}
SHORT = {"created": "created_at"}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param([query("sort")], Sort("sort", members=SHORT), id="1-sort"),
        pytest.param([query("orderBy")], Sort("orderBy", members=SHORT), id="1-order-by"),
        pytest.param([query("$orderby")], Sort("$orderby", members=SHORT), id="1-odata"),
        pytest.param([query("order")], Sort("order", members=SHORT), id="1-order-without-directions"),
        pytest.param([query("sort"), query("order", WAYS)], Sort("sort", "order", SHORT), id="1-with-order"),
        pytest.param([query("dir", WAYS), query("sort_by")], Sort("sort_by", "dir", SHORT), id="1-with-dir"),
        pytest.param([query("sortBy"), query("sortOrder")], Sort("sortBy", "sortOrder", SHORT), id="1-free-direction"),
        pytest.param([query("order_by"), query("sort", WAYS)], Sort("order_by", "sort", SHORT), id="1-with-sort"),
        pytest.param(
            [query("sort", nested(field=TEXT, direction=WAYS), style="deepObject")],
            Sort("sort[field]", "sort[direction]", SHORT),
            id="1-object",
        ),
        pytest.param([query("order", WAYS)], Sort("order", "order"), id="2-order-alone"),
        pytest.param([query("sort", {"enum": ["ASC", "DESC"]})], Sort("sort", "sort"), id="2-sort-alone"),
        pytest.param([query("group_by")], None, id="another-name"),
    ],
)
def test_which_parameters_sort(tmp_path: Path, parameters: list[Any], expected: Sort | None) -> None:
    assert infer(tmp_path, MEMBERS, parameters).sort == expected


@pytest.mark.parametrize(
    ("value", "member"),
    [
        pytest.param("title", None, id="the-member"),
        pytest.param("-title", None, id="descending"),
        pytest.param("Title", "title", id="other-case"),
        pytest.param("-Title", "-title", id="other-case-descending"),
        pytest.param("created", "created_at", id="short-time"),
        pytest.param("-created", "-created_at", id="short-time-descending"),
        pytest.param("price_desc", "-price", id="direction-at-the-end"),
        pytest.param("price:asc", "price", id="direction-after-a-colon"),
        pytest.param("priceDesc", "-price", id="direction-in-camel-case"),
        pytest.param("CreationTime", "created_at", id="another-word-for-a-time"),
        pytest.param("date", "created_at", id="date"),
        pytest.param("newest", "-created_at", id="newest"),
        pytest.param("oldest", "created_at", id="oldest"),
        pytest.param("relevance", None, id="no-member"),
    ],
)
def test_what_a_value_means(tmp_path: Path, value: str, member: str | None) -> None:
    sort = infer(tmp_path, MEMBERS, [query("sort", {"enum": [value]})]).sort
    assert sort is not None
    assert sort.members == ({value: member} if member is not None else {})


def test_the_contrary_of_a_value_needs_no_words(tmp_path: Path) -> None:
    sort = infer(tmp_path, MEMBERS, [query("sort", {"enum": ["created", "-created", "-Title"]})]).sort
    assert sort == Sort("sort", None, {"created": "created_at", "-Title": "-title"})


def test_items_of_a_list(tmp_path: Path) -> None:
    schema = {"type": "array", "items": {"enum": ["title asc", "price desc"]}}
    sort = infer(tmp_path, MEMBERS, [query("sort", schema)]).sort
    assert sort == Sort("sort", None, {"title asc": "title", "price desc": "-price"})


def test_members_of_attributes(tmp_path: Path) -> None:
    sort = infer(tmp_path, {"attributes": nested(title=TEXT)}, [query("sort")]).sort
    assert sort == Sort("sort", None, {"title": "attributes.title"})


@pytest.mark.parametrize(
    ("description", "order"),
    [
        pytest.param("Lists books, newest first.", "-created_at", id="newest"),
        pytest.param("The most recently created books appear first.", "-created_at", id="most-recently-created"),
        pytest.param("Books in reverse chronological order", "-created_at", id="reverse-chronological"),
        pytest.param("Lists the newest books.", None, id="newest-of-all"),
        pytest.param("Books by title, first to last", None, id="another-order"),
    ],
)
def test_the_order_that_the_document_describes(tmp_path: Path, description: str, order: str | None) -> None:
    assert infer(tmp_path, MEMBERS, description=description).order == order
