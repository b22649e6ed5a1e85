"""Bodies without an example are invented for their media type."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.bodies import BodyWriter, UploadedFile
from mockserver.openapi.generation import Dynamic, Generator
from mockserver.openapi.generation.bodies import ITEMS, invent_body
from mockserver.openapi.validation import Schemas
from tests.support.documents import body_operation

BINARY = {"type": "string", "format": "binary"}
NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def invent(media_type: str, declared: dict[str, Any], dynamic: Dynamic | None = None) -> Any:
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    generator = Generator(Schemas(operation.document, "response"))
    return invent_body(operation.document, generator, operation.body.content[media_type], dynamic)


@pytest.mark.parametrize(
    ("media_type", "declared", "start"),
    [
        pytest.param("image/png", {"schema": BINARY}, b"\x89PNG", id="picture"),
        pytest.param("image/*", {"schema": BINARY}, b"\x89PNG", id="any-picture"),
        pytest.param("application/pdf", {"schema": {"type": "string", "contentMediaType": "x/y"}}, b"%PDF", id="pdf"),
        pytest.param("application/octet-stream", {"schema": BINARY}, b"", id="bytes"),
    ],
)
def test_files(media_type: str, declared: dict[str, Any], start: bytes) -> None:
    made = invent(media_type, declared)
    assert isinstance(made, UploadedFile)
    assert made.content.startswith(start) and made.content


@pytest.mark.parametrize(
    ("media_type", "declared", "value"),
    [
        pytest.param("image/gif", {}, b"GIF", id="no-schema"),
        pytest.param("image/png", {"schema": {"type": "string", "format": "byte"}}, "iVBORw", id="in-base64"),
        pytest.param("image/png", {"schema": BINARY | {"example": "mine"}}, "mine", id="a-particular-text"),
        pytest.param("text/plain", {"schema": {"type": "string", "enum": ["a"]}}, "a", id="text"),
    ],
)
def test_texts_and_bytes(media_type: str, declared: dict[str, Any], value: str | bytes) -> None:
    assert invent(media_type, declared)[: len(value)] == value


def test_files_of_a_form() -> None:
    properties = {
        "picture": BINARY,
        "pages": {"type": "array", "items": BINARY, "minItems": 2},
        "note": BINARY | {"const": "é"},
        "name": {"const": "Tom"},
    }
    schema = {"type": "object", "required": [*properties], "properties": properties}
    made = invent("multipart/form-data", {"schema": schema, "encoding": {"picture": {"contentType": "image/png"}}})
    assert (made["picture"].media_type, made["picture"].content[:4]) == ("image/png", b"\x89PNG")
    assert made["picture"].filename == "picture.png"
    assert len(made["pages"]) == 2 and all(isinstance(page, UploadedFile) for page in made["pages"])
    assert made["note"].content == b"\xe9"
    assert made["name"] == "Tom"


def test_files_declared_in_a_part_of_the_schema() -> None:
    part = {"type": "object", "required": ["f"], "properties": {"f": BINARY}}
    made = invent("multipart/form-data", {"schema": {"allOf": [part]}})
    assert isinstance(made["f"], UploadedFile)


@pytest.mark.parametrize(
    ("media_type", "declared"),
    [
        pytest.param("text/event-stream", {"itemSchema": NUMBER}, id="events"),
        pytest.param("application/jsonl", {"schema": NUMBER}, id="schema-of-each-item"),
        pytest.param("multipart/mixed", {"itemSchema": NUMBER}, id="parts"),
    ],
)
def test_several_items(media_type: str, declared: dict[str, Any]) -> None:
    made = invent(media_type, declared)
    assert len(made) == ITEMS and all(isinstance(item["n"], int) for item in made)


def test_a_sequence_with_a_schema_of_all_items() -> None:
    assert invent("application/jsonl", {"schema": {"type": "array", "items": {"const": 1}, "minItems": 2}}) == [1, 1]


@pytest.mark.parametrize("seed", [None, 7])
def test_dynamic_items_differ(seed: int | None) -> None:
    text = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
    made = invent("application/jsonl", {"itemSchema": text}, Dynamic(seed))
    assert len({item["id"] for item in made}) == ITEMS
    again = invent("application/jsonl", {"itemSchema": text}, Dynamic(seed))
    assert (made == again) is (seed is not None)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'"text"'),
        ("application/problem+json", b'"text"'),
        ("text/plain", b"text"),
        ("text/html", b"text"),
        ("*/*", b"text"),
        ("application/xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<xml/>'),
        ("application/x-www-form-urlencoded", b""),
        ("multipart/form-data", b"--mockserver-part--\r\n"),
        ("multipart/mixed", b"--mockserver-part--\r\n"),
        ("application/jsonl", b"{}\n"),
        ("text/event-stream", b"data: {}\n\n"),
        ("application/octet-stream", b"example"),
    ],
)
def test_without_a_schema_any_value_of_the_media_type_will_do(media_type: str, body: bytes) -> None:
    operation = body_operation({media_type: {}})
    assert operation.body is not None
    written = BodyWriter(operation.document).write(invent(media_type, {}), media_type, operation.body.content)
    assert written.body == body
