"""What a fixture folder says, and inference where it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.small_sandbox import load_books, sandbox_of

HANDLERS = """
    from mockserver.handlers import handles

    @handles("createBook", "updateBook", "deleteBook")
    def change(call):
        return call.collection("book").create({"title": "Emma"})
"""


@pytest.mark.parametrize(
    ("behaviour", "source"),
    [(None, "generated"), ("resources: {book: {touch: changed}}", "resource")],
    ids=["only-code-knows", "written"],
)
def test_a_resource_that_only_code_changes_is_left_to_it_unless_it_is_written(
    tmp_path: Path, behaviour: str | None, source: str
) -> None:
    sandbox = sandbox_of(load_books(tmp_path, behaviour=behaviour, seed=None, handlers=HANDLERS))
    assert sandbox.ask("GET", "/books").source == source


def test_what_code_creates_is_not_assumed_to_exist(tmp_path: Path) -> None:
    behaviour = "resources: {book: {touch: changed}}"
    sandbox = sandbox_of(load_books(tmp_path, behaviour=behaviour, seed=None, handlers=HANDLERS))
    assert sandbox.ask("GET", "/books/7").response.status == 404
