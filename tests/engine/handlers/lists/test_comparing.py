"""Comparisons of what rows have with what a request asks for."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.behaviour import Compare
from mockserver.engine.handlers.lists.comparing import has_text, make_test


@pytest.mark.parametrize(
    ("value", "own", "expected"),
    [
        pytest.param("tea", "tea", True, id="text"),
        pytest.param("tea", "Tea", False, id="another-case"),
        pytest.param(7, 7, True, id="number"),
        pytest.param(7, "7", True, id="number-for-a-text"),
        pytest.param("7", 7, True, id="text-for-a-number"),
        pytest.param("7.0", 7, True, id="another-form-of-the-number"),
        pytest.param(True, True, True, id="boolean"),
        pytest.param("true", True, True, id="text-for-a-boolean"),
        pytest.param("false", True, False, id="another-boolean"),
        pytest.param("null", None, True, id="text-for-null"),
        pytest.param("tea", None, False, id="null"),
        pytest.param(["tea", "rum"], "rum", True, id="one-of-several"),
        pytest.param("tea, rum", "rum", True, id="one-of-a-text-with-commas"),
        pytest.param("Rum, old", "Rum, old", True, id="a-text-with-a-comma"),
        pytest.param("tea", ["rum", "tea"], True, id="an-item"),
        pytest.param("tea", ["rum"], False, id="no-item"),
        pytest.param(7, {"id": 7, "name": "Ann"}, True, id="an-object-by-its-id"),
        pytest.param("Ann", [{"id": 7, "name": "Ann"}], True, id="an-object-by-its-name"),
        pytest.param("2026-01-20", "2026-01-20T15:00:00Z", True, id="a-time-of-the-day"),
        pytest.param("2026-01-20", "2026-01-21T15:00:00Z", False, id="a-time-of-another-day"),
        pytest.param("2026-01-20T15:00:00Z", "2026-01-20T16:00:00+01:00", True, id="the-same-moment"),
    ],
)
def test_equal(value: Any, own: Any, expected: bool) -> None:
    assert make_test("equal", value)(own) is expected
    assert make_test("unequal", value)(own) is not expected


def test_equal_without_case() -> None:
    test = make_test("equal", ["TEA", "Rum"], is_folded=True)
    assert [test(own) for own in ("tea", "rum", "milk", None, 7, ["Tea"])] == [True, True, False, False, False, True]


@pytest.mark.parametrize(
    ("compare", "bound", "passing", "failing"),
    [
        pytest.param("min", 5, [5, 6.5, "7", "5.0"], [4, "4", None, "tea", {}], id="min"),
        pytest.param("above", 5, [6], [5, 4], id="above"),
        pytest.param("max", "5", [5, 4], [6], id="max-as-a-text"),
        pytest.param("below", 5, [4], [5], id="below"),
        pytest.param("min", 5, [[1, 9]], [[1, 2]], id="an-item"),
        pytest.param("min", 86400, ["1970-01-02", "1970-01-03"], ["1970-01-01"], id="seconds-for-a-date"),
        pytest.param("min", 1767225600000, ["2026-01-01"], ["2025-12-31"], id="milliseconds-for-a-date"),
        pytest.param(
            "min",
            "2026-01-01T00:00:00Z",
            ["2026-01-01T01:00:00+01:00", "2026-01-02", 1767225600],
            ["2026-01-01T00:30:00+01:00", None, "soon"],
            id="moment",
        ),
        pytest.param("max", "2026-01-20", ["2026-01-20T23:59:59Z", "2026-01-19"], ["2026-01-21"], id="day-includes"),
        pytest.param("above", "2026-01-20", ["2026-01-21T00:00:00Z"], ["2026-01-20T23:59:59Z"], id="day-leaves-out"),
        pytest.param("below", "2026-01-20", ["2026-01-19"], ["2026-01-20T00:00:00Z"], id="day-below"),
        pytest.param("min", "m", ["M", "tea"], ["apple", None], id="text"),
        pytest.param("contains", "EA", ["tea", ["pear"]], ["rum", None], id="contains"),
        pytest.param("contains", "7", [174], [184], id="contains-in-a-number"),
        pytest.param("prefix", "Te", ["tea"], ["stea"], id="prefix"),
    ],
)
def test_other_comparisons(compare: Compare, bound: Any, passing: list[Any], failing: list[Any]) -> None:
    test = make_test(compare, bound)
    assert [own for own in (*passing, *failing) if test(own)] == passing


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("tea", True, id="letters"),
        pytest.param(["7", "tea"], True, id="letters-in-a-list"),
        pytest.param("174", False, id="digits"),
        pytest.param(174, False, id="number"),
        pytest.param(True, False, id="boolean"),
    ],
)
def test_whether_case_may_matter(value: Any, expected: bool) -> None:
    assert has_text(value) is expected
