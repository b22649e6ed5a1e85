"""The name that a misspelt one was meant to be."""

from __future__ import annotations

import pytest

from mockserver.openapi.spelling import edit_distance, find_nearest_name, suggest_type

KEYS = ["operationId", "operationRef", "responses", "description", "deprecated", "in", "tags"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("operationID", "operationId", id="case"),
        pytest.param("response", "responses", id="a-letter-missing"),
        pytest.param("tagss", "tags", id="a-letter-too-many"),
        pytest.param("desciption", "description", id="in-the-middle"),
        pytest.param("tasg", "tags", id="two-letters-swapped"),
        pytest.param("desc", "description", id="the-beginning"),
        pytest.param("de", None, id="too-short-a-beginning"),
        pytest.param("oper", None, id="the-beginning-of-two"),
        pytest.param("on", "in", id="short"),
        pytest.param("x", None, id="nothing-in-common"),
        pytest.param("summary", None, id="another-word"),
    ],
)
def test_the_nearest_name(name: str, expected: str | None) -> None:
    assert find_nearest_name(name, KEYS) == expected


@pytest.mark.parametrize(
    ("one", "other", "limit", "expected"),
    [("", "", 0, 0), ("ab", "ba", 2, 1), ("abc", "abd", 2, 1), ("abc", "xyz", 3, 3), ("abc", "xyz", 2, 1_000)],
)
def test_the_distance(one: str, other: str, limit: int, expected: int) -> None:
    assert edit_distance(one, other, limit) == edit_distance(other, one, limit) == expected


@pytest.mark.parametrize(
    ("name", "near"),
    [("int", "integer"), ("bool", "boolean"), ("Float", "number"), ("list", "array"), ("string", None), ("zzz", None)],
)
def test_types(name: str, near: str | None) -> None:
    assert suggest_type(name) == (f"; did you mean `{near}`?" if near else "")
