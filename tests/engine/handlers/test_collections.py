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
