"""Many entities in one body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import infer_behaviour

PART = {"type": "object", "properties": {"sku": {"type": "string"}, "name": {"type": "string"}}}


def holder(array: str, items: Any, **others: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {array: {"type": "array", "items": items}, **others}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Tool", (False, ""), id="one"),
        pytest.param(["Tool"], (True, ""), id="an-array"),
        pytest.param({"type": "array", "items": {"type": "string"}}, (False, ""), id="of-texts"),
        pytest.param(holder("items", PART), (True, "/items"), id="an-array-in-an-envelope"),
        pytest.param(holder("parts", PART, name={"type": "string"}), (False, ""), id="a-part-of-one"),
        pytest.param(holder("notes", {"type": "object", "properties": {"text": {}}}), (False, ""), id="of-others"),
        pytest.param({"application/json-patch+json": ["Tool"]}, (False, ""), id="a-patch"),
    ],
)
def test_bodies(tmp_path: Path, body: Any, expected: tuple[bool, str]) -> None:
    operations: dict[str, Any] = {
        "GET /tools/{id}": {"200": "Tool"},
        "POST /tools": {"operationId": "createTools", "body": body, "201": "Tool"},
    }
    tool = {"properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
    rules = infer_behaviour(tmp_path, operations, Tool=tool).operations["createTools"]
    assert (rules.is_bulk, rules.body) == expected
