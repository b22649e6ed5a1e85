"""What expectations notice."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .expectations import (
    NOTHING,
    find,
    iter_body_differences,
    iter_header_differences,
    iter_item_differences,
    matches,
    read_saved,
)
from .scenarios import Expectation, Items

ROWS = [{"id": 1, "name": "Tea"}, {"id": 2, "name": "Milk"}]
PAGE = {"size": 2, "after": None, "before": ""}


@pytest.mark.parametrize(
    ("expected", "value", "same"),
    [
        pytest.param({"a": 1}, {"a": 1, "b": 2}, True, id="1-more-members"),
        pytest.param({"a": None}, {}, False, id="1-absent-member"),
        pytest.param({"a": {"b": 1}}, {"a": {"b": 2}}, False, id="1-nested"),
        pytest.param({}, [], False, id="1-an-array-is-no-object"),
        pytest.param([{"a": 1}], [{"a": 1, "b": 2}], True, id="2-subsets"),
        pytest.param([1], [1, 2], False, id="2-more-items"),
        pytest.param([1, 2], [2, 1], False, id="2-other-order"),
        pytest.param("~^cus_[a-z]+$", "cus_abc", True, id="3-regex"),
        pytest.param("~^cus_[a-z]+$", "cus_1", False, id="3-other-text"),
        pytest.param("~.", None, False, id="3-no-text"),
        pytest.param(3, 3.0, True, id="4-numbers"),
        pytest.param(1, True, False, id="4-a-boolean-is-no-number"),
        pytest.param("1", 1, False, id="4-a-text-is-no-number"),
    ],
)
def test_matches(expected: Any, value: Any, same: bool) -> None:
    assert matches(expected, value) is same


@pytest.mark.parametrize(
    ("pointer", "found"),
    [("", ROWS), ("/1/name", "Milk"), ("/2", NOTHING), ("/x", NOTHING), ("/0/name/x", NOTHING)],
)
def test_find(pointer: str, found: Any) -> None:
    assert find(ROWS, pointer) == found


@pytest.mark.parametrize(
    ("items", "count"),
    [
        (Items(count=2, contain=[{"name": "Tea"}], lack=[{"name": "Salt"}], ids=[2, 1]), 0),
        (Items(each={}, values={"at": "/name", "are": ["Tea", "Milk"]}), 0),
        (Items(count=1), 1),
        (Items(contain=[{"name": "Salt"}]), 1),
        (Items(lack=[{"name": "Tea"}]), 1),
        (Items(each={"name": "Tea"}), 1),
        (Items(ids=[1, 1]), 1),
        (Items(ids=["1", "2"]), 1),
        (Items(ids=["Tea", "Milk"], by="/title"), 1),
        (Items(values={"at": "/name", "are": ["Milk", "Tea"]}), 1),
    ],
)
def test_items(items: Items, count: int) -> None:
    assert len([*iter_item_differences(items, ROWS)]) == count


def test_each_is_of_no_use_without_items() -> None:
    assert [*iter_item_differences(Items(each={}), [])]


@pytest.mark.parametrize(
    ("expected", "count"),
    [
        (Expectation(expect=[200], has={"data": ROWS}, absent=["/secret"], items=Items(at="/data")), 0),
        (Expectation(expect=[200], has={"data": []}), 1),
        (Expectation(expect=[200], absent=["/data/0"]), 1),
        (Expectation(expect=[200], blank=["/next", "/page/after", "/page/before"]), 0),
        (Expectation(expect=[200], blank=["/page/size", "/data"]), 2),
        (Expectation(expect=[200], items=Items()), 1),
        (Expectation(expect=[200], text="[]"), 1),
        (Expectation(expect=[200], text='~^."data"'), 0),
        (Expectation(expect=[200], text="~^x"), 1),
    ],
)
def test_bodies(expected: Expectation, count: int) -> None:
    assert len([*iter_body_differences(expected, json.dumps({"data": ROWS, "page": PAGE}))]) == count


def test_a_body_that_is_not_json() -> None:
    assert [*iter_body_differences(Expectation(expect=[200], has={}), "Tea")] == ["the body is not JSON"]
    assert [*iter_body_differences(Expectation(expect=[200], text="Tea"), "Tea")] == []


@pytest.mark.parametrize(
    ("expected", "same"),
    [("/pets/1", True), ("/pets/2", False), ("~/1$", True), ("~/2$", False)],
)
def test_header_fields(expected: str, same: bool) -> None:
    assert ([*iter_header_differences({"Location": expected}, {"location": "/pets/1"})] == []) is same


def test_an_absent_header_field_is_an_empty_text_to_a_regular_expression() -> None:
    assert [*iter_header_differences({"Link": "~."}, {})]
    assert [*iter_header_differences({"Link": "~^$"}, {})] == []
    assert [*iter_header_differences({"Link": ""}, {})]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/0/id", 1),
        ("/2/id", NOTHING),
        ("header Location", "/pets/7"),
        ("header Location ~ ([^/]+)$", "7"),
        ("header Location ~ (x)", NOTHING),
        ("header ETag", NOTHING),
    ],
)
def test_what_is_saved(place: str, value: Any) -> None:
    assert read_saved(place, {"location": "/pets/7"}, json.dumps(ROWS)) == value
