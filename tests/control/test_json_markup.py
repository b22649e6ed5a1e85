"""JSON as it is shown: indented, marked, escaped, and otherwise as it was sent."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.control.json_markup import mark_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_tokens_are_marked_and_numbers_stay_as_they_are() -> None:
    marked = mark_json('{"a":[1.50,{}],"b":"<i>, {\\"x\\": 1}","c":true}')
    assert marked is not None
    assert text_of(marked) == ('{\n  "a": [\n    1.50,\n    {}\n  ],\n  "b": "<i>, {\\"x\\": 1}",\n  "c": true\n}')
    assert "<i>" not in marked
    assert re.findall(r'class="(\w+)"', marked) == ["key", "number", "key", "string", "key", "word"]


@pytest.mark.parametrize("text", ["", "plain", '"text"', "7", "{", '{"a":}', "[1,]", '{"a": "cut off'])
def test_other_texts_are_left_to_the_page(text: str) -> None:
    assert mark_json(text) is None


def test_deep_values_are_not_indented_without_end() -> None:
    assert len(mark_json("[" * 900 + "]" * 900) or "") < 100_000


@settings(max_examples=30)
@given(st.lists(VALUES) | st.dictionaries(st.text(), VALUES))
def test_what_is_shown_means_the_same(value: object) -> None:
    text = json.dumps(value)
    marked = mark_json(text)
    if marked is not None:  # numbers that orjson refuses are shown as they are
        assert json.loads(text_of(marked)) == value
