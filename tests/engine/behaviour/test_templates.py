"""Answers written as data with holes in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.behaviour.templates import UnknownPlaceholder, fill, find_value, names_in

NAMES = {"row": {"id": 7, "by": {"name": "Ada"}}, "list": [1], "note": None, "flag": True, "text": "t"}
ITEMS = [{"field": "a", "reason": "is odd"}, {"field": "b", "reason": "is even"}]


@pytest.mark.parametrize(
    ("template", "value"),
    [
        # 1. one hole is the value itself
        pytest.param("{row}", NAMES["row"], id="1-object"),
        pytest.param("{row.id}", 7, id="1-member"),
        pytest.param("{row.by.name}", "Ada", id="1-member-of-member"),
        pytest.param("{note}", None, id="1-null"),
        pytest.param("{flag}", True, id="1-boolean"),
        pytest.param("{row.unknown.name}", None, id="1-missing-member-is-null"),
        pytest.param("{text.length}", None, id="1-member-of-a-text-is-null"),
        # 2. holes in a text are text
        pytest.param("No row {row.id}.", "No row 7.", id="2-number"),
        pytest.param("{text}{row.id}", "t7", id="2-two-holes"),
        pytest.param("<{note}>", "<>", id="2-null-is-nothing"),
        pytest.param("{{text}}", "{text}", id="2-braces"),
        pytest.param("{{{text}}}", "{t}", id="2-hole-in-braces"),
        pytest.param("{{", "{", id="2-one-brace"),
        pytest.param("a { b } {}", "a { b } {}", id="2-braces-that-are-no-hole"),
        pytest.param("plain", "plain", id="2-no-hole"),
        # 3. a question mark leaves null out
        pytest.param({"note?": "{note}", "id": "{row.id}"}, {"id": 7}, id="3-null-is-left-out"),
        pytest.param({"text?": "{text}", "flag?": False}, {"text": "t", "flag": False}, id="3-others-stay"),
        pytest.param({"note": "{note}"}, {"note": None}, id="3-without-it-null-stays"),
        # 4. each
        pytest.param({"each": "{field}"}, ["a", "b"], id="4-list"),
        pytest.param(
            {"each": {"f": "{field}", "t": "{text}"}}, [{"f": "a", "t": "t"}, {"f": "b", "t": "t"}], id="4-both"
        ),
        pytest.param({"each": "{field} {reason}", "join": "; "}, "a is odd; b is even", id="4-join"),
        pytest.param({"errors": [{"each": "{field}"}]}, {"errors": [["a", "b"]]}, id="4-anywhere"),
        # the rest is data
        pytest.param([1, None, {"a": [True]}], [1, None, {"a": [True]}], id="data"),
        pytest.param({"{text}": 1}, {"{text}": 1}, id="keys-are-no-templates"),
    ],
)
def test_fill(template: Any, value: Any) -> None:
    assert fill(template, NAMES, ITEMS) == value


def test_an_item_comes_before_a_name() -> None:
    assert fill({"each": "{text}"}, NAMES, [{"text": "mine"}, {}]) == ["mine", "t"]


def test_without_items_each_is_empty() -> None:
    assert fill({"each": "{field}"}, NAMES) == []
    assert fill({"each": "{field}", "join": ", "}, NAMES) == ""


@pytest.mark.parametrize("template", ["{unknown}", "a {unknown.id} b", {"a": ["{unknown}"]}, {"a?": "{unknown}"}])
def test_a_hole_without_a_value_raises(template: Any) -> None:
    with pytest.raises(UnknownPlaceholder, match="unknown"):
        fill(template, NAMES)


def test_find_value() -> None:
    assert find_value("row.by", NAMES) == {"name": "Ada"}
    with pytest.raises(UnknownPlaceholder):
        find_value("unknown", NAMES)


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{row.id} and {text}", {"row", "text"}),
        ("{{text}}", set()),
        ({"a": ["{row}", {"b?": "{note.x}"}], "each": "{field}"}, {"row", "note", "field"}),
        ([], set()),
        (5, set()),
    ],
)
def test_names_in(template: Any, names: set[str]) -> None:
    assert names_in(template) == names


TEMPLATES = st.recursive(
    st.sampled_from(["{row.id}", "x{text}y", "{{", "{note}", "}"]) | st.integers() | st.none() | st.text("ab{}.?"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab?", min_size=1), inner, max_size=3),
)


@given(TEMPLATES)
def test_a_template_needs_exactly_the_names_in_it(template: Any) -> None:
    names = {name: {"id": 1} for name in names_in(template)}
    fill(template, names)
    for name in names:
        with pytest.raises(UnknownPlaceholder):
            fill(template, {other: value for other, value in names.items() if other != name})


@given(st.text())
def test_doubled_braces_say_any_text(text: str) -> None:
    assert fill(text.replace("{", "{{").replace("}", "}}"), {}) == text
