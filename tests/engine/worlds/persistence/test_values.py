"""Rows as JSON and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.worlds.persistence.values import UnwritableRow, mark_text, read_row, write_row

TEXTS = st.text(st.characters(exclude_categories=()), max_size=5)  # lone surrogates are among them
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.binary(max_size=5)
)
ROWS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=10
)


def round_trip(row: Any) -> Any:
    content, is_plain = write_row(row)
    value = orjson.loads(content)
    return value if is_plain else read_row(value)


@given(st.dictionaries(TEXTS, ROWS, max_size=4))
def test_what_is_written_is_read(row: dict[str, Any]) -> None:
    again = round_trip(row)
    assert again == row
    assert repr(again) == repr(row), "1 is not 1.0, and the order counts"


@pytest.mark.parametrize(
    ("row", "is_plain"),
    [
        ({"a": [1, 1.5, "ü", None, True, {}]}, True),
        ({"o": [["a", 1]], "b": "YQ==", "i": "1"}, True),
        ({"b": b"\xff"}, False),
        ({"i": 2**64}, False),
        ({"i": {"i": -(2**70)}}, False),
        ({1: "a number as a name"}, False),
        ({"at": datetime(2026, 1, 20, tzinfo=UTC), "on": date(2026, 1, 20), "sum": Decimal("1.50")}, False),
        ({"id": UUID(int=1), "b": b""}, False),
    ],
    ids=str,
)
def test_what_is_not_plain_json_is_marked(row: dict[Any, Any], is_plain: bool) -> None:
    assert write_row(row)[1] is is_plain
    assert round_trip(row) == row


def nested(levels: int, inner: Any) -> Any:
    return inner if levels == 0 else {"a": nested(levels - 1, inner)}


@pytest.mark.parametrize(("levels", "inner"), [(100, 1), (250, 1), (200, b"")], ids=str)
def test_a_deep_row(levels: int, inner: object) -> None:
    row = nested(levels, inner)
    assert round_trip(row) == row


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"a": {1, 2}}, "it has a value of the type set"),
        ({"a": object()}, "it has a value of the type object"),
        (nested(250, b""), "it has too many levels"),
        (nested(900, 1), "it has too many levels"),
    ],
    ids=["set", "object", "deep", "deeper"],
)
def test_a_row_that_cannot_be_written(row: Any, reason: str) -> None:
    with pytest.raises(UnwritableRow, match=reason):
        write_row(row)


@given(TEXTS)
def test_texts(text: str) -> None:
    assert read_row(orjson.loads(orjson.dumps(mark_text(text)))) == text


@pytest.mark.parametrize(
    "value", [{}, {"x": 1}, {"b": "%"}, {"i": "x"}, {"o": 1}, {"o": [1]}, {"t": "x"}, {"a": 1, "b": 2}]
)
def test_a_value_without_marks_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, ArithmeticError)):
        read_row(value)
