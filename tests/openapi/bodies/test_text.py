"""Text is read as the type of its schema."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.bodies import ReadBody
from tests.support.bodies import try_reading

INTEGER, LIST = {"type": "integer"}, {"type": "array"}


@pytest.mark.parametrize(
    ("content_type", "raw", "schema", "value", "is_opaque"),
    [
        pytest.param("text/plain", b"5", INTEGER, 5, False, id="integer"),
        pytest.param("text/plain", b"five", INTEGER, "five", False, id="another-type-stays-text"),
        pytest.param("text/csv", b"a;b", {"type": "string"}, "a;b", False, id="string"),
        pytest.param("text/csv", b"a;b", LIST, "a;b", True, id="format-that-is-not-read"),
        pytest.param("text/plain", b"a;b", LIST, "a;b", False, id="plain-text-is-read"),
        pytest.param("text/plain; charset=iso-8859-1", b"\xe9", {}, "é", False, id="latin-1"),
        pytest.param("text/plain; charset=utf-16", "é".encode("utf-16"), {}, "é", False, id="utf-16"),
        pytest.param("text/plain", "é".encode(), {}, "é", False, id="utf-8-by-default"),
    ],
)
def test_read(content_type: str, raw: bytes, schema: dict[str, Any], value: Any, is_opaque: bool) -> None:
    body = try_reading(content_type, raw, content_type.partition(";")[0], schema=schema)
    assert isinstance(body, ReadBody)
    assert (body.value, body.instance, body.is_opaque) == (value, value, is_opaque)
