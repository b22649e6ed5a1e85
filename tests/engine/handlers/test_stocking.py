"""Lists below parents that begin with invented rows."""

from __future__ import annotations

from pathlib import Path

from mockserver.engine.apis.stocking import stock_seeds
from mockserver.engine.settings import Settings
from tests.engine.handlers.lists.test_filling import LISTED, NOTES, TWO, load
from tests.support.small_sandbox import body_of, sandbox_of


def test_lists_below_a_parent_begin_with_rows_of_their_own(tmp_path: Path) -> None:
    api = load(tmp_path, {LISTED: TWO, **NOTES})
    sandbox = sandbox_of(api, settings=Settings(items=3))
    notes = body_of(sandbox.ask("GET", "/books/1/notes"))
    assert len(notes) == len({note["id"] for note in notes}) == 3
    assert sandbox.ask("DELETE", f"/books/1/notes/{notes[0]['id']}").response.status == 204
    sandbox.ask("POST", "/books/1/notes", {"id": 70, "text": "Mine"})
    assert body_of(sandbox.ask("GET", "/books/1/notes"))[:2] == notes[1:]
    assert len(body_of(sandbox.ask("GET", "/books/1/notes"))) == 3
    assert len(body_of(sandbox.ask("GET", "/books/2/notes"))) == 3
    assert sandbox.ask("GET", "/books/1/notes/70").response.status == 200
    assert sandbox.ask("GET", "/books/2/notes/70").response.status == 404
    assert len(stock_seeds([api], 3)["books"].rows("note")) == 0
