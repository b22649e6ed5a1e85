"""Members that say who has created or changed a row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mockserver.engine.handlers.signatures import make_signature
from mockserver.openapi.resources.schema_views import SchemaView
from tests.support.documents import document_of
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

TEXT = {"type": "string"}
NOTE = {
    "required": ["id", "text", "owner_id", "edited_by"],
    "properties": {
        "id": TEXT,
        "text": TEXT,
        "owner_id": {"type": "string", "readOnly": True},
        "author": {"type": "object", "properties": {"id": TEXT, "name": {**TEXT, "example": "Ada"}}},
        "edited_by": TEXT,
    },
}
FORM = {"properties": {"text": TEXT}}
ANNA, BEN = [("Authorization", "Bearer anna")], [("Authorization", "Bearer ben")]


def board(folder: Path, security: Any = ({"bearer": []},)) -> Sandbox:
    """A server of notes that belong to those who write them."""
    one = {"security": list(security)}
    return remember(
        folder,
        {
            "POST /notes": {"body": "Form", "201": "Note", **one},
            "GET /notes": {"200": ["Note"], **one},
            "GET /notes/{id}": {"200": "Note", "404": None, **one},
            "PATCH /notes/{id}": {"body": "Form", "200": "Note", **one},
            "PUT /notes/{id}": {"body": "Form", "200": "Note", **one},
        },
        Note=NOTE,
        Form=FORM,
    )


def write(server: Sandbox, headers: Any, text: str = "a") -> Any:
    made = server.ask("POST", "/notes", {"text": text}, headers)
    assert made.response.status == 201
    return body_of(made)


class TestRows:
    def test_rows_of_one_caller_have_one_owner_and_those_of_others_another(self, tmp_path: Path) -> None:
        server = board(tmp_path)
        first, second, other = write(server, ANNA), write(server, ANNA), write(server, BEN)
        assert first["owner_id"] == second["owner_id"] != other["owner_id"]
        assert first["author"]["id"] == second["author"]["id"] != other["author"]["id"]
        assert first["author"]["name"] == "Ada"

    def test_every_caller_sees_all_rows(self, tmp_path: Path) -> None:
        server = board(tmp_path)
        notes = [write(server, ANNA), write(server, BEN)]
        assert body_of(server.ask("GET", "/notes", headers=BEN)) == notes

    @pytest.mark.parametrize("method", ["PATCH", "PUT"])
    def test_a_change_keeps_the_owner_and_names_the_editor(self, tmp_path: Path, method: str) -> None:
        server = board(tmp_path)
        note = write(server, ANNA)
        assert note["edited_by"] == note["owner_id"]
        changed = body_of(server.ask(method, f"/notes/{note['id']}", {"text": "b"}, BEN))
        assert (changed["owner_id"], changed["author"]) == (note["owner_id"], note["author"])
        assert changed["edited_by"] == write(server, BEN)["owner_id"]

    def test_without_credentials_it_is_as_the_document_shows_it(self, tmp_path: Path) -> None:
        server = board(tmp_path, security=({}, {"bearer": []}))
        assert write(server, [])["owner_id"] == write(server, [])["owner_id"] != write(server, ANNA)["owner_id"]

    def test_an_owner_that_a_client_sends_stays(self, tmp_path: Path) -> None:
        server = remember(
            tmp_path,
            {
                "POST /notes": {"body": "Note", "201": "Note", "security": [{"bearer": []}]},
                "GET /notes/{id}": {"200": "Note"},
            },
            Note={"properties": {"id": TEXT, "user_id": TEXT}},
        )
        assert body_of(server.ask("POST", "/notes", {"user_id": "u"}, ANNA))["user_id"] == "u"


@pytest.mark.parametrize(
    ("schema", "form"),
    [
        ({"type": "integer"}, r"\d+"),
        ({"type": "string", "format": "email"}, r"user_[0-9a-f]{8}@example\.com"),
        ({"type": "string", "example": "usr_9Xk2"}, r"usr_[0-9][A-Z][a-z][0-9]"),
        ({"type": "string", "example": "Ada"}, r"user_[0-9a-f]{8}"),
        ({"type": "string"}, r"user_[0-9a-f]{8}"),
        ({}, r"user_[0-9a-f]{8}"),
    ],
)
def test_what_stands_for_a_caller(schema: Any, form: str) -> None:
    view = SchemaView(document_of({"Member": schema}), ["/components/schemas/Member"])
    values = [make_signature(view, "owner", caller, {}) for caller in ("anna", "anna", "ben")]
    assert re.fullmatch(form, str(values[0]))
    assert values[0] == values[1] != values[2]
    assert isinstance(values[0], int) is (schema.get("type") == "integer")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "uuid"},
        {"type": "string", "example": "6f2d2c0e-5b1f-4c0e-9d39-0a8f0f2a1b3c"},
    ],
)
def test_a_uuid_stands_for_a_caller_where_the_document_has_one(schema: Any) -> None:
    view = SchemaView(document_of({"Member": schema}), ["/components/schemas/Member"])
    assert UUID(make_signature(view, "owner", "anna", {})).version == 4


@pytest.mark.parametrize(
    ("principal", "value"), [({"owner": "a", "id": "b"}, "a"), ({"id": 7}, 7), ({"name": "a"}, "user_")]
)
def test_a_member_of_the_principal_comes_first(principal: dict[str, Any], value: Any) -> None:
    view = SchemaView(document_of({"Member": TEXT}), ["/components/schemas/Member"])
    made = make_signature(view, "owner", "anna", principal)
    assert made == value or (value == "user_" and made.startswith(value))
