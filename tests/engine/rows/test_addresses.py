"""The keys of rows as texts that a path can hold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

import pytest

from mockserver.engine.behaviour import Resource
from mockserver.engine.rows.addresses import find_key, show_key

NOTE = Resource("note", None, (), "id", "uuid", None, None, "always", None, (), {}, "not_found")
UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"


@pytest.mark.parametrize(
    ("text", "known", "key"),
    [
        pytest.param("acme/7", {"acme/7"}, "acme/7", id="1-as-it-is-spelt"),
        pytest.param("-", {"-", ""}, "-", id="1-a-dash-that-is-one"),
        pytest.param(UUID.upper(), {UUID}, UUID, id="2-another-spelling"),
        pytest.param("-", {""}, "", id="3-the-empty-key"),
        pytest.param("8", {"7"}, "8", id="4-a-row-to-come"),
        pytest.param(UUID.upper(), set(), UUID.upper(), id="4-a-uuid-to-come"),
        pytest.param("-", {"7"}, "-", id="4-a-dash-to-come"),
    ],
)
def test_a_text_means_the_first_of_these(text: str, known: Container[str], key: str) -> None:
    assert find_key(replace(NOTE, is_uuid=True), text, known) == key


def test_the_only_row_may_be_one_to_come() -> None:
    assert find_key(replace(NOTE, is_singleton=True), "-", set()) == ""


def test_other_texts_are_no_uuids_unless_the_schema_says_so() -> None:
    assert find_key(NOTE, UUID.upper(), {UUID}) == UUID.upper()


@pytest.mark.parametrize(("key", "text"), [("", "-"), ("acme/7", "acme/7")])
def test_a_key_is_shown_as_a_text(key: str, text: str) -> None:
    assert show_key(key) == text
