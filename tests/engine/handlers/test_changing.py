"""Laws of changes: what is put is what is read, and what is not named stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonpatch import make_patch

from mockserver.engine.handlers.patches import JSON_PATCH, MERGE_PATCH
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

SHELF = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "full": {"type": "boolean"},
        "note": {"type": ["string", "null"]},
        "size": {"type": "object", "properties": {"high": {"type": "integer"}, "wide": {"type": "integer"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "made_at": {"type": "string", "format": "date-time", "readOnly": True},
        "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
SERVER_MADE = ("id", "made_at", "updated_at")
TEXTS = st.text("abc", max_size=3)
MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "name": TEXTS,
    "full": st.booleans(),
    "note": TEXTS | st.none(),
    "size": st.fixed_dictionaries({}, optional={"high": st.integers(0, 9), "wide": st.integers(0, 9)}),
    "tags": st.lists(TEXTS, max_size=2),
}
SHELVES = st.fixed_dictionaries({}, optional=MEMBERS)
LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    patch = {"application/json": "Shelf", MERGE_PATCH: {"type": "object"}, JSON_PATCH: {"type": "array"}}
    operations: dict[str, Any] = {
        "POST /shelves": {"body": "Shelf", "201": "Shelf"},
        "GET /shelves": {"200": ["Shelf"]},
        "GET /shelves/{id:integer}": {"200": "Shelf", "404": None},
        "PUT /shelves/{id:integer}": {"body": "Shelf", "200": "Shelf", "404": None},
        "PATCH /shelves/{id:integer}": {"body": patch, "200": "Shelf", "404": None},
    }
    return remember(tmp_path, operations, Shelf=SHELF)


def create(sandbox: Sandbox, members: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = body_of(sandbox.ask("POST", "/shelves", members))
    return made


def read(sandbox: Sandbox, identifier: int) -> dict[str, Any]:
    shown: dict[str, Any] = body_of(sandbox.ask("GET", f"/shelves/{identifier}"))
    listed = body_of(sandbox.ask("GET", "/shelves"))
    assert [row for row in listed if row["id"] == identifier] == [shown], "the list and the item agree"
    return shown


def settable(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in SERVER_MADE}


def patch(sandbox: Sandbox, identifier: int, body: Any, media_type: str) -> Any:
    target = f"/shelves/{identifier}"
    return sandbox.ask("PATCH", target, json.dumps(body).encode(), [("Content-Type", media_type)])


class TestLaws:
    @LAWS
    @given(SHELVES)
    def test_what_is_created_is_read(self, sandbox: Sandbox, members: dict[str, Any]) -> None:
        made = create(sandbox, members)
        assert settable(made) == members
        assert read(sandbox, made["id"]) == made

    @LAWS
    @given(SHELVES, SHELVES)
    def test_what_is_put_is_read(self, sandbox: Sandbox, first: dict[str, Any], second: dict[str, Any]) -> None:
        made = create(sandbox, first)
        put = body_of(sandbox.ask("PUT", f"/shelves/{made['id']}", second))
        assert settable(put) == second
        assert {name: put.get(name) for name in SERVER_MADE} == {name: made.get(name) for name in SERVER_MADE}
        assert read(sandbox, made["id"]) == put

    @LAWS
    @given(SHELVES, SHELVES)
    def test_what_a_change_does_not_name_stays(
        self, sandbox: Sandbox, first: dict[str, Any], change: dict[str, Any]
    ) -> None:
        made = create(sandbox, first)
        changed = body_of(patch(sandbox, made["id"], change, "application/json"))
        assert settable(changed) == {**first, **change}
        assert read(sandbox, made["id"]) == changed

    @LAWS
    @given(SHELVES, SHELVES)
    def test_a_merge_patch_and_the_json_patch_that_does_the_same(
        self, sandbox: Sandbox, first: dict[str, Any], change: dict[str, Any]
    ) -> None:
        one, other = create(sandbox, first), create(sandbox, first)
        merged = body_of(patch(sandbox, one["id"], change, MERGE_PATCH))
        steps = make_patch(settable(other), settable(merged)).patch
        patched = body_of(patch(sandbox, other["id"], steps, JSON_PATCH))
        assert settable(patched) == settable(merged)

    @LAWS
    @given(SHELVES, SHELVES)
    def test_a_change_twice_is_a_change_once(
        self, sandbox: Sandbox, first: dict[str, Any], change: dict[str, Any]
    ) -> None:
        made = create(sandbox, first)
        once = body_of(patch(sandbox, made["id"], change, MERGE_PATCH))
        assert body_of(patch(sandbox, made["id"], change, MERGE_PATCH)) == once

    @LAWS
    @given(SHELVES, SHELVES)
    def test_a_change_leaves_others_alone(
        self, sandbox: Sandbox, first: dict[str, Any], change: dict[str, Any]
    ) -> None:
        made, other = create(sandbox, first), create(sandbox, first)
        patch(sandbox, made["id"], change, "application/json")
        assert read(sandbox, other["id"]) == other
