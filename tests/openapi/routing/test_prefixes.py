"""Beginnings of paths in any spelling."""

from __future__ import annotations

import pytest

from mockserver.openapi.routing import spell_path, split_prefix


@pytest.mark.parametrize(
    ("path", "prefix", "rest"),
    [
        pytest.param("/v1%3abeta/pets/1", "/v1:beta", "/pets/1", id="encoded"),
        pytest.param("/gr%c3%b6%c3%9fe", "/gr%C3%B6%C3%9Fe", "/", id="lower-case-digits"),
        pytest.param("/a/b%20c/d%2Fe", "/a/b%20c", "/d%2Fe", id="two-segments"),
        pytest.param("/a/b/c", "/a", "/b/c", id="as-it-is"),
        pytest.param("/ab", "/a", None, id="a-longer-segment"),
        pytest.param("/a%2Fb/c", "/a/b", None, id="no-separator"),
        pytest.param("/a", "/a/b", None, id="too-short"),
    ],
)
def test_a_prefix_is_found_in_any_spelling(path: str, prefix: str, rest: str | None) -> None:
    assert split_prefix(path, prefix) == rest


@pytest.mark.parametrize(
    ("path", "spelt"),
    [
        ("/v1", "/v1"),
        ("/base path/%C3%a9", "/base%20path/%C3%A9"),
        ("/a%2fb:c", "/a%2Fb:c"),
        ("", ""),
        ("/%zz", "/%25zz"),
    ],
)
def test_one_spelling(path: str, spelt: str) -> None:
    assert spell_path(path) == spelt
