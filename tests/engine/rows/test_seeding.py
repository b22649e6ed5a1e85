"""Resources replaced at once, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.rows.edit import editing
from mockserver.engine.rows.refusal import RowsRefused
from mockserver.engine.rows.seeding import seed_all
from tests.support.small_sandbox import Sandbox, sandbox_of

from .shelf import inferred_books, read, say, written_books


@pytest.fixture
def two(tmp_path: Path) -> Sandbox:
    """Books as `behaviour.yaml` has them, and inferred ones under another name."""
    written = written_books(tmp_path / "written").api
    inferred = inferred_books(tmp_path / "inferred").api
    object.__setattr__(inferred, "name", "shelf")
    return sandbox_of(written, inferred)


def seed(sandbox: Sandbox, seeds: Any, *, is_forced: bool = False) -> int:
    with editing(sandbox.engine.worlds.get(), "a test") as edit:
        return seed_all(edit, sandbox.engine.apis, seeds, is_forced=is_forced)


def test_the_resources_that_are_named_are_replaced(two: Sandbox) -> None:
    count = seed(
        two,
        {
            "books": {"book": [{"id": "7", "title": "Dune"}]},
            "shelf": {"book": [{"id": 1, "title": "A"}, {"id": 2, "title": "B"}], "settings": [{"theme": "dark"}]},
        },
    )
    assert count == 4
    assert read(two) == {"7": {"id": "7", "title": "Dune"}}
    assert list(two.engine.worlds.get().state("shelf").collection("book")) == ["1", "2"]
    assert seed(two, {"shelf": {"book": []}}) == 0
    assert list(read(two)) == ["7"]
    assert list(two.engine.worlds.get().state("shelf").collection("settings")) == [""]


def test_all_that_is_wrong_is_told_and_nothing_is_changed(two: Sandbox) -> None:
    seeds = {
        "books": {"book": [{"id": "7", "title": "Dune"}, {"id": "8"}], "boook": [{"id": "1"}]},
        "shelves": {"book": []},
        "shelf": {"note": [{"id": 1}], "settings": [{"theme": "dark"}, {"theme": "light"}]},
    }
    with pytest.raises(RowsRefused) as refused:
        seed(two, seeds)
    assert say(refused.value) == [
        "body.schema /books/book/1/title: is required, but absent",
        'body.schema /books/boook: there is no resource "boook"; there are: book; did you mean `book`?',
        'body.schema /shelves: there is no API "shelves"; there are: books, shelf',
        "body.schema /shelf/note/0/text: is required, but absent",
        "body.taken /shelf/settings/1: there is one settings already, the only one",
    ]
    assert list(read(two)) == ["1", "2"]
    seed(two, {"books": {"book": [{"id": "8"}]}}, is_forced=True)
    assert read(two) == {"8": {"id": "8"}}
