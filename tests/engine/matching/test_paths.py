"""Patterns of paths, and which operations they may mean."""

from __future__ import annotations

import pytest

from mockserver.engine.matching.paths import PathPattern


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        pytest.param("/pets/7", "/pets/7", True, id="literal"),
        pytest.param("/pets/7", "/pets/70", False, id="literal-is-whole"),
        pytest.param("/pets/a b", "/pets/a%20b", True, id="decoded"),
        pytest.param("/pets/a%20b", "/pets/a%20b", True, id="both-encoded"),
        pytest.param("/pets/{id}", "/pets/7", True, id="template"),
        pytest.param("/pets/{id}", "/pets/", False, id="variable-is-not-empty"),
        pytest.param("/pets/{id}", "/pets/7/toys", False, id="variable-is-one-segment"),
        pytest.param("/pets/{id}", "/pets/a%2Fb", True, id="encoded-slash-is-inside"),
        pytest.param("/pets/{id}:run", "/pets/7:run", True, id="text-after-variable"),
        pytest.param("/{a}x{b}", "/axxb", True, id="shortest-first"),
        pytest.param("/pets/*", "/pets/", True, id="star-may-be-empty"),
        pytest.param("/pets/*", "/pets/7/toys", False, id="star-is-one-segment"),
        pytest.param("/p*s/7", "/pets/7", True, id="star-inside"),
        pytest.param("/**", "/", True, id="stars-at-the-end"),
        pytest.param("/**/toys", "/pets/7/toys", True, id="stars-are-segments"),
        pytest.param("/**/toys", "/toys", True, id="stars-may-be-no-segment"),
        pytest.param("/**/toys/**", "/a/toys/b/toys", True, id="stars-twice"),
        pytest.param("/**/toys", "/pets/toys/7", False, id="stars-and-another-end"),
        pytest.param("/pets(.*)", "/pets7", False, id="no-regular-expression"),
    ],
)
def test_paths(pattern: str, path: str, expected: bool) -> None:
    assert PathPattern(pattern).admits(path) is expected


@pytest.mark.parametrize(
    ("pattern", "template", "expected"),
    [
        ("/pets/7", "/pets/{id}", True),
        ("/pets/{x}", "/pets/{id}", True),
        ("/pets/*", "/pets/mine", True),
        ("/pets/*", "/pets", False),
        ("/**", "/pets/{id}/toys", True),
        ("/**/toys", "/pets/{id}/toys", True),
        ("/**/toys", "/pets/{id}/names", False),
        ("/pets/{id}:stop", "/pets/{id}:run", False),
        ("/pets/a*", "/pets/b{id}", False),
    ],
)
def test_operations(pattern: str, template: str, expected: bool) -> None:
    assert PathPattern(pattern).may_admit(template) is expected


def test_many_wildcards_cost_little() -> None:
    """Work that grows with a power of the length would not end."""
    pattern = PathPattern("/" + "*a" * 200 + "b")
    assert not pattern.admits("/" + "a" * 8000)
    assert not PathPattern("/**" * 200 + "/b").admits("/a" * 2000)
