"""Forms of requests that connexion or a2wsgi would handle wrongly."""

from __future__ import annotations

import pytest

from mockserver.control.cleaning import encode_identifier


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("/_mock/worlds/anna/state/books/note/1/7", "/_mock/worlds/anna/state/books/note/1%2F7"),
        ("/_mock/worlds/anna/state/books/note//a\nb%/", "/_mock/worlds/anna/state/books/note/%2Fa%0Ab%25%2F"),
        ("/_mock/worlds/anna/state/books/note/", "/_mock/worlds/anna/state/books/note/"),
        ("/_mock/worlds/anna/state/books/note", "/_mock/worlds/anna/state/books/note"),
        ("/_mock/worlds/anna/snapshots/a/restore", "/_mock/worlds/anna/snapshots/a/restore"),
    ],
)
def test_the_identifier_of_a_row_is_one_segment(path: str, encoded: str) -> None:
    assert encode_identifier(path) == encoded
