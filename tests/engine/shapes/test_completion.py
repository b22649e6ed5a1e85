"""What a new row needs beside what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import NOW, remember
from tests.support.small_sandbox import body_of

TEXT = {"type": "string"}
WHEN = {"type": "string", "format": "date-time"}
READ_ONLY = {"readOnly": True}


def create(folder: Path, members: dict[str, Any], required: list[str], sent: dict[str, Any] | None = None) -> Any:
    operations: dict[str, Any] = {
        "POST /things": {"body": "Thing", "201": "Thing"},
        "GET /things/{id}": {"200": "Thing", "404": None},
    }
    thing = {"required": ["id", *required], "properties": {"id": {**TEXT, **READ_ONLY}, **members}}
    made = remember(folder, operations, Thing=thing).ask("POST", "/things", sent or {})
    assert (made.response.status, made.source) == (201, "resource")
    return {name: value for name, value in body_of(made).items() if name != "id"}


@pytest.mark.parametrize(
    ("name", "schema", "is_required", "expected"),
    [
        pytest.param("size", {"type": "integer", "default": 3}, False, 3, id="2-default"),
        pytest.param("size", {"type": "integer"}, False, ..., id="3-clients-may-send-it"),
        pytest.param("archived_at", {"type": ["string", "null"], **READ_ONLY}, True, None, id="4-later-time"),
        pytest.param("archived_at", {**WHEN, **READ_ONLY}, False, ..., id="4-later-time-that-is-no-null"),
        pytest.param("is_locked", {"type": "boolean", **READ_ONLY}, True, False, id="4-later-boolean"),
        pytest.param(
            "status", {**TEXT, "enum": ["deleted", "open"], **READ_ONLY}, True, "open", id="4-first-state-of-now"
        ),
        pytest.param("view_count", {"type": "integer", **READ_ONLY}, True, 0, id="4-count"),
        pytest.param("tags", {"type": "array", "items": TEXT, **READ_ONLY}, True, [], id="4-list"),
        pytest.param("kind", {**TEXT, "example": "lamp", **READ_ONLY}, True, "lamp", id="5-base"),
    ],
)
def test_members(tmp_path: Path, name: str, schema: dict[str, Any], is_required: bool, expected: Any) -> None:
    made = create(tmp_path, {name: schema}, [name] if is_required and "readOnly" in schema else [])
    assert made.get(name, ...) == expected


def test_an_object_that_no_client_sends_has_the_rest_from_the_base(tmp_path: Path) -> None:
    members = {"created": WHEN, "kind": {**TEXT, "example": "Thing"}}
    meta = {"type": "object", "readOnly": True, "properties": members}
    assert create(tmp_path, {"meta": meta}, ["meta"])["meta"] == {"created": NOW, "kind": "Thing"}


def test_an_object_that_clients_send_has_what_they_sent(tmp_path: Path) -> None:
    size = {"type": "object", "properties": {"high": {"type": "integer"}, "wide": {"type": "integer"}}}
    assert create(tmp_path, {"size": size}, [], {"size": {"high": 1}}) == {"size": {"high": 1}}
