"""Expressions that choose rows, as OData, SCIM and AIP-160 write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.handlers.lists.expressions import parse_expression

from .library import ask, library, query, titles

ROWS: list[dict[str, Any]] = [
    {
        "userName": "Ann",
        "age": 3,
        "active": True,
        "name": {"familyName": "O'Neil"},
        "emails": [{"value": "ann@example.com"}],
        "born": "2026-01-20T10:00:00Z",
        "tags": ["a", "b"],
    },
    {"userName": "bo", "age": 9, "active": False, "born": "2025-06-01T10:00:00Z", "title": 'Say "hi"'},
]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        pytest.param('userName eq "ann"', [0], id="scim-equal-without-case"),
        pytest.param("username eq 'Bo'", [1], id="another-case-of-the-name"),
        pytest.param('userName ne "ann"', [1], id="unequal"),
        pytest.param("age gt 3", [1], id="gt"),
        pytest.param("age ge 3 and age le 9", [0, 1], id="ge-le"),
        pytest.param("age lt 9", [0], id="lt"),
        pytest.param("age >= 9", [1], id="signs"),
        pytest.param("age != 9", [0], id="sign-unequal"),
        pytest.param("userName = bo AND active = false", [1], id="aip"),
        pytest.param("tags:b", [0], id="aip-has"),
        pytest.param('emails co "example"', [0], id="contains-in-items"),
        pytest.param('emails.value eq "ann@example.com"', [0], id="a-member-of-items"),
        pytest.param('userName sw "b"', [1], id="prefix"),
        pytest.param("contains(userName,'N')", [0], id="odata-contains"),
        pytest.param("startswith(userName, 'b')", [1], id="odata-prefix"),
        pytest.param("name/familyName eq 'O''Neil'", [0], id="odata-path-and-quote"),
        pytest.param(r'title eq "say \"hi\""', [1], id="escaped-quote"),
        pytest.param("name.familyName pr", [0], id="present"),
        pytest.param("born gt 2026-01-01", [0], id="date"),
        pytest.param("born le 2026-01-20T11:00:00+01:00", [0, 1], id="moment"),
        pytest.param("age in (3, 4)", [0], id="one-of"),
        pytest.param("active eq true", [0], id="boolean"),
        pytest.param("title eq null", [0], id="null"),
        pytest.param("not (age eq 3)", [1], id="not"),
        pytest.param("age eq 3 or age eq 9 and active eq true", [0], id="and-before-or"),
        pytest.param("(age eq 3 or age eq 9) and active eq false", [1], id="parentheses"),
    ],
)
def test_the_rows_that_an_expression_chooses(text: str, chosen: list[int]) -> None:
    choice = parse_expression(text)
    assert choice is not None
    assert [index for index, row in enumerate(ROWS) if choice(row)] == chosen


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("open", id="a-word"),
        pytest.param("age eq", id="no-value"),
        pytest.param("age near 3", id="no-operator"),
        pytest.param("age eq 3)", id="a-parenthesis-too-many"),
        pytest.param("(age eq 3", id="a-parenthesis-too-few"),
        pytest.param("age eq 3 age eq 9", id="no-conjunction"),
        pytest.param("name eq 'x", id="no-end-of-the-text"),
        pytest.param("(" * 1000, id="deep"),
        pytest.param("not " * 1000 + "age eq 3", id="deep-negations"),
    ],
)
def test_what_is_no_expression(text: str) -> None:
    assert parse_expression(text) is None


@given(st.text(alphabet="ab'\"()eq nd,:=<>!5.-", max_size=30))
def test_any_text_is_read_or_not(text: str) -> None:
    choice = parse_expression(text)
    assert choice is None or all(choice(row) in (True, False) for row in ROWS)


def test_a_list_is_filtered_by_an_expression(tmp_path: Path) -> None:
    books = library(tmp_path, [query("$filter")], books=[{"title": "Tea", "price": 5}, {"title": "Rum", "price": 20}])
    assert titles(ask(books, **{"$filter": "price gt 5"})) == ["Rum"]
    assert titles(ask(books, **{"$filter": "cheap"})) == ["Tea", "Rum"]
