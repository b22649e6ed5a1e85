"""What the objects inside a row need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

TEXT = {"type": "string"}
LINE = {
    "type": "object",
    "required": ["line_id", "sku", "status"],
    "properties": {
        "line_id": {"type": "string", "format": "uuid", "readOnly": True},
        "sku": TEXT,
        "status": {"type": "string", "enum": ["new", "sent"], "readOnly": True},
        "note": TEXT,
        "count": {"type": "integer", "default": 1},
    },
}
ADDRESS = {"type": "object", "required": ["id", "city"], "properties": {"id": {"type": "integer"}, "city": TEXT}}
ORDER = {
    "required": ["id", "lines"],
    "properties": {"id": {"type": "integer"}, "lines": {"type": "array", "items": LINE}, "address": ADDRESS},
}
SENT = {"type": "object", "properties": {"lines": {"type": "array"}, "address": {"type": "object"}}}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    operations: dict[str, Any] = {
        "POST /orders": {"body": SENT, "201": "Order"},
        "GET /orders/{id:integer}": {"200": "Order", "404": None},
        "PATCH /orders/{id:integer}": {"body": SENT, "200": "Order"},
        "PUT /orders/{id:integer}": {"body": SENT, "200": "Order"},
    }
    return remember(tmp_path, operations, Order=ORDER)


def lines(*skus: str) -> dict[str, Any]:
    return {"lines": [{"sku": sku} for sku in skus]}


def test_each_object_of_a_list_gets_what_it_must_have(sandbox: Sandbox) -> None:
    made = sandbox.ask("POST", "/orders", lines("a", "b"))
    assert made.source == "resource"
    shown = body_of(made)["lines"]
    assert [(line["sku"], line["status"], line["count"]) for line in shown] == [("a", "new", 1), ("b", "new", 1)]
    assert len({line["line_id"] for line in shown}) == 2
    assert body_of(sandbox.ask("GET", "/orders/1"))["lines"] == shown, "made once"
    assert all("note" not in line for line in shown), "what it need not have stays absent"


def test_other_rows_get_others(sandbox: Sandbox) -> None:
    made = [body_of(sandbox.ask("POST", "/orders", lines("a")))["lines"][0]["line_id"] for _ in range(3)]
    assert len(set(made)) == 3


def test_what_was_sent_stays(sandbox: Sandbox) -> None:
    line = {"line_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "sku": "a", "status": "sent", "note": "n", "count": 2}
    made = sandbox.ask("POST", "/orders", {"lines": [line], "address": {"city": "Oslo"}})
    assert body_of(made) == {"id": 1, "lines": [line], "address": {"id": 1, "city": "Oslo"}}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_changes_fill_new_objects(sandbox: Sandbox, method: str) -> None:
    sandbox.ask("POST", "/orders", lines("a"))
    changed = sandbox.ask(method, "/orders/1", lines("b", "c"))
    assert changed.source == "resource"
    assert [line["sku"] for line in body_of(changed)["lines"]] == ["b", "c"]
    assert body_of(sandbox.ask("GET", "/orders/1")) == body_of(changed)
