"""Bodies of one declared media type, written and read."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.bodies import BodyReader, BodyWriter, ReadBody, Written
from mockserver.openapi.rules import Violation

from .documents import body_operation


def write(value: Any, media_type: str, **declared: Any) -> Written:
    """Write a value in a media type for which a document has `declared`: `schema`, `encoding`."""
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    return BodyWriter(operation.document).write(value, media_type, operation.body.content)


def read(written: Written, media_type: str, **declared: Any) -> Any:
    """Return the value of a body that can be read."""
    found = try_reading(written.content_type, written.body, media_type, **declared)
    assert isinstance(found, ReadBody), found
    return found.value


def try_reading(content_type: str, raw: bytes, media_type: str, **declared: Any) -> ReadBody | list[Violation]:
    """Return what a body holds, or what is wrong with it."""
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    return BodyReader(operation.document, operation.body.content).read(content_type, raw)
