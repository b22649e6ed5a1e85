"""New identifiers: numbers, UUIDs, and texts in the form of an example or a pattern."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import BOOKS, Sandbox, body_of, changed, load_books, rules_of, sandbox_of


def things(folder: Path, identifier: dict[str, Any]) -> Sandbox:
    operations: dict[str, Any] = {
        "POST /things": {"body": {"type": "object", "properties": {"name": {"type": "string"}}}, "201": "Thing"},
        "GET /things/{id}": {"200": "Thing", "404": None},
        "DELETE /things/{id}": {"204": None, "404": None},
    }
    return remember(folder, operations, Thing={"required": ["id"], "properties": {"id": identifier, "name": {}}})


def create(sandbox: Sandbox, count: int) -> list[Any]:
    made = [sandbox.ask("POST", "/things", {}) for _ in range(count)]
    assert {one.response.status for one in made} == {201}
    assert {one.source for one in made} == {"resource"}
    return [body_of(one)["id"] for one in made]


@pytest.mark.parametrize(
    ("identifier", "form"),
    [
        pytest.param({"type": "integer"}, r"\d+", id="integer"),
        pytest.param({"type": "string", "format": "uuid"}, r"[0-9a-f-]{36}", id="uuid"),
        pytest.param({"type": "string", "example": "cus_4QFJOjw2pOmAGJ"}, r"cus_\w{14}", id="prefix"),
        pytest.param({"type": "string", "example": "INV-0099"}, r"INV-\d{4}", id="counted"),
        pytest.param({"type": "string", "example": "9"}, r"\d+", id="number-as-text"),
        pytest.param(
            {"type": "string", "pattern": "^C[A-Z0-9]{8}$", "example": "C0LA12BX9"}, r"C[A-Z0-9]{8}", id="pattern"
        ),
        pytest.param({"type": "string", "pattern": "^[a-f0-9]{24}$"}, r"[a-f0-9]{24}", id="hexadecimal"),
        pytest.param({"type": "string", "pattern": "^ab[0-9]{3}$"}, r"ab\d{3}", id="pattern-with-a-prefix"),
    ],
)
def test_forms(tmp_path: Path, identifier: dict[str, Any], form: str) -> None:
    """Each is new, keeps its schema, and leads to its item."""
    sandbox = things(tmp_path, identifier)
    made = create(sandbox, 30)
    assert len(set(made)) == 30
    assert [one for one in made if re.fullmatch(form, str(one)) is None] == []
    assert body_of(sandbox.ask("GET", f"/things/{made[-1]}"))["id"] == made[-1]


def test_none_is_used_again(tmp_path: Path) -> None:
    sandbox = things(tmp_path, {"type": "integer"})
    first, second = create(sandbox, 2)
    assert sandbox.ask("DELETE", f"/things/{second}").response.status == 204
    assert set(create(sandbox, 3)).isdisjoint((first, second))


def test_when_none_is_left(tmp_path: Path) -> None:
    sandbox = things(tmp_path, {"type": "string", "enum": ["a", "b"]})
    assert create(sandbox, 2) == ["a", "b"]
    before = sandbox.state()
    made = sandbox.ask("POST", "/things", {})
    assert (made.response.status, rules_of(made)) == (409, ["state.conflict"])
    assert sandbox.state() == before


@pytest.mark.parametrize(
    ("ids", "kind", "form"),
    [
        ("number:200", "integer", "200"),
        ("number:200", "string", "'200'"),
        ("text:200", "string", "'200'"),
        ("like:thing_a1", "string", r"'thing_[a-z]\d'"),
        ("uuid", "string", "'[0-9a-f-]{36}'"),
        ("schema", "string", "'x[0-9]'"),
    ],
)
def test_what_behaviour_yaml_says(tmp_path: Path, ids: str, kind: str, form: str) -> None:
    identifier = {"type": kind, "pattern": "^x[0-9]$"} if ids == "schema" else {"type": kind}
    written = f"resources: {{book: {{ids: '{ids}'}}}}"
    document = changed(BOOKS, {"/components/schemas/Book/properties/id": identifier})
    api = load_books(tmp_path, document=document, behaviour=written, seed=None)
    made = body_of(sandbox_of(api).ask("POST", "/books", {"title": "Emma"}))["id"]
    assert re.fullmatch(form, repr(made))
