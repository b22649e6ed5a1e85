"""What a row says when it is deleted, if the entity can say so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import infer_behaviour

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
TIME = {"type": ["string", "null"], "format": "date-time"}


def states(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def infer(folder: Path, members: dict[str, Any], deletion: dict[str, Any], read: dict[str, Any]) -> Any:
    operations = {
        "POST /things": {"body": "Thing", "201": "Thing"},
        "GET /things/{id}": {"200": "Thing", **read},
        "DELETE /things/{id}": deletion,
    }
    schemas = {"Thing": {"properties": {"id": TEXT, "name": TEXT, **members}}}
    return infer_behaviour(folder, operations, **schemas).resources["thing"].deleted


SILENT: dict[str, Any] = {"204": None}
SHOWN: dict[str, Any] = {"200": "Thing"}
NOT_FOUND: dict[str, Any] = {"404": None}


@pytest.mark.parametrize(
    ("members", "deletion", "read", "expected"),
    [
        pytest.param({"status": states("new", "deleted")}, SILENT, NOT_FOUND, {"status": "deleted"}, id="1-state"),
        pytest.param(
            {"status": states("new", "removed"), "deleted_at": TIME},
            SILENT,
            NOT_FOUND,
            {"status": "removed", "deleted_at": "{now}"},
            id="1-state-and-time",
        ),
        pytest.param({"isDeleted": FLAG}, SILENT, {}, {"isDeleted": True}, id="2-no-read-refuses"),
        pytest.param({"isDeleted": FLAG}, SILENT, NOT_FOUND, None, id="2-a-read-refuses"),
        pytest.param({"archived_at": TIME}, SHOWN, NOT_FOUND, {"archived_at": "{now}"}, id="2-the-deletion-shows-it"),
        pytest.param({"archived_at": TIME}, SILENT, {"410": None}, None, id="2-gone"),
        pytest.param({"dateDeleted": TIME}, SHOWN, NOT_FOUND, {"dateDeleted": "{now}"}, id="2-date-first"),
        pytest.param({"state": states("open", "archived")}, SHOWN, {}, {"state": "archived"}, id="2-archived"),
        pytest.param({"state": states("open", "cancelled")}, SHOWN, {}, {"state": "cancelled"}, id="3-an-end"),
        pytest.param({"state": states("open", "cancelled")}, SHOWN, NOT_FOUND, None, id="3-a-read-refuses"),
        pytest.param({"state": states("open", "cancelled")}, SILENT, {}, None, id="3-not-shown"),
        pytest.param({"deleted_by": TEXT, "status": TEXT}, SHOWN, {}, None, id="no-mark"),
        pytest.param(
            {"deleted": FLAG},
            {"200": {"type": "object", "properties": {"id": TEXT, "deleted": FLAG}}},
            NOT_FOUND,
            None,
            id="a-receipt-is-no-entity",
        ),
    ],
)
def test_marks(
    tmp_path: Path,
    members: dict[str, Any],
    deletion: dict[str, Any],
    read: dict[str, Any],
    expected: dict[str, Any] | None,
) -> None:
    assert infer(tmp_path, members, deletion, read) == expected


def test_nothing_that_cannot_be_deleted_has_one(tmp_path: Path) -> None:
    operations = {"POST /things": {"body": "Thing", "201": "Thing"}, "GET /things/{id}": {"200": "Thing"}}
    thing = {"properties": {"id": TEXT, "archived": FLAG}}
    assert infer_behaviour(tmp_path, operations, Thing=thing).resources["thing"].deleted is None
