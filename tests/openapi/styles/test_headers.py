"""Response header fields: how values become lines."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.operations import MediaTypeObject, ResponseHeader
from mockserver.openapi.styles import Shape, read_header_text, write_header

LIST = Shape(frozenset({"array"}), items=Shape(frozenset({"integer"})))


def header_of(name: str, *, explode: bool = False, media_type: str = "") -> ResponseHeader:
    content = MediaTypeObject(media_type, None, (), {}, "") if media_type else None
    return ResponseHeader(name, False, None, explode, (), "", content)


@pytest.mark.parametrize(
    ("header", "value", "lines"),
    [
        pytest.param(header_of("X-A", media_type="application/json"), ["a"], ['["a"]'], id="1-json"),
        pytest.param(header_of("X-A", media_type="text/plain"), "a", ["a"], id="1-text"),
        pytest.param(header_of("Set-Cookie"), ["a=1", "b=2"], ["a=1", "b=2"], id="2-cookies"),
        pytest.param(header_of("Set-Cookie"), "a=1", ["a=1"], id="2-one-cookie"),
        pytest.param(header_of("X-A"), [1, True, "c"], ["1,true,c"], id="3-list"),
        pytest.param(header_of("X-A"), {"R": 100, "G": 200}, ["R,100,G,200"], id="3-object"),
        pytest.param(header_of("X-A", explode=True), {"R": 100, "G": 200}, ["R=100,G=200"], id="3-exploded"),
    ],
)
def test_fields(header: ResponseHeader, value: Any, lines: list[str]) -> None:
    assert write_header(header, value) == [(header.name, line) for line in lines]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1, 2", [1, 2], id="follows-the-style"),
        pytest.param("\ud800", "\ud800", id="does-not"),
    ],
)
def test_a_malformed_field_is_its_text(text: str, value: Any) -> None:
    assert read_header_text(text, LIST, False) == value
