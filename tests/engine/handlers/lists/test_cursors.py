"""Cursors: where a page begins or ends, so that it stays there when rows are created or deleted meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.handlers.lists.cursors import Cursor, mark
from mockserver.engine.worlds.store import Row


def rows(letters: str) -> list[Row]:
    return [{"id": letter} for letter in letters]


def name(row: Row) -> str:
    return str(row["id"])


@given(st.lists(st.text(max_size=5), unique=True, min_size=1, max_size=9), st.data(), st.booleans())
def test_a_cursor_is_read_as_it_was_written(ids: list[str], data: st.DataObject, is_back: bool) -> None:
    listed: list[Row] = [{"id": one} for one in ids]
    at = data.draw(st.integers(0, len(ids)))
    cursor = mark(listed, at, name, is_back=is_back)
    assert Cursor.read(cursor.write()) == cursor
    assert cursor.find(listed, name) == at


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param("abcdefg", 3, id="nothing-changed"),
        pytest.param("abcdefgh", 3, id="a-row-was-added"),
        pytest.param("bcdefg", 2, id="a-row-before-it-was-deleted"),
        pytest.param("abdefg", 2, id="1-the-last-row-before-it-was-deleted"),
        pytest.param("defg", 0, id="1-all-rows-before-it-were-deleted"),
        pytest.param("abcefg", 3, id="2-the-row-after-it-was-deleted"),
        pytest.param("abefg", 2, id="2-both-rows-around-it-were-deleted"),
        pytest.param("aefg", 1, id="2-only-a-far-row-before-it-is-left"),
        pytest.param("xyz123", 3, id="3-all-others"),
        pytest.param("x", 1, id="3-fewer-others"),
        pytest.param("xadbc", 2, id="another-order"),
    ],
)
def test_where_a_cursor_is_after_changes(after: str, expected: int) -> None:
    assert mark(rows("abcdefg"), 3, name).find(rows(after), name) == expected


@pytest.mark.parametrize(
    "text", ["", "x", "bm90IEpTT04", "W10", "WzFd", "bnVsbA", "eyJhIjoxfQ", "WzAsImEiLFtdLFtdXQ", "ä"]
)
def test_a_text_that_is_no_cursor(text: str) -> None:
    assert Cursor.read(text) is None
