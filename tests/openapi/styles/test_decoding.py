"""One text read in each style (OpenAPI 3.1.1 §4.8.12.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.openapi.styles import (
    Shape,
    StyleError,
    decode_percent,
    header_reader,
    label_reader,
    matrix_reader,
    simple_reader,
)

LIST = Shape(frozenset({"array"}), items=Shape(frozenset({"string"})))
RGB = Shape(frozenset({"object"}))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        pytest.param(simple_reader(LIST, decode_percent, explode=False), "a,b%2Cc", ["a", "b,c"], id="simple"),
        pytest.param(simple_reader(RGB, decode_percent, explode=False), "R,1,G,2", {"R": "1", "G": "2"}, id="object"),
        pytest.param(simple_reader(RGB, decode_percent, explode=True), "R=1,G=2", {"R": "1", "G": "2"}, id="exploded"),
        pytest.param(header_reader(LIST, explode=False), "a , %62", ["a", "%62"], id="header"),
        pytest.param(label_reader(LIST, explode=False, dots=False), ".a,b.c", ["a", "b.c"], id="label"),
        pytest.param(label_reader(LIST, explode=False, dots=True), ".a.b", ["a", "b"], id="label-with-dots"),
        pytest.param(label_reader(LIST, explode=True, dots=False), ".a.b", ["a", "b"], id="label-exploded"),
        pytest.param(matrix_reader("it", LIST, explode=False), ";it=a,b", ["a", "b"], id="matrix"),
        pytest.param(matrix_reader("it", LIST, explode=True), ";it=a;it=b", ["a", "b"], id="matrix-exploded"),
        pytest.param(matrix_reader("it", RGB, explode=True), ";R=1;G=2", {"R": "1", "G": "2"}, id="matrix-object"),
    ],
)
def test_values(read: Callable[[str], Any], text: str, value: Any) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        pytest.param(label_reader(LIST, explode=False, dots=False), "a", 'begin with "."', id="label"),
        pytest.param(matrix_reader("it", LIST, explode=False), "it=a", 'begin with ";"', id="matrix"),
        pytest.param(matrix_reader("it", LIST, explode=False), ";x=a", 'a name other than "it"', id="matrix-name"),
        pytest.param(simple_reader(RGB, decode_percent, explode=False), "R,1,G", "odd number of parts", id="odd"),
        pytest.param(simple_reader(RGB, decode_percent, explode=True), "R=1,G", "a part without =", id="no-value"),
        pytest.param(simple_reader(RGB, decode_percent, explode=True), "R=1,R=2", '"R" twice', id="twice"),
    ],
)
def test_malformed(read: Callable[[str], Any], text: str, message: str) -> None:
    with pytest.raises(StyleError, match=message):
        read(text)
