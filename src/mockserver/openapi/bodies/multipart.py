"""Bodies of multipart/form-data (RFC 7578), each part read by its Content-Type and its property's schema."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartState, parse_options_header

from ..documents import Document
from ..media_types import MediaType, parse_media_type
from ..operations import MediaTypeObject
from ..rules import quote
from ..styles.shapes import ANYTHING, Shape, read_scalar, read_shape
from .charsets import decode_text
from .errors import BodyError, UnknownFormat
from .files import UploadedFile
from .json import parse_json

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")  # RFC 2046 §5.1.1
_AS_IT_IS = (b"", b"7bit", b"8bit", b"binary")
MAX_PARTS = 10_000
_FORM = "parts as RFC 7578 has them"

# a client's mistakes are reported to the client; without a handler the parser would print them as well
logging.getLogger("python_multipart").addHandler(logging.NullHandler())


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)  # {b"content-type": b"text/plain"}
    content: bytearray = field(default_factory=bytearray)
    name: str = ""
    filename: str | None = None  # None: the part is no file
    media_type: MediaType | None = None  # None: none was sent


class MultipartReader:
    """Reads the parts of a form into an object.

    1. A part of a JSON media type is JSON, unless its property wants plain text or a file.
    2. A part with a file name, one of a binary property, and one of a media type that is no text is an `UploadedFile`.
    3. A part without Content-Type is JSON where its property is an object (OpenAPI 3.1.1 §4.8.15.1.1).
    4. Every other part is text, read as the property's type.

    Repeated names are an array, and so is the only part of a property that is one.
    """

    def __init__(self, document: Document, media_type: MediaTypeObject) -> None:
        self._shape = read_shape(document, media_type.schema)
        self._media_types = {
            name: [stated.strip() for stated in str(encoding["contentType"]).split(",")]
            for name, encoding in media_type.encoding.items()
            if "contentType" in encoding
        }

    def read(self, raw: bytes, boundary: str | None) -> dict[str, Any]:
        values: dict[str, list[Any]] = {}
        for part in _split_parts(raw, boundary):
            _read_disposition(part)
            shape = self._shape.properties.get(part.name) or self._shape.additional or ANYTHING
            try:
                values.setdefault(part.name, []).append(self._read_part(part, shape))
            except BodyError as reason:
                raise reason.under(part.name) from None
        return {name: self._joined(name, parts) for name, parts in values.items()}

    def _joined(self, name: str, values: list[Any]) -> Any:
        shape = self._shape.properties.get(name) or ANYTHING
        single = len(values) == 1 and (not shape.has_array or isinstance(values[0], list) or shape.has_text)
        return values[0] if single else values

    def _read_part(self, part: _Part, shape: Shape) -> Any:
        stated = self._media_types.get(part.name)
        media_type = part.media_type
        if media_type is not None and stated and not _is_one_of(media_type, stated):
            message = f"is a part of media type {media_type}, which its encoding does not allow"
            raise UnknownFormat(message, seen=str(media_type), allowed=", ".join(stated))
        item = shape.item if shape.has_array and not shape.has_text else shape
        content = bytes(part.content)
        if _is_json(part, shape, item, stated):
            return parse_json(content)
        if _is_file(part, item):
            sent = str(media_type) if media_type else "application/octet-stream"
            return UploadedFile(part.filename or "", sent, content)
        charset = media_type.parameter("charset") if media_type else None
        return read_scalar(decode_text(content, charset), item)


def _is_json(part: _Part, shape: Shape, item: Shape, stated: list[str] | None) -> bool:
    if item.binary:
        return False
    if part.media_type is not None:
        wants_text = "string" in item.types or (item.is_open and part.filename is not None)
        return part.media_type.is_json and not wants_text
    if part.filename is not None:
        return False
    if stated:
        first = parse_media_type(stated[0])
        return first is not None and first.is_json
    return shape.is_structured or item.is_structured


def _is_file(part: _Part, item: Shape) -> bool:
    if part.filename is not None or item.binary:
        return True
    return part.media_type is not None and not part.media_type.is_text and not part.media_type.is_json


def _is_one_of(media_type: MediaType, stated: list[str]) -> bool:
    ranges = (parse_media_type(text) for text in stated)
    return any(each is not None and each.includes(media_type) for each in ranges)


def read_parts(raw: bytes, boundary: str | None) -> list[Any]:
    """The parts of any other multipart body, each by its own Content-Type: JSON, text (RFC 2046 §5.1), or a file."""
    values = []
    for index, part in enumerate(_split_parts(raw, boundary)):
        try:
            values.append(_read_alone(part))
        except BodyError as reason:
            raise reason.under(str(index)) from None
    return values


def _read_alone(part: _Part) -> Any:
    media_type, content = part.media_type or MediaType("text", "plain"), bytes(part.content)
    if media_type.is_json:
        return parse_json(content)
    if media_type.is_text:
        return decode_text(content, media_type.parameter("charset"))
    _, options = parse_options_header(part.headers.get(b"content-disposition"))
    return UploadedFile(options.get(b"filename", b"").decode("utf-8", "replace"), str(media_type), content)


# from bytes to parts


def _split_parts(raw: bytes, boundary: str | None) -> list[_Part]:
    if boundary is None:
        raise BodyError("cannot be split into parts: its Content-Type has no boundary", allowed="a boundary parameter")
    if not _BOUNDARY.fullmatch(boundary):
        message = "cannot be split into parts: its boundary is not one that RFC 2046 allows"
        raise BodyError(message, seen=quote(boundary), allowed="1 to 70 characters")
    collector = _Collector()
    parser = MultipartParser(boundary, collector.callbacks())
    try:
        parser.write(raw)
    except FormParserError as reason:
        saying = str(reason)[:1].lower() + str(reason)[1:]
        raise BodyError(f"is not multipart/form-data: {saying}", allowed=_FORM) from None
    if parser.state != MultipartState.END:
        raise BodyError(f'is cut off before its last boundary "--{boundary}--"', allowed=_FORM)
    for part in collector.parts:
        _read_media_type(part)
    return collector.parts


class _Collector:
    """Gathers what the parser calls out."""

    def __init__(self) -> None:
        self.parts: list[_Part] = []
        self._name = b""
        self._value = b""

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin_part,
            "on_part_data": self._add_content,
            "on_header_field": self._add_name,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
        }

    def _begin_part(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise BodyError(f"has more than {MAX_PARTS:,} parts", allowed=f"up to {MAX_PARTS} parts")
        self.parts.append(_Part())

    def _add_content(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].content += data[start:end]

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        name, self._name = self._name.lower(), b""
        value, self._value = self._value.strip(), b""
        if name in self.parts[-1].headers:
            raise BodyError(f"has a part with two headers {quote(name.decode('latin-1'))}", allowed=_FORM)
        self.parts[-1].headers[name] = value


def _read_disposition(part: _Part) -> None:
    kind, options = parse_options_header(part.headers.get(b"content-disposition"))
    if kind != b"form-data" or b"name" not in options:
        message = "has a part without Content-Disposition: form-data and a name"
        raise BodyError(message, seen=_shown(part.headers.get(b"content-disposition")), allowed=_FORM)
    coding = part.headers.get(b"content-transfer-encoding", b"").lower()
    if coding not in _AS_IT_IS:  # RFC 7578 §4.7: senders must not; nobody is served by guessing
        raise BodyError(
            "has a part with a Content-Transfer-Encoding", seen=_shown(coding), allowed="none (RFC 7578 §4.7)"
        )
    try:
        part.name = options[b"name"].decode()
        part.filename = options[b"filename"].decode() if b"filename" in options else None
    except UnicodeDecodeError:
        message = "has a part whose name or file name is not UTF-8"
        raise BodyError(message, seen=_shown(part.headers[b"content-disposition"]), allowed=_FORM) from None


def _read_media_type(part: _Part) -> None:
    sent = part.headers.get(b"content-type")
    if sent is not None:
        part.media_type = parse_media_type(sent.decode("latin-1"))
        if part.media_type is None:
            raise BodyError("has a part whose Content-Type is not a media type", seen=_shown(sent), allowed=_FORM)


def _shown(header: bytes | None) -> str:
    return quote(header.decode("latin-1")) if header is not None else "no such header"
