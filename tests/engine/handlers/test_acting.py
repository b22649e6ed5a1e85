"""Actions on a row: they set the members that their rules name, and take those that were sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import MOMENT, NOW
from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, body_of, changed, load_books, sandbox_of

LEND = {
    "post": {
        "operationId": "lendBook",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {
            "200": {
                "description": "lent",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
            },
            **{status: {"$ref": "#/components/responses/Error"} for status in ("404", "409")},
        },
    }
}


def shelf(folder: Path, **rules: Any) -> Sandbox:
    """The bookshelf, from which books are lent."""
    lend = {"action": "act", "resource": "book", **rules}
    changes: dict[str, Any] = {
        "/operations/lendBook": lend,
        "/errors/cases/lent": {"status": 409, "code": "lent", "text": "{title} is lent."},
    }
    document = changed(BOOKS, {"/paths/~1books~1{id}~1lend": LEND})
    behaviour = changed(BOOK_RULES, changes)
    return sandbox_of(load_books(folder, document=document, behaviour=behaviour), frozen=MOMENT)


class TestAct:
    def test_members_are_set(self, tmp_path: Path) -> None:
        sandbox = shelf(tmp_path, set={"hidden": True, "reader": "of {body.reader}", "updated": "{now}"})
        made = sandbox.ask("POST", "/books/1/lend", {"reader": "Ida"})
        expected = {"title": "Emma", "author": "Austen", "hidden": True, "reader": "of Ida", "updated": NOW}
        assert (made.response.status, body_of(made)) == (200, {"id": "1", **expected})
        assert sandbox.state()["book"][0] == {"id": "1", **expected}

    def test_members_that_were_sent_are_kept(self, tmp_path: Path) -> None:
        sandbox = shelf(tmp_path, set={"hidden": True})
        sandbox.ask("POST", "/books/1/lend", {"pages": 7, "hidden": False, "unknown": 1, "id": "9"})
        expected = {"id": "1", "title": "Emma", "author": "Austen", "pages": 7, "hidden": True}
        assert sandbox.state()["book"][0] == expected

    @pytest.mark.parametrize("target", ["/books/9/lend", "/books/1/lend"])
    def test_what_is_refused_changes_nothing(self, tmp_path: Path, target: str) -> None:
        rules = {"set": {"hidden": True}, "from": {"reader": ["nobody"]}, "error": "lent"}
        sandbox = shelf(tmp_path, **rules)
        before = sandbox.state()
        made = sandbox.ask("POST", target, {"pages": 7})
        expected = (
            (404, {"error": "missing", "text": "No 9."})
            if "9" in target
            else (409, {"error": "lent", "text": "Emma is lent."})
        )
        assert (made.response.status, body_of(made)) == expected
        assert sandbox.state() == before
