"""What is inferred of an operation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.small_sandbox import BOOKS, REMOVED, changed, load_books

CARELESS = changed(
    BOOKS,
    {
        "/paths/~1books~1{id}/get/responses/404": REMOVED,
        "/paths/~1books~1{id}/patch/responses/404": REMOVED,
        "/paths/~1books~1{id}/patch/responses/4XX": {"description": "no"},
        "/paths/~1books~1{id}/delete/responses/404": REMOVED,
        "/paths/~1books~1{id}/delete/responses/default": {"description": "no"},
    },
)


@pytest.mark.parametrize(
    ("key", "unknown"),
    [
        pytest.param("readBook", "example", id="no-refusal-is-documented"),
        pytest.param("updateBook", "404", id="range"),
        pytest.param("deleteBook", "404", id="default"),
        pytest.param("listBooks", "404", id="a-list-names-nothing"),
        pytest.param("createBook", "404", id="nor-does-a-creation"),
    ],
)
def test_what_an_unknown_identifier_leads_to(tmp_path: Path, key: str, unknown: str) -> None:
    api = load_books(tmp_path, document=CARELESS, behaviour=None, seed=None)
    assert api.behaviour.operations[key].unknown == unknown
