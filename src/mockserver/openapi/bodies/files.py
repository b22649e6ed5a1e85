"""Files inside a body, and the body as a JSON Schema validator reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..documents import Document


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a multipart body."""

    filename: str  # "call.mp3", as sent, so do not trust it; empty if none was sent
    media_type: str  # "audio/mpeg"
    content: bytes


def is_base64(document: Document, pointer: str | None) -> bool:
    """Whether the strings of a schema are bytes in base64: `format: byte`, or `contentEncoding: base64`."""
    _, schema = document.resolve(pointer) if pointer is not None else ("", None)
    return isinstance(schema, dict) and "base64" in (
        schema.get("contentEncoding"),
        "base64" if schema.get("format") == "byte" else "",
    )


def as_instance(value: Any) -> Any:
    """Return the value with files and bytes replaced by their latin-1 text; the same object if it has none."""
    if isinstance(value, UploadedFile):
        return value.content.decode("latin-1")
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict) and any(_holds_file(item) for item in value.values()):
        return {name: as_instance(item) for name, item in value.items()}
    if _holds_file(value):
        return [as_instance(item) for item in value]
    return value


def _holds_file(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, UploadedFile) for item in value)
    return isinstance(value, UploadedFile)
