"""A body's bytes to the value they stand for, by the media type they claim to be."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, NamedTuple

from ..documents import Document
from ..media_types import MediaType, find_range, parse_media_type
from ..operations import MediaTypeObject
from ..rules import BODY_RULES, BodyLocation, RuleId, Violation, quote
from ..styles.shapes import ANYTHING, read_scalar, read_shape
from .charsets import decode_text, require_utf_8
from .errors import BodyError, UnknownFormat
from .files import as_instance, is_base64
from .forms import FormReader
from .json import parse_json
from .sequences import SequenceReader, read_sequence_schemas

if TYPE_CHECKING:  # imported for the first of its bodies: most are JSON
    from .multipart import MultipartReader
    from .xml import XmlReader

_FORM = MediaType("application", "x-www-form-urlencoded")
_MULTIPART = MediaType("multipart", "form-data")


class ReadBody(NamedTuple):
    """What a body holds."""

    value: Any  # for handlers: JSON data, text, bytes, or an object with `UploadedFile`s in it
    instance: Any  # for validators: the same with files and bytes as latin-1 text
    media_type: MediaTypeObject  # the document's entry that was chosen
    is_opaque: bool = False  # a format nobody here reads (CSV), whose schema asks for more than text: not checkable


class BodyReader:
    """Reads the bodies of one operation's requests, or of one of its responses.

    `location` is the part of the message, and the family of the rules that are broken: `body.malformed` or
    `response.malformed`.
    """

    def __init__(
        self, document: Document, content: dict[str, MediaTypeObject], location: BodyLocation = "body"
    ) -> None:
        self._document = document
        self._location = location
        self._rules = BODY_RULES[location]
        self._entries = {
            name: _Entry(document, declared, MediaType(media_range.type, media_range.subtype))
            for name, declared in content.items()
            if (media_range := parse_media_type(name)) is not None
        }

    def read(self, content_type: str | None, raw: bytes) -> ReadBody | list[Violation]:
        """The body, or what is wrong with it; an empty list where there is neither a body nor a Content-Type."""
        if content_type is None:
            return [self._wrong_media_type("has no Content-Type", "no Content-Type")] if raw else []
        media_type = parse_media_type(content_type)
        if media_type is None:
            return [self._wrong_media_type("has a Content-Type that is not a media type", quote(content_type))]
        entry = self._entries.get(content_type) or self._find(media_type)
        if entry is None:
            message = f"is of media type {quote(media_type.essence)[1:-1]}, which is not documented"
            return [self._wrong_media_type(message, quote(content_type))]
        try:
            return entry.read(raw, media_type)
        except UnknownFormat as reason:
            return [self._violation(self._rules.media_type, reason, entry.declared.pointer)]
        except BodyError as reason:
            return [self._violation(self._rules.malformed, reason, entry.declared.pointer)]

    def is_binary(self, content_type: str | None) -> bool:
        """Whether a body of this type is bytes, of which there may be none."""
        media_type = parse_media_type(content_type) if content_type is not None else None
        if media_type is None or media_type.is_written or media_type.type == "multipart":
            return False
        return self._find(media_type) is not None

    def _find(self, media_type: MediaType) -> _Entry | None:
        found = find_range(media_type, self._entries)
        return self._entries[found] if found is not None else None

    def _wrong_media_type(self, message: str, seen: str) -> Violation:
        allowed = ", ".join(self._entries) or "no body"
        reason = UnknownFormat(f"{message}; allowed: {allowed}", seen=seen, allowed=allowed)
        declared = next(iter(self._entries.values()), None)
        # the `content` map itself, of which every entry's pointer is a child
        return self._violation(
            self._rules.media_type, reason, declared.declared.pointer.rpartition("/")[0] if declared else ""
        )

    def _violation(self, rule: RuleId, reason: BodyError, pointer: str) -> Violation:
        return Violation(
            rule=rule,
            location=self._location,
            message=reason.message,
            pointer=reason.pointer,
            seen=reason.seen,
            allowed=reason.allowed,
            position=self._document.position(pointer),
        )


class _Entry:
    """One entry of a `content` map, ready to read what it describes; of a range, whatever lies in it."""

    def __init__(self, document: Document, declared: MediaTypeObject, media_range: MediaType) -> None:
        self.declared = declared
        self._form = FormReader(document, declared) if media_range.includes(_FORM) else None
        self._multipart = _read_multipart(document, declared) if media_range.includes(_MULTIPART) else None
        self._shape = ANYTHING if media_range.is_json else read_shape(document, declared.schema)
        is_structure = declared.schema is not None and not self._shape.has_text
        could_be_xml = media_range.is_xml or media_range.subtype == "*"
        self._xml = _read_xml(document, declared.schema) if is_structure and could_be_xml and declared.schema else None
        sequence = read_sequence_schemas(document, declared)
        self._sequence = SequenceReader(document, sequence) if sequence is not None else None
        self._is_parted = sequence is not None or self._shape.has_array
        self._is_base64 = is_base64(document, declared.schema)

    def read(self, raw: bytes, media_type: MediaType) -> ReadBody:
        """`BodyError` when the bytes do not follow the media type."""
        if media_type.is_json:
            require_utf_8(media_type.parameter("charset"))
            value = parse_json(raw)
            return ReadBody(value, value, self.declared)
        if self._form is not None and media_type.essence == _FORM.essence:
            require_utf_8(media_type.parameter("charset"))
            value = self._form.read(raw)
            return ReadBody(value, value, self.declared)
        if self._multipart is not None and media_type.essence == _MULTIPART.essence:
            value = self._multipart.read(raw, media_type.parameter("boundary"))
            return ReadBody(value, as_instance(value), self.declared)
        if self._is_parted and media_type.type == "multipart":
            from .multipart import read_parts

            value = read_parts(raw, media_type.parameter("boundary"))
            return ReadBody(value, as_instance(value), self.declared)
        if self._sequence is not None and media_type.is_sequence:
            require_utf_8(media_type.parameter("charset"))
            value = self._sequence.read(raw, media_type)
            return ReadBody(value, value, self.declared)
        if self._xml is not None and media_type.is_xml:
            value = self._xml.read(raw, media_type.parameter("charset"))
            return ReadBody(value, value, self.declared)
        if media_type.is_text:
            value = read_scalar(decode_text(raw, media_type.parameter("charset")), self._shape)
            return ReadBody(value, value, self.declared, media_type.subtype != "plain" and not self._shape.has_text)
        instance = _encoded(raw) if self._is_base64 else as_instance(raw)
        return ReadBody(raw, instance, self.declared, not self._shape.has_text)


def _read_multipart(document: Document, declared: MediaTypeObject) -> MultipartReader:
    from .multipart import MultipartReader

    return MultipartReader(document, declared)


def _read_xml(document: Document, schema: str) -> XmlReader:
    from .xml import XmlReader

    return XmlReader(document, schema)


def _encoded(raw: bytes) -> str:
    """The base64 a schema speaks of: the body itself, or of its bytes where it is none."""
    try:
        base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        raw = base64.b64encode(raw)
    return raw.decode("ascii")
