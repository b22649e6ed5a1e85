"""The JSON loader reads the same values as libyaml, or leaves a text to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.documents.text import parsing, quick_yaml
from mockserver.openapi.documents.text.parsing import MAX_DEPTH, parse_document
from mockserver.openapi.documents.text.quick_json import UNSURE, read_json

from .test_quick_yaml import typed, values


def exact(text: str) -> Any:
    return parse_document(text, Path("x.json"))


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "-0",
        "1.0",
        "1e3",
        "1E400",
        "-1.5e-3",
        "true",
        "null",
        "12345678901234567890",
        r'"\ud83d\ude00"',
        r'"\/\u00e9"',
    ],
)
@pytest.mark.parametrize("shape", ["{}", '[{}, "x"]', '{"a": {}}'])
def test_values(shape: str, text: str) -> None:
    whole = shape.replace("{}", text, 1)
    assert typed(read_json(whole, MAX_DEPTH)) == typed(exact(whole))


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '[{"a": 1, "a": 1}]',
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        r'"\ud83d"',
        r'{"\udc00": 1}',
        "{a: 1}",
        "[1,]",
        "",
        "{",
        "[1] 2",
        "9" * 5000,
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" * 100_000,
        '"\t"',
    ],
)
def test_texts_left_to_the_yaml_loader(text: str) -> None:
    assert read_json(text, MAX_DEPTH) is UNSURE


@pytest.mark.parametrize("depth", [1, MAX_DEPTH - 1, MAX_DEPTH])
def test_the_same_depth_is_allowed(depth: int) -> None:
    text = "[" * depth + "]" * depth
    assert exact(text) is not None
    assert read_json(text, MAX_DEPTH) == exact(text)


@given(values, st.booleans())
def test_any_json(value: Any, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    quick = read_json(text, MAX_DEPTH)
    assert quick is UNSURE or typed(quick) == typed(value)


def test_large_texts_are_read_by_the_json_loader(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"openapi": "3.1.0", "x-filling": "x" * parsing.LARGE})
    monkeypatch.setattr(quick_yaml, "read_quickly", None)
    assert exact(text)["openapi"] == "3.1.0"
