"""Actions on an item: the members that they set, and when they are refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.inference.acting import Deed, infer_deed
from mockserver.engine.inference.subjects import Subject
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import read_operations
from mockserver.openapi.resources import DocumentedResource, IdentifierSource, ResourceOperation
from tests.support.remembering import write_document

FLAG = {"type": "boolean"}
TIME = {"type": ["string", "null"], "format": "date-time"}
WHEN = {"type": "string", "format": "date-time"}


def states(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def infer(folder: Path, members: dict[str, Any], verb: str, method: str = "POST", refused: str = "404") -> Deed:
    operations: dict[str, Any] = {
        "GET /orders/{id}": {"200": "Order"},
        f"{method} /orders/{{id}}/{verb}": {"200": "Order", refused: None},
    }
    schema = {"properties": {"id": {"type": "string"}, **members}}
    file = folder / "api.json"
    file.write_text(json.dumps(write_document(operations, {"Order": schema})))
    read, action = read_operations(Document.load(file))
    source = IdentifierSource("path", "id")
    found = [
        ResourceOperation(read, "read", source, {}, "certain", ""),
        ResourceOperation(action, "act", source, {}, "certain", "", verb),
    ]
    return infer_deed(Subject(DocumentedResource("order", "/orders/{}", tuple(found))), found[1])


@pytest.mark.parametrize(
    ("verb", "members", "expected"),
    [
        pytest.param("cancel", {"status": states("open", "cancelled")}, {"status": "cancelled"}, id="1-state"),
        pytest.param("cancel", {"status": states("OPEN", "CANCELED")}, {"status": "CANCELED"}, id="1-its-spelling"),
        pytest.param("start", {"state": states("idle", "inProgress")}, {"state": "inProgress"}, id="1-other-word"),
        pytest.param(
            "close", {"kind": states("closed", "wide"), "status": states("open", "closed")}, {"status": "closed"},
            id="1-the-state-before-others",
        ),
        pytest.param("cancel", {"status": {"type": "string"}}, {"status": "cancelled"}, id="1-any-text"),
        pytest.param(
            "cancel", {"status": {"type": "string", "example": "OPEN"}}, {"status": "CANCELLED"}, id="1-as-its-example"
        ),
        pytest.param("cancel", {"status": {"type": "string", "pattern": "^.$"}}, {}, id="1-a-pattern"),
        pytest.param(
            "cancel",
            {"attributes": {"type": "object", "properties": {"status": states("open", "cancelled")}}},
            {"attributes.status": "cancelled"},
            id="1-inside",
        ),
        pytest.param("archive", {"archived": FLAG, "locked": FLAG}, {"archived": True}, id="2-boolean"),
        pytest.param("unarchive", {"isArchived": FLAG}, {"isArchived": False}, id="2-no-longer"),
        pytest.param("enable", {"enabled": FLAG, "disabled": FLAG}, {"enabled": True, "disabled": False}, id="2-both"),
        pytest.param("ship", {"shipped_at": TIME}, {"shipped_at": "{now}"}, id="3-time"),
        pytest.param("ship", {"dateShipped": TIME}, {"dateShipped": "{now}"}, id="3-date-first"),
        pytest.param("archive", {"archiveTime": TIME}, {"archiveTime": "{now}"}, id="3-called-as-the-verb"),
        pytest.param("unarchive", {"archived_at": TIME}, {"archived_at": None}, id="3-no-longer"),
        pytest.param("unarchive", {"archived_at": WHEN}, {}, id="3-never-null"),
        pytest.param(
            "publish",
            {"status": states("draft", "published"), "published": FLAG, "published_at": TIME},
            {"status": "published", "published": True, "published_at": "{now}"},
            id="all-of-them",
        ),
        pytest.param("ping", {"status": states("open", "closed"), "opened_at": TIME}, {}, id="nothing-fits"),
    ],
)  # fmt: skip  # one case a line is easier to compare
def test_what_is_set(tmp_path: Path, verb: str, members: dict[str, Any], expected: dict[str, Any]) -> None:
    assert infer(tmp_path, members, verb) == Deed(expected, {})


def test_a_delete_takes_it_back(tmp_path: Path) -> None:
    assert infer(tmp_path, {"starred": FLAG}, "star", "PUT").set == {"starred": True}
    assert infer(tmp_path, {"starred": FLAG}, "star", "DELETE").set == {"starred": False}


@pytest.mark.parametrize(
    ("members", "allowed"),
    [
        ({"status": states("open", "held", "cancelled")}, {"status": ("open", "held")}),
        ({"cancelled": FLAG}, {"cancelled": (False, None)}),
        ({"cancelled_at": TIME}, {"cancelled_at": (None,)}),
        ({"cancelled_at": WHEN}, {}),
    ],
)
def test_where_a_conflict_is_documented(tmp_path: Path, members: dict[str, Any], allowed: dict[str, Any]) -> None:
    assert infer(tmp_path, members, "cancel", refused="409").allowed_from == allowed
    assert infer(tmp_path, members, "cancel").allowed_from == {}
