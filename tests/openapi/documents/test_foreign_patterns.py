"""Patterns in the words of other languages."""

from __future__ import annotations

import pytest

from mockserver.openapi.documents.foreign_patterns import translate
from mockserver.openapi.documents.metaschemas import compiles
from mockserver.openapi.documents.versions.dialects import DRAFT_2020_12


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(r"^[\w-.]+$", r"^[\w\-.]+$", id="dash-after-a-class"),
        pytest.param(r"[.-\d]", r"[.\-\d]", id="dash-before-a-class"),
        pytest.param(r"[^\s-x]", r"[^\s\-x]", id="dash-in-a-negated-class"),
        pytest.param(r"a\Z", r"a\z", id="end-of-python"),
        pytest.param(r"\h+", r"[ \t]+", id="blanks-of-perl"),
        pytest.param(r"(?#note)(?>a)", r"(?:a)", id="comment-and-group"),
        pytest.param(r"^{id}$", r"^\{id}$", id="brace-that-stands-for-itself"),
    ],
)
def test_what_is_translated_is_read(pattern: str, expected: str) -> None:
    assert translate(pattern) == expected
    assert not compiles({"pattern": pattern}, DRAFT_2020_12)
    assert compiles({"pattern": expected}, DRAFT_2020_12)


@pytest.mark.parametrize(
    "pattern",
    [r"a{2,3}", r"[\w-]", r"[-\w]", r"[a-z]", r"\{a\}", r"[]a]", r"\p{L}", r"\u{1F600}", "[a", "(", "\\"],
)
def test_other_patterns_stay(pattern: str) -> None:
    assert translate(pattern) == pattern
