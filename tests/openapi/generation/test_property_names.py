"""The words of property names."""

from __future__ import annotations

import pytest

from mockserver.openapi.generation import property_names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("createdAt", ("created", "at")),
        ("created_at", ("created", "at")),
        ("Created-At", ("created", "at")),
        ("HTTPStatusCode", ("http", "status", "code")),
        ("", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert property_names.words(name) == words
