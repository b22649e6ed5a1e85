"""The rows that belong to the caller."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

TEXT = {"type": "string"}
NOTE = {"required": ["id"], "properties": {"id": TEXT, "text": TEXT, "owner_id": TEXT}}
FORM = {"properties": {"text": TEXT}}
ANNA, BEN = [("Authorization", "Bearer anna")], [("Authorization", "Bearer ben")]


def write(server: Sandbox, headers: Any, path: str = "/notes") -> Any:
    """A new note."""
    return body_of(server.ask("POST", path, {"text": "a"}, headers))


def test_what_a_caller_has_may_have_a_path_of_its_own(tmp_path: Path) -> None:
    secret: dict[str, Any] = {"security": [{"bearer": []}]}
    shown = {"id": "d", "text": "documented", "owner_id": "nobody"}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Note"}}
    many = {"description": "ok", "content": {"application/json": {"schema": schema, "example": [shown]}}}
    server = remember(
        tmp_path,
        {
            "POST /notes": {"body": "Form", "201": "Note", **secret},
            "GET /notes": {"200": many, **secret},
            "GET /notes/{id}": {"200": "Note", "404": None, **secret},
            "GET /me/notes": {"200": ["Note"], **secret},
            "POST /me/notes": {"body": "Form", "201": "Note", **secret},
        },
        Note=NOTE,
        Form=FORM,
    )
    assert body_of(server.ask("GET", "/me/notes", headers=ANNA)) == [shown]
    mine, other = write(server, ANNA), write(server, BEN)
    also = write(server, ANNA, "/me/notes")
    assert also["owner_id"] == mine["owner_id"]
    assert body_of(server.ask("GET", "/notes", headers=ANNA)) == [shown, mine, other, also]
    assert body_of(server.ask("GET", "/me/notes", headers=ANNA)) == [shown, mine, also]
    assert body_of(server.ask("GET", "/me/notes", headers=BEN)) == [shown, other]


def test_a_row_of_another_caller_is_not_below_the_path(tmp_path: Path) -> None:
    secret: dict[str, Any] = {"security": [{"bearer": []}]}
    server = remember(
        tmp_path,
        {
            "POST /me/notes": {"body": "Form", "201": "Note", **secret},
            "GET /me/notes/{id}": {"200": "Note", "404": None, **secret},
        },
        Note=NOTE,
        Form=FORM,
    )
    path = f"/me/notes/{write(server, ANNA, '/me/notes')['id']}"
    assert server.ask("GET", path, headers=ANNA).response.status == 200
    assert server.ask("GET", path, headers=BEN).response.status == 404
