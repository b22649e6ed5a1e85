"""Bodies that are files."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.resources.files import is_file
from tests.support.documents import body_operation

BINARY = {"type": "string", "format": "binary"}
OBJECT = {"type": "object", "properties": {"name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("media_type", "schema", "expected"),
    [
        ("image/png", BINARY, True),
        ("image/*", {}, True),
        ("*/*", BINARY, True),
        ("application/octet-stream", {}, True),
        ("text/csv", {"type": "string"}, True),
        ("application/json", BINARY, True),
        ("application/json", {"type": "string"}, False),
        ("application/json", {}, False),
        ("*/*", OBJECT, False),
        ("*/*", {"type": "array", "items": OBJECT}, False),
        ("application/xml", {}, False),
        ("application/jsonl", {}, False),
        ("application/x-www-form-urlencoded", {}, False),
        ("multipart/form-data", BINARY, False),
        ("nonsense", BINARY, False),
    ],
)
def test_a_body_is_a_file(media_type: str, schema: dict[str, Any], expected: bool) -> None:
    operation = body_operation({media_type: {"schema": schema}})
    assert operation.body is not None
    assert is_file(operation, operation.body.content[media_type]) is expected
