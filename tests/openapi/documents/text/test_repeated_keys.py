"""Keys that stand twice in a mapping."""

from __future__ import annotations

import pytest

from mockserver.openapi.documents.text.repeated_keys import find_repeated_keys

FILLING = "x-filling: " + "x" * 40_000 + "\n"


@pytest.mark.parametrize("more", ["", FILLING], ids=["small", "large"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\nb: {c: 1}\n", [], id="none"),
        pytest.param("a:\n  b/c: 1\n  d: 2\n  b/c: 3\n", [("/a/b~1c", 4, 2)], id="block"),
        pytest.param("a: [{b: 1,\n b: 2, b: 3}]\n", [("/a/0/b", 2, 1), ("/a/0/b", 2, 1)], id="flow"),
        pytest.param("a: {1: x, '1': y}\n", [("/a/1", 1, 1)], id="once-it-is-text"),
        pytest.param("b: &b {c: 1}\na: {<<: *b, c: 2}\nd: *b\n", [], id="merged"),
    ],
)
def test_yaml(text: str, expected: list[tuple[str, int, int]], more: str) -> None:
    found = find_repeated_keys(text + more)
    assert [(key.pointer, key.line, key.first_line) for key in found] == expected


def test_json() -> None:
    (key,) = find_repeated_keys('{\n "a": {"b": 1},\n "a": {"b": 2}\n}')
    assert key == ("/a", "a", 3, 2)


@pytest.mark.parametrize("text", ["", "a: b: c", "[1, 2]", "text"])
def test_texts_without_mappings(text: str) -> None:
    assert find_repeated_keys(text) == []
