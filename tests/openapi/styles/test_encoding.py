"""A value in each style is written as a second implementation writes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.operations import MediaTypeObject, Parameter
from mockserver.openapi.styles import write_content, write_pairs, write_segment, write_simple
from tests.support import rfc6570
from tests.support.documents import operation_of

TEXTS = st.text(max_size=5)
SCALARS = TEXTS | st.integers() | st.booleans()
OBJECTS = st.dictionaries(TEXTS, SCALARS, min_size=1, max_size=3)
VALUES = SCALARS | st.lists(SCALARS, min_size=1, max_size=3) | OBJECTS


def parameter_of(location: str, style: str, *, explode: bool = False) -> Parameter:
    written = {"name": "color", "in": location, "required": True, "style": style, "explode": explode, "schema": {}}
    return operation_of(written).parameters[0]


@pytest.mark.parametrize("explode", [pytest.param(True, id="exploded"), pytest.param(False, id="whole")])
@pytest.mark.parametrize("style", ["simple", "label", "matrix"])
@given(value=VALUES)
def test_path_parameters(style: str, explode: bool, value: Any) -> None:
    written = write_segment(parameter_of("path", style, explode=explode), value)
    assert written == rfc6570.write_text(style, explode, "color", value)


@pytest.mark.parametrize(
    ("style", "explode"),
    [
        pytest.param("form", True, id="form-exploded"),
        pytest.param("form", False, id="form"),
        pytest.param("spaceDelimited", False, id="spaceDelimited"),
    ],
)
@given(value=VALUES)
def test_query_parameters(style: str, explode: bool, value: Any) -> None:
    written = "&".join(write_pairs(parameter_of("query", style, explode=explode), value))
    assert written == rfc6570.write_pairs(style, explode, "color", value)


@given(value=OBJECTS)
def test_deep_objects(value: dict[str, Any]) -> None:
    written = "&".join(write_pairs(parameter_of("query", "deepObject", explode=True), value))
    assert written == rfc6570.write_pairs("deepObject", True, "color", value)


def test_a_list_in_an_object_is_pairs_of_one_name() -> None:
    value = {"R": [100, 200], "G": 5, "B": []}
    assert write_pairs(parameter_of("query", "deepObject"), value) == [
        "color%5BR%5D=100",
        "color%5BR%5D=200",
        "color%5BG%5D=5",
    ]
    assert write_pairs(parameter_of("query", "form", explode=True), value) == ["R=100", "R=200", "G=5"]


@pytest.mark.parametrize("explode", [pytest.param(True, id="exploded"), pytest.param(False, id="whole")])
@given(value=VALUES)
def test_header_fields(explode: bool, value: Any) -> None:
    text = rfc6570.write_text("simple", explode, "color", value, rfc6570.scalar_text)
    assert write_simple(value, explode=explode) == text


@pytest.mark.parametrize(
    ("style", "text"),
    [
        pytest.param("pipeDelimited", "color=a%7Cb", id="pipeDelimited"),
        pytest.param("tabDelimited", "color=a%09b", id="tabDelimited"),
    ],
)
def test_delimiters_are_percent_encoded(style: str, text: str) -> None:
    assert write_pairs(parameter_of("query", style), ["a", "b"]) == [text]


@pytest.mark.parametrize("value", [pytest.param(None, id="null"), pytest.param("", id="empty-text")])
def test_null_is_written_as_nothing(value: Any) -> None:
    assert write_simple(value, explode=False) == ""
    assert write_pairs(parameter_of("query", "form"), value) == ["color="]


@pytest.mark.parametrize(
    ("media_type", "value", "text"),
    [
        pytest.param("application/json", {"é": ["a"]}, '{"\\u00e9":["a"]}', id="json"),
        pytest.param("application/json", "a", '"a"', id="json-text"),
        pytest.param("text/plain", "é", "é", id="text"),
        pytest.param("text/plain", 5, "5", id="number-as-text"),
    ],
)
def test_a_content_is_written_in_its_media_type(media_type: str, value: Any, text: str) -> None:
    assert write_content(MediaTypeObject(media_type, None, (), {}, ""), value) == text
