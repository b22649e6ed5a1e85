"""The parts of a multipart body (RFC 2046 §5.1), before anything is known of their meaning."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartState, parse_options_header

from ..media_types import MediaType, parse_media_type
from ..rules import quote
from .errors import BodyError

MAX_PARTS = 10_000

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")  # RFC 2046 §5.1.1
_FIRST_LINE = re.compile(rb"(?:\r?\n)*--([0-9A-Za-z'()+_,\-./:=? ]{1,70})\r?\n")
_AS_IT_IS = (b"", b"7bit", b"8bit", b"binary")
_ALLOWED = "parts as RFC 7578 has them"

# the client is told its mistakes; without a handler the parser would also print them
logging.getLogger("python_multipart").addHandler(logging.NullHandler())


@dataclass(slots=True)
class Part:
    """One part."""

    headers: dict[bytes, bytes] = field(default_factory=dict)  # {b"content-type": b"text/plain"}
    content: bytearray = field(default_factory=bytearray)
    name: str = ""  # "avatar"; empty for a part outside a form
    filename: str | None = None  # None: the part is not a file
    media_type: MediaType | None = None  # None: none was sent


def find_boundary(raw: bytes) -> str | None:
    """Return the boundary of a multipart body that was written by hand, from its first line."""
    first = _FIRST_LINE.match(raw)
    return first[1].decode().rstrip() if first else None


def split_parts(raw: bytes, boundary: str | None) -> list[Part]:
    """Split a body into its parts. Raises `BodyError` if it does not follow RFC 2046."""
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
        raise BodyError(f"is not multipart/form-data: {saying}", allowed=_ALLOWED) from None
    if parser.state != MultipartState.END:
        raise BodyError(f'is cut off before its last boundary "--{boundary}--"', allowed=_ALLOWED)
    for part in collector.parts:
        _read_media_type(part)
    return collector.parts


class _Collector:
    """Collects the parts that the parser finds."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
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
        self.parts.append(Part())

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
            raise BodyError(f"has a part with two headers {quote(name.decode('latin-1'))}", allowed=_ALLOWED)
        self.parts[-1].headers[name] = value


def read_form_field(part: Part) -> None:
    """Read the name and the file name of a form's part (RFC 7578 §4.2)."""
    kind, options = parse_options_header(part.headers.get(b"content-disposition"))
    if kind != b"form-data" or b"name" not in options:
        message = "has a part without Content-Disposition: form-data and a name"
        raise BodyError(message, seen=_shown(part.headers.get(b"content-disposition")), allowed=_ALLOWED)
    coding = part.headers.get(b"content-transfer-encoding", b"").lower()
    if coding not in _AS_IT_IS:  # RFC 7578 §4.7: senders must not use it
        raise BodyError(
            "has a part with a Content-Transfer-Encoding", seen=_shown(coding), allowed="none (RFC 7578 §4.7)"
        )
    try:
        part.name = options[b"name"].decode()
        part.filename = options[b"filename"].decode() if b"filename" in options else None
    except UnicodeDecodeError:
        message = "has a part whose name or file name is not UTF-8"
        raise BodyError(message, seen=_shown(part.headers[b"content-disposition"]), allowed=_ALLOWED) from None


def read_filename(part: Part) -> str:
    """Return the file name of a part outside a form; empty if none was sent."""
    _, options = parse_options_header(part.headers.get(b"content-disposition"))
    return options.get(b"filename", b"").decode("utf-8", "replace")


def _read_media_type(part: Part) -> None:
    sent = part.headers.get(b"content-type")
    if sent is not None:
        part.media_type = parse_media_type(sent.decode("latin-1"))
        if part.media_type is None:
            raise BodyError("has a part whose Content-Type is not a media type", seen=_shown(sent), allowed=_ALLOWED)


def _shown(header: bytes | None) -> str:
    return quote(header.decode("latin-1")) if header is not None else "no such header"
