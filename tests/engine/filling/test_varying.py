"""Variants of values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.filling.laying import Choice
from mockserver.engine.filling.varying import iter_variants, vary_leaf
from mockserver.openapi.resources.schema_views import SchemaView
from tests.support.documents import document_of


def view_of(schema: dict[str, Any]) -> SchemaView:
    return SchemaView(document_of({"It": schema}), ["/components/schemas/It"])


NO_SCHEMA = view_of({})


@pytest.mark.parametrize(
    ("value", "schema", "number", "varied"),
    [
        pytest.param("b", {"enum": ["a", "b", "c"]}, 1, ("c",), id="1"),
        pytest.param("b", {"enum": ["a", "b", "c"]}, 2, ("a",), id="1-again"),
        pytest.param("x", {"enum": ["a", "b"]}, 1, (), id="1-not-of-the-list"),
        pytest.param(True, {}, 1, (False,), id="2"),
        pytest.param(True, {}, 2, (True,), id="2-again"),
        pytest.param(7, {}, 3, (10,), id="3"),
        pytest.param(7, {"multipleOf": 5}, 3, (22,), id="3-step"),
        pytest.param(0.1, {}, 2, (2.1,), id="3-float"),
        pytest.param(9, {"minimum": 1, "maximum": 10}, 3, (2,), id="3-begins-again"),
        pytest.param(10, {"maximum": 10}, 3, (10,), id="3-no-minimum"),
        pytest.param("Tea", {}, 1, ("Tea 2",), id="4"),
        pytest.param("tea", {}, 1, ("tea-2",), id="4-lower"),
        pytest.param("Fresh tea.", {}, 1, ("Fresh tea 2.",), id="4-sentence"),
        pytest.param("A-09", {}, 2, ("A-11",), id="4-number"),
        pytest.param("Earl Grey", {"maxLength": 8}, 1, ("Earl G 2",), id="4-short"),
        pytest.param("Tea", {"maxLength": 2}, 1, ("Tea",), id="4-too-short"),
        pytest.param("", {}, 1, ("",), id="4-empty"),
        pytest.param("2026-01-31T10:00:00Z", {"format": "date-time"}, 1, ("2026-02-01T10:00:00Z",), id="4-moment"),
        pytest.param("2026-12-31", {}, 1, ("2027-01-01",), id="4-date"),
        pytest.param("9999-12-31", {"format": "date"}, 1, ("9999-12-31",), id="4-last-date"),
        pytest.param("ada@example.com", {"format": "email"}, 1, ("ada2@example.com",), id="4-email"),
        pytest.param("https://a.test", {"format": "uri"}, 1, ("https://a.test/2",), id="4-host"),
        pytest.param("https://a.test/b.png", {"format": "uri"}, 1, ("https://a.test/b-2.png",), id="4-file"),
        pytest.param("https://a.test/books/7", {}, 1, ("https://a.test/books/8",), id="4-address"),
        pytest.param("https://a.test/books", {}, 1, ("https://a.test/books-2",), id="4-path"),
        pytest.param("https://a.test/?q=1", {}, 1, ("https://a.test/?q=1",), id="4-query"),
        pytest.param("aGk=", {"format": "byte"}, 1, ("aGk=",), id="4-bytes"),
        pytest.param("api.test", {"format": "hostname"}, 1, ("host2.test",), id="4-host-name"),
        pytest.param(None, {}, 1, (), id="null"),
    ],
)
def test_the_variants_of_a_value(
    value: object, schema: dict[str, Any], number: int, varied: tuple[object, ...]
) -> None:
    assert vary_leaf(value, view_of(schema), number) == varied


def test_a_text_with_a_pattern_has_several_variants() -> None:
    counted, dashed, joined, alike = vary_leaf("ab1", view_of({"pattern": "^[a-z]+[0-9]$"}), 1)
    assert (counted, dashed, joined) == ("ab2", "ab1-2", "ab12")
    assert alike[:2].isalpha() and alike[2].isdigit()


@pytest.mark.parametrize(
    ("name", "value"),
    [("currency", "EUR"), ("user_id", 7), ("mimeType", "text/plain"), ("is_deleted", False), ("status", "new")],
)
def test_what_programs_read_stays(name: str, value: object) -> None:
    assert list(iter_variants({name: value}, NO_SCHEMA, 1)) == []


def test_an_object_varies_in_its_leaves() -> None:
    row = {"id": 1, "key": "a", "owner": {"id": 1, "name": "Ada"}, "lines": [{"sum": 5}], "tags": ["x"]}
    assert list(iter_variants(row, NO_SCHEMA, 1, kept=frozenset({"key"}))) == [
        Choice(("id",), (2,)),
        Choice(("owner", "name"), ("Ada 2",)),
        Choice(("lines", 0, "sum"), (6,)),
    ]


@given(st.text(max_size=60), st.integers(1, 10_000))
def test_the_variants_of_a_text_differ(text: str, number: int) -> None:
    here, there = vary_leaf(text, NO_SCHEMA, number), vary_leaf(text, NO_SCHEMA, number + 1)
    assert here == there == (text,) or here != there
