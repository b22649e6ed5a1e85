"""Which members say who has created or changed an item."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember

TEXT = {"type": "string"}
SECRET: list[dict[str, list[str]]] = [{"bearer": []}]


@pytest.mark.parametrize(
    ("member", "schema", "sent", "found"),
    [
        ("owner_id", TEXT, {}, ("owner_id",)),
        ("createdBy", TEXT, {}, ("createdBy",)),
        ("user_id", {"type": "integer"}, {}, ("user_id",)),
        ("user_id", {**TEXT, "readOnly": True}, {"user_id": {**TEXT, "readOnly": True}}, ("user_id",)),
        ("author", {"type": "object", "properties": {"name": TEXT, "id": TEXT}}, {}, ("author.id",)),
        ("author", {"type": "object", "properties": {"age": TEXT}}, {}, ()),
        ("author", {"type": "array", "items": TEXT}, {}, ()),
        ("owner_id", TEXT, {"ownerId": TEXT}, ()),
        ("owner", {**TEXT, "enum": ["a", "b"]}, {}, ()),
        ("customer_id", TEXT, {}, ()),
    ],
)
def test_the_creator(tmp_path: Path, member: str, schema: Any, sent: Any, found: tuple[str, ...]) -> None:
    server = remember(
        tmp_path,
        {
            "POST /notes": {"operationId": "create", "body": "Form", "201": "Note", "security": SECRET},
            "GET /notes/{id}": {"200": "Note"},
        },
        Note={"properties": {"id": TEXT, "text": TEXT, member: schema}},
        Form={"properties": {"text": TEXT, **sent}},
    )
    resource = server.api.behaviour.resources["note"]
    assert resource.created_by == found
    assert resource.updated_by == ()


def test_the_editor_is_another_member(tmp_path: Path) -> None:
    server = remember(
        tmp_path,
        {
            "PATCH /notes/{id}": {"body": "Form", "200": "Note", "security": SECRET},
            "GET /notes/{id}": {"200": "Note"},
        },
        Note={"properties": {"id": TEXT, "text": TEXT, "created_by": TEXT, "last_modified_by": TEXT}},
        Form={"properties": {"text": TEXT}},
    )
    resource = server.api.behaviour.resources["note"]
    assert (resource.created_by, resource.updated_by) == ((), ("last_modified_by",))


def test_without_credentials_nobody_is_known(tmp_path: Path) -> None:
    server = remember(
        tmp_path,
        {"POST /notes": {"body": "Form", "201": "Note"}, "GET /notes/{id}": {"200": "Note"}},
        Note={"properties": {"id": TEXT, "text": TEXT, "created_by": TEXT}},
        Form={"properties": {"text": TEXT}},
    )
    assert server.api.behaviour.resources["note"].created_by == ()


def test_a_parent_in_the_path_is_no_owner(tmp_path: Path) -> None:
    server = remember(
        tmp_path,
        {
            "POST /users/{user_id}/notes": {"body": "Form", "201": "Note", "security": SECRET},
            "GET /users/{user_id}/notes/{id}": {"200": "Note"},
        },
        Note={"properties": {"id": TEXT, "text": TEXT, "user_id": TEXT}},
        Form={"properties": {"text": TEXT}},
    )
    assert server.api.behaviour.resources["note"].created_by == ()


@pytest.mark.parametrize(
    ("path", "mine"),
    [("/notes", None), ("/me/notes", "owner_id"), ("/notes/mine", "owner_id"), ("/self/notes", "owner_id")],
)
def test_a_path_that_says_whose_items_it_has(tmp_path: Path, path: str, mine: str | None) -> None:
    server = remember(
        tmp_path,
        {
            "POST /notes": {"body": "Form", "201": "Note", "security": SECRET},
            "GET /notes/{id}": {"200": "Note"},
            f"GET {path}": {"operationId": "list", "200": ["Note"], "security": SECRET},
        },
        Note={"properties": {"id": TEXT, "text": TEXT, "owner_id": TEXT}},
        Form={"properties": {"text": TEXT}},
    )
    assert server.api.behaviour.operations["list"].mine == mine
