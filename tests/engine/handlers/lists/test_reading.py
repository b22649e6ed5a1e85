"""The values of rows: members by name, what a value stands for, times and ranks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.handlers.lists.reading import iter_atoms, rank, rank_all, read_moment, reader_of

values = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.text(max_size=3)
moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")


@pytest.mark.parametrize(
    ("row", "member", "expected"),
    [
        pytest.param({"name": 1}, "name", 1, id="a-member"),
        pytest.param({"first_name": 1}, "firstName", 1, id="in-another-case"),
        pytest.param({"address": {"city": 1}}, "address.city", 1, id="a-member-of-a-member"),
        pytest.param({"Address": {"City": 1}}, "address.city", 1, id="a-member-of-a-member-in-another-case"),
        pytest.param({"address.city": 1}, "address.city", 1, id="a-name-with-a-dot"),
        pytest.param({"emails": [{"value": 1}, {"value": 2}]}, "emails.value", [1, 2], id="a-member-of-items"),
        pytest.param({"address": "Oulu"}, "address.city", None, id="no-object"),
        pytest.param({}, "name", None, id="no-member"),
    ],
)
def test_a_member(row: dict[str, Any], member: str, expected: Any) -> None:
    assert reader_of(member)(row) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(7, [7], id="scalar"),
        pytest.param(["a", "b"], ["a", "b"], id="items"),
        pytest.param({"id": 7, "name": "Ann", "age": 40}, [7, "Ann"], id="what-an-object-is-known-by"),
        pytest.param([{"id": 7}, {"slug": "x"}], [7, "x"], id="objects"),
        pytest.param({"age": 40}, [], id="an-object-without-a-name"),
    ],
)
def test_what_a_value_stands_for(value: Any, expected: list[Any]) -> None:
    assert list(iter_atoms(value)) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("1970-01-01T00:01:00Z", 60, id="utc"),
        pytest.param("1970-01-01t00:01:00z", 60, id="small-letters"),
        pytest.param("1970-01-01 00:01:00", 60, id="without-zone"),
        pytest.param("1970-01-01T00:01:00.5Z", 60.5, id="fraction"),
        pytest.param("1970-01-01T02:01:00+02:00", 60, id="zone"),
        pytest.param("1970-01-02", 86400, id="date"),
        pytest.param("1970-13-02", None, id="no-such-month"),
        pytest.param("19700102", None, id="digits"),
        pytest.param("today", None, id="a-word"),
    ],
)
def test_moments(text: str, seconds: float | None) -> None:
    assert read_moment(text) == seconds


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param([None, -1, 0.5, 9, 10, "A", "b", "C"], id="null-numbers-texts"),
        pytest.param(["2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"], id="moments"),
        pytest.param(["1999-12-31", "2026-01-01", "soon"], id="moments-before-other-texts"),
        pytest.param([{"id": "a"}, {"id": "b"}], id="objects"),
        pytest.param([False, True], id="booleans"),
    ],
)
def test_ranks(ordered: list[Any]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=rank) == ordered


@given(st.lists(values) | st.lists(st.text(max_size=3)) | st.lists(moments) | st.lists(st.integers()))
def test_the_ranks_of_many_sort_as_those_of_each(listed: list[Any]) -> None:
    places = range(len(listed))
    assert sorted(places, key=rank_all(listed).__getitem__) == sorted(places, key=lambda place: rank(listed[place]))
