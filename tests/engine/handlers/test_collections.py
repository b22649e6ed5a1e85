"""The rows of one resource inside one request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.remembering import remember
from tests.support.small_sandbox import body_of

NAMED = {"properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
NOT_FOUND: dict[str, Any] = {"404": None}


def test_a_parent_that_was_created_has_no_documented_children(tmp_path: Path) -> None:
    """Rows of examples are below the parents of examples, and below those that are not stored."""
    rooms = {"type": "array", "items": {"$ref": "#/components/schemas/Named"}}
    content = {"application/json": {"schema": rooms, "example": [{"id": "r", "name": "Room"}]}}
    operations: dict[str, Any] = {
        "POST /houses": {"body": "Named", "201": "Named"},
        "GET /houses/{house}": {"200": "Named", **NOT_FOUND},
        "POST /houses/{house}/rooms": {"body": "Named", "201": "Named"},
        "GET /houses/{house}/rooms": {"200": {"description": "rooms", "content": content}},
        "GET /houses/{house}/rooms/{room}": {"200": "Named", **NOT_FOUND},
    }
    sandbox = remember(tmp_path, operations, Named=NAMED)
    house = body_of(sandbox.ask("POST", "/houses", {"name": "A"}))["id"]
    assert body_of(sandbox.ask("GET", f"/houses/{house}/rooms")) == []


def test_a_replacement_may_name_another_parent(tmp_path: Path) -> None:
    member = {"properties": {"id": {"type": "integer"}, "club_id": {"type": "integer"}, "name": {"type": "string"}}}
    operations: dict[str, Any] = {
        "GET /members": {"200": ["Member"]},
        "POST /members": {"body": "Member", "201": "Member"},
        "PUT /members/{id:integer}": {"body": "Member", "200": "Member"},
        "GET /clubs/{club_id:integer}/members": {"200": ["Member"]},
        "GET /members/{id:integer}": {"200": "Member", **NOT_FOUND},
    }
    sandbox = remember(tmp_path, operations, Member=member)
    sandbox.ask("POST", "/members", {"name": "Ida", "club_id": 1})
    kept = sandbox.ask("PUT", "/members/1", {"name": "Eva"})
    assert body_of(kept)["name"] == "Eva"
    moved = body_of(sandbox.ask("PUT", "/members/1", {"name": "Eva", "club_id": 2}))
    assert moved == {"id": 1, "club_id": 2, "name": "Eva"}
    assert [len(body_of(sandbox.ask("GET", f"/clubs/{club}/members"))) for club in (1, 2)] == [0, 1]
