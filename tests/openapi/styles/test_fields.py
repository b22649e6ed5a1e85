"""One value from the pairs of a form."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.operations import Style
from mockserver.openapi.styles import (
    ABSENT,
    ANYTHING,
    Field,
    Pairs,
    RepeatedError,
    Shape,
    StyleError,
    decode_query,
    split_pairs,
)

INTEGER = Shape(frozenset({"integer"}))
LIST = Shape(frozenset({"array"}), items=INTEGER)
OBJECT = Shape(frozenset({"object"}), properties={"R": INTEGER})
OPEN_OBJECT = Shape(frozenset({"object"}), additional=ANYTHING)
NESTED = Shape(frozenset({"object"}), properties={"in": OBJECT, "list": LIST})


@pytest.mark.parametrize(
    ("style", "explode", "shape", "pairs", "value"),
    [
        pytest.param("form", True, INTEGER, {"it": ["5"]}, 5, id="scalar"),
        pytest.param("form", True, INTEGER, {"other": ["5"]}, ABSENT, id="absent"),
        pytest.param("form", True, LIST, {"it": ["1", "2"]}, [1, 2], id="list"),
        pytest.param("form", False, LIST, {"it": ["1,2"]}, [1, 2], id="list-in-one-text"),
        pytest.param("pipeDelimited", False, LIST, {"it": ["1%7C2"]}, [1, 2], id="pipes"),
        pytest.param("form", True, OBJECT, {"R": ["1"], "it": ["x"]}, {"R": 1}, id="object"),
        pytest.param("form", True, OPEN_OBJECT, {"a": ["1"], "taken": ["2"]}, {"a": "1"}, id="open-object"),
        pytest.param("deepObject", True, OBJECT, {"it[R]": ["1"]}, {"R": 1}, id="deep"),
        pytest.param("deepObject", True, NESTED, {"it[in][R]": ["1"]}, {"in": {"R": 1}}, id="deeper"),
        pytest.param("deepObject", True, NESTED, {"it[list][]": ["1", "2"]}, {"list": [1, 2]}, id="deep-list"),
    ],
)
def test_values(style: Style, explode: bool, shape: Shape, pairs: Pairs, value: Any) -> None:
    field = Field("it", style, shape, decode_query, explode=explode)
    assert field.read(pairs, frozenset({"taken"})) == value


def test_a_scalar_given_twice() -> None:
    with pytest.raises(RepeatedError, match="was given 2 times"):
        Field("it", "form", INTEGER, decode_query, explode=True).read({"it": ["1", "2"]})


def test_a_repeatable_scalar_is_a_list() -> None:
    field = Field("it", "form", INTEGER, decode_query, explode=True, repeatable=True)
    assert field.read({"it": ["1", "2"]}) == [1, 2]


@pytest.mark.parametrize("name", ["it[R", "it[R]]", "it[R]x"])
def test_malformed_brackets(name: str) -> None:
    with pytest.raises(StyleError, match="does not name properties in brackets"):
        Field("it", "deepObject", OBJECT, decode_query, explode=True).read({name: ["1"]})


@pytest.mark.parametrize(
    ("style", "explode", "owned"),
    [
        pytest.param("form", False, ["it"], id="whole"),
        pytest.param("form", True, ["it", "R"], id="exploded"),
        pytest.param("deepObject", True, ["it", "it[R]"], id="deep"),
    ],
)
def test_names_that_a_field_owns(style: Style, explode: bool, owned: list[str]) -> None:
    field = Field("it", style, OBJECT, decode_query, explode=explode)
    assert [name for name in ("it", "R", "it[R]", "other") if field.owns(name)] == owned


def test_pairs_keep_their_encoding() -> None:
    assert split_pairs("a=1&b&=2&&c=%26") == [("a", "1"), ("b", ""), ("", "2"), ("c", "%26")]
