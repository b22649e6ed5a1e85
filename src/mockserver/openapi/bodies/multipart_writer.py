"""Bodies of parts: multipart/form-data (RFC 7578), and any other multipart (RFC 2046)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..documents import Document
from ..json_text import scalar_text, write_json
from ..media_types import MediaType, make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..styles import ANYTHING, Shape, write_simple
from .encodings import Encodings
from .errors import Unwritable
from .files import UploadedFile

BOUNDARY = "mockserver-part"
_TEXT = "text/plain"


class _Part(NamedTuple):
    disposition: str  # 'form-data; name="id"'; empty where a part has no name
    media_type: str  # "image/png"; empty: plain text, which needs no saying
    headers: tuple[tuple[str, str], ...]
    content: bytes


class MultipartWriter:
    """Writes an object, each property a part and each item of an array one of its own, or a list of parts.

    A part's media type is what `encoding` says, else a file's own, else JSON for structures, bytes for a binary
    property, and plain text for the rest (OpenAPI 3.1.1 §4.8.15.1.1).
    """

    def __init__(self, document: Document, declared: MediaTypeObject) -> None:
        self._document = document
        self._declared = declared
        self._encodings = Encodings(document, declared)

    def write(self, value: Any, media_type: MediaType, boundary: str | None) -> tuple[bytes, str]:
        """The body, and the boundary it was given or that occurs in none of its parts."""
        if isinstance(value, dict):
            parts = list(self._named_parts(value))
        elif isinstance(value, list) and media_type.subtype != "form-data":
            parts = [self._numbered_part(index, item) for index, item in enumerate(value)]
        else:
            raise Unwritable(f"{media_type} is not made from {'a list' if isinstance(value, list) else 'a scalar'}")
        boundary = boundary or _free_boundary(parts)
        written = b"".join(_write_part(part, boundary.encode()) for part in parts)
        return written + b"--" + boundary.encode() + b"--\r\n", boundary

    def _named_parts(self, value: dict[str, Any]) -> Iterator[_Part]:
        for name, item in value.items():
            shape = self._encodings.shape(name)
            is_array = isinstance(item, list) and (shape.has_array or shape.is_open)
            for single in item if is_array else [item]:
                disposition = f'form-data; name="{_quoted(name)}"'
                if isinstance(single, UploadedFile) and single.filename:
                    disposition += f'; filename="{_quoted(single.filename)}"'
                part_shape = shape.item if is_array else shape
                yield self._part(disposition, single, part_shape, self._encodings.stated(name))

    def _numbered_part(self, index: int, item: Any) -> _Part:
        declared = self._declared
        first = declared.part_encodings
        encoding = first[index] if index < len(first) else declared.rest_encoding or {}
        disposition = f'attachment; filename="{_quoted(item.filename)}"' if isinstance(item, UploadedFile) else ""
        return self._part(disposition, item, ANYTHING, encoding)

    def _part(self, disposition: str, value: Any, shape: Shape, encoding: dict[str, Any]) -> _Part:
        stated = str(encoding.get("contentType") or "").partition(",")[0].strip()
        concrete = make_concrete(stated) if "*" not in stated or not isinstance(value, UploadedFile) else ""
        media_type = concrete or _usual_media_type(value, shape)
        return _Part(disposition, media_type, self._headers(encoding), _content(value, media_type, shape))

    def _headers(self, encoding: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        """The header fields of a part that the document shows values for."""
        declared = encoding.get("headers")
        found = []
        for name, header in declared.items() if isinstance(declared, dict) else ():
            shown = self._shown_value(header)
            if shown is not None and name.lower() != "content-type":  # OpenAPI 3.1.1 §4.8.15.1: ignored
                found.append((name, write_simple(shown, explode=False)))
        return tuple(found)

    def _shown_value(self, header: Any) -> Any:
        """The example of a Header Object, or its schema's."""
        header = self._resolved(header)
        schema = self._resolved(header.get("schema"))
        for holder, keys in ((header, ("example",)), (schema, ("example", "default", "const"))):
            for key in keys:
                if key in holder:
                    return holder[key]
        named = header.get("examples")
        first = next(iter(named.values()), None) if isinstance(named, dict) else None
        return self._resolved(first).get("value")

    def _resolved(self, value: Any) -> dict[str, Any]:
        """A mapping, or the one that its `$ref` means."""
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            _, value = self._document.resolve(self._document.follow(value["$ref"], self._declared.pointer))
        return value if isinstance(value, dict) else {}


def _usual_media_type(value: Any, shape: Shape) -> str:
    if isinstance(value, UploadedFile):
        return value.media_type
    if isinstance(value, (dict, list)):
        return "application/json"
    return "application/octet-stream" if shape.binary or isinstance(value, bytes) else ""


def _content(value: Any, media_type: str, shape: Shape) -> bytes:
    if isinstance(value, UploadedFile):
        return value.content
    if isinstance(value, bytes):
        return value
    parsed = parse_media_type(media_type)
    is_text = isinstance(value, str) and "string" in shape.types  # a text that is JSON already
    if parsed is not None and parsed.is_json and not is_text:
        return write_json(value)
    return scalar_text(value).encode("utf-8", "replace")


def _write_part(part: _Part, boundary: bytes) -> bytes:
    fields = [("Content-Disposition", part.disposition), ("Content-Type", part.media_type), *part.headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields if value)
    return b"--" + boundary + b"\r\n" + head.encode("utf-8", "replace") + b"\r\n" + part.content + b"\r\n"


def _free_boundary(parts: list[_Part]) -> str:
    """Always the same, save where a part holds it."""
    boundary, number = BOUNDARY, 1
    while any(boundary.encode() in part.content for part in parts):
        number += 1
        boundary = f"{BOUNDARY}-{number}"
    return boundary


def _quoted(name: str) -> str:
    """HTML §4.10.21.8: three characters of a name are percent-encoded."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
