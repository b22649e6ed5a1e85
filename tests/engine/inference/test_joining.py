"""Members whose objects a change merges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import infer_behaviour

TEXT = {"type": "string"}
ATTRIBUTES = {"type": "object", "properties": {"title": TEXT, "size": TEXT}}
RESOURCE = {"id": TEXT, "type": TEXT, "attributes": ATTRIBUTES, "relationships": {"type": "object"}}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param(RESOURCE, ("attributes", "relationships"), id="a-resource-object"),
        pytest.param({"id": TEXT, "attributes": ATTRIBUTES}, (), id="without-type"),
        pytest.param({"id": TEXT, "type": TEXT, "attributes": TEXT}, (), id="attributes-are-no-object"),
    ],
)
def test_json_api(tmp_path: Path, members: dict[str, Any], expected: tuple[str, ...]) -> None:
    operations: dict[str, Any] = {
        "POST /things": {"operationId": "create", "body": "Thing", "201": "Thing"},
        "GET /things/{id}": {"200": "Thing"},
        "PATCH /things/{id}": {"operationId": "change", "body": "Thing", "200": "Thing"},
    }
    found = infer_behaviour(tmp_path, operations, Thing={"properties": members}).operations
    assert found["change"].merge == expected
    assert found["create"].merge == ()
