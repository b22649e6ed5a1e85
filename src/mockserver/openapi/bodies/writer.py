"""A value as the body of an answer, in the media type the document names."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from ..documents import Document
from ..json_text import write_json
from ..media_types import MediaType, find_range, parse_media_type
from ..operations import MediaTypeObject
from .boundaries import find_boundary
from .charsets import encode_text
from .errors import Unwritable
from .files import UploadedFile, is_base64
from .sequences import read_sequence_schemas

if TYPE_CHECKING:  # most answers are JSON: what writes other families is imported for the first of them
    from .multipart_writer import MultipartWriter

_FORM = "application/x-www-form-urlencoded"
_NOTHING: dict[str, MediaTypeObject] = {}


class Written(NamedTuple):
    """A body, and what its header fields must say of it."""

    content_type: str  # "text/plain; charset=utf-8"
    body: bytes
    ends: tuple[int, ...] = ()  # where the pieces of a streamed body end


Write = Callable[[Any, MediaType], Written]


class BodyWriter:
    """Writes the bodies of one document's answers; what a schema asks for is worked out once.

    1. Bytes and files are sent as they are.
    2. JSON and `+json` are JSON text.
    3. Sequences (JSON Lines, JSON text sequences, server-sent events) are written item by item, to be streamed.
    4. A string is sent as it is, in the charset of its media type; under a binary one whose schema speaks of base64,
       as the bytes it stands for.
    5. XML, forms and multipart bodies are written by their schema and `encoding`.
    6. A structure cannot be a picture or an archive: `Unwritable`.
    7. Anything else, text and YAML included, is JSON text.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, str], Write] = {}
        self._json: set[str] = set()  # media types that were seen to be JSON: most answers are

    def write(self, value: Any, media_type: str, content: Mapping[str, MediaTypeObject] = _NOTHING) -> Written:
        """The body in `media_type`, a range included; `content` is what the document says of the answer's bodies."""
        if media_type in self._json and not isinstance(value, (bytes, UploadedFile)):
            return Written(media_type, write_json(value))
        parsed = parse_media_type(media_type)
        if parsed is None:
            return Written(media_type, write_body(value, media_type))
        concrete = parsed if "*" not in (parsed.type, parsed.subtype) else _concrete(parsed, value)
        if concrete.is_json and not isinstance(value, (bytes, UploadedFile)):
            if concrete is parsed:
                self._json.add(media_type)
            return Written(media_type if concrete is parsed else str(concrete), write_json(value))
        declared = content.get(media_type)
        if declared is None:
            found = find_range(concrete, content)
            declared = content[found] if found is not None else MediaTypeObject(media_type, None, (), {}, "")
        key = str(concrete), declared.pointer
        write = self._known.get(key)
        if write is None:
            write = self._known[key] = self._find(concrete, declared)
        return write(value, concrete)

    def _find(self, media_type: MediaType, declared: MediaTypeObject) -> Write:
        if media_type.is_sequence and (not declared.pointer or read_sequence_schemas(self._document, declared)):
            return _write_sequence
        if media_type.is_xml:
            from .xml_writer import XmlWriter

            return _structures(XmlWriter(self._document, declared.schema).write)
        if media_type.essence == _FORM:
            from .forms_writer import FormWriter

            return _structures(FormWriter(self._document, declared).write)
        if media_type.type == "multipart":
            from .multipart_writer import MultipartWriter

            return _multipart(MultipartWriter(self._document, declared))
        if media_type.is_binary:
            return _write_binary(is_encoded=is_base64(self._document, declared.schema))
        return _structures(write_json)


def write_body(value: Any, media_type: str) -> bytes:
    """A body no document speaks of: JSON for JSON, text and bytes as they are, JSON for whatever else is not text."""
    if isinstance(value, bytes):
        return value
    parsed = parse_media_type(media_type)
    if isinstance(value, str) and not (parsed and parsed.is_json):
        return encode_text(value, parsed.parameter("charset") if parsed else None)
    return write_json(value)


def _concrete(media_range: MediaType, value: Any) -> MediaType:
    """The media type that is sent where a document names a range."""
    if isinstance(value, UploadedFile):
        return parse_media_type(value.media_type) or MediaType("application", "octet-stream")
    if media_range.type in ("text", "image"):
        return MediaType(media_range.type, {"text": "plain", "image": "png"}[media_range.type])
    if isinstance(value, bytes):
        return MediaType(media_range.type.replace("*", "application"), "octet-stream")
    if isinstance(value, str) and media_range.type == "*":
        return MediaType("text", "plain")
    return MediaType("application", "json")


def _labelled(media_type: MediaType) -> str:
    """Text says its charset."""
    has_charset = not media_type.is_text or media_type.parameter("charset") is not None
    return str(media_type) if has_charset else f"{media_type}; charset=utf-8"


def _as_it_is(value: Any, media_type: MediaType) -> bytes | None:
    if isinstance(value, bytes):
        return value
    if isinstance(value, UploadedFile):
        return value.content
    return encode_text(value, media_type.parameter("charset")) if isinstance(value, str) else None


def _structures(write: Callable[[Any], bytes]) -> Write:
    """Strings as they are, anything else as `write` writes it."""

    def write_structure(value: Any, media_type: MediaType) -> Written:
        raw = _as_it_is(value, media_type)
        if raw is None:
            raw = write(value)
            charset = media_type.parameter("charset")
            raw = raw if charset is None else encode_text(_redeclared(raw.decode(), charset), charset)
        return Written(_labelled(media_type), raw)

    return write_structure


def _redeclared(text: str, charset: str) -> str:
    """XML names its own encoding, too."""
    return text.replace('encoding="UTF-8"', f'encoding="{charset}"', 1) if text.startswith("<?xml ") else text


def _write_sequence(value: Any, media_type: MediaType) -> Written:
    from .sequences_writer import split_items, write_items

    raw = _as_it_is(value, media_type)
    if raw is not None:
        pieces = split_items(raw, media_type)
    else:
        pieces = write_items(value if isinstance(value, list) else [value], media_type)
    return Written(_labelled(media_type), b"".join(pieces), tuple(accumulate(map(len, pieces))) or (0,))


def _multipart(writer: MultipartWriter) -> Write:
    def write_parts(value: Any, media_type: MediaType) -> Written:
        raw, boundary = _as_it_is(value, media_type), media_type.parameter("boundary")
        if raw is None:
            raw, boundary = writer.write(value, media_type, boundary)
        else:
            boundary = boundary or find_boundary(raw)
        labelled = media_type if boundary is None else media_type.having("boundary", boundary)
        return Written(str(labelled), raw)

    return write_parts


def _write_binary(*, is_encoded: bool) -> Write:
    def write_bytes(value: Any, media_type: MediaType) -> Written:
        raw = _as_it_is(value, media_type)
        if raw is None:
            raise Unwritable(f"{media_type} cannot be made from a value that is no text")
        if is_encoded and isinstance(value, str):
            try:
                raw = base64.b64decode(raw, validate=True)
            except (binascii.Error, ValueError):
                raise Unwritable("the value is not base64, as its schema asks for") from None
        return Written(str(media_type), raw)

    return write_bytes
