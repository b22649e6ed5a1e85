"""Bytes, and strings and base64 that stand for them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from mockserver.openapi.bodies import ReadBody, Unwritable
from tests.support.bodies import try_reading, write

BYTE, BASE64 = {"type": "string", "format": "byte"}, {"contentEncoding": "base64"}


@pytest.mark.parametrize(
    ("raw", "schema", "instance"),
    [
        pytest.param(b"\x89PNG\0", {"type": "string", "format": "binary"}, "\x89PNG\0", id="bytes-as-latin-1"),
        pytest.param(b"\x89PNG", BYTE, "iVBORw==", id="bytes-as-base64"),
        pytest.param(b"iVBORw==", BYTE, "iVBORw==", id="base64-as-it-is"),
    ],
)
def test_validators_see_text(raw: bytes, schema: dict[str, Any], instance: str) -> None:
    body = try_reading("image/png", raw, "image/png", schema=schema)
    assert isinstance(body, ReadBody)
    assert (body.value, body.instance, body.is_opaque) == (raw, instance, False)


def test_bytes_are_opaque_to_a_schema_of_a_structure() -> None:
    body = try_reading("application/yaml", b"a: 1", "application/yaml", schema={"type": "object"})
    assert isinstance(body, ReadBody)
    assert (body.value, body.is_opaque) == (b"a: 1", True)


@pytest.mark.parametrize("schema", [pytest.param(BYTE, id="3.0"), pytest.param(BASE64, id="3.1")])
def test_base64_is_decoded_in_binary_types(schema: dict[str, Any]) -> None:
    encoded = base64.b64encode(b"\x89PNG").decode()
    assert write(encoded, "image/png", schema=schema).body == b"\x89PNG"
    assert write(encoded, "text/plain", schema=schema).body == encoded.encode()
    with pytest.raises(Unwritable, match="not base64"):
        write("no base64!", "image/png", schema=schema)


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        pytest.param({"a": 1}, "image/png", id="object-as-a-picture"),
        pytest.param([1], "application/octet-stream", id="list-as-bytes"),
    ],
)
def test_structures_cannot_be_written(value: Any, media_type: str) -> None:
    with pytest.raises(Unwritable, match="cannot be made from a value that is not a string"):
        write(value, media_type)
