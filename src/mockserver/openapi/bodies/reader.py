"""Reads bodies as their Content-Type and the document say."""

from __future__ import annotations

from typing import NamedTuple

from ..documents import Document
from ..media_types import MediaType, find_range, make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..rules import BODY_RULES, BodyLocation, RuleId, Violation, quote
from .codec import Read
from .content import LARGE_BODY, Content, ReadBody
from .errors import BodyError, UnknownFormat
from .families import Family, find_codec, iter_families

_OCTET_STREAM = "application/octet-stream"
_KEPT = 16  # Content-Types whose reader is kept


class _Reading(NamedTuple):
    """How the bodies of one Content-Type are read."""

    read: Read
    media_type: MediaType
    pointer: str  # of the document's entry for it


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
            name: _Entry(document, declared) for name, declared in content.items() if parse_media_type(name) is not None
        }
        self._known: dict[str | None, _Reading] = {}

    def read(self, content_type: str | None, raw: bytes) -> ReadBody | list[Violation]:
        """Return the body, or what is wrong with it; an empty list if there is neither a body nor a Content-Type."""
        reading = self._known.get(content_type)
        if reading is None:
            if content_type is None:
                return [self._wrong_media_type("has no Content-Type", "no Content-Type")] if raw else []
            found = self._find(content_type)
            if isinstance(found, Violation):
                return [found]
            reading = found
        read, media_type, pointer = reading
        try:
            body = read(raw, media_type)
            return body if len(raw) <= LARGE_BODY else body._replace(is_large=True)
        except UnknownFormat as reason:
            return [self._violation(self._rules.media_type, reason, pointer)]
        except BodyError as reason:
            return [self._violation(self._rules.malformed, reason, pointer)]

    def find_sole_type(self, raw: bytes) -> str | None:
        """Return the Content-Type of a body that has none; `None` if not exactly one media type is documented.

        A range has the type that is sent for it, `*/*` that of JSON unless its schema asks for bytes. The boundary of a
        multipart body is that of its first line.
        """
        if len(self._entries) != 1:
            return None
        [(name, entry)] = self._entries.items()
        is_any = name == "*/*" and entry.content.shape.binary
        media_type = parse_media_type(_OCTET_STREAM if is_any else make_concrete(name))
        if media_type is None or find_range(media_type, (name,)) is None:
            return None
        return str(find_codec(media_type).label(media_type, raw))

    def admits_empty(self, content_type: str | None) -> bool:
        """Whether a body of this type may be empty: a file of no bytes."""
        media_type = parse_media_type(content_type) if content_type is not None else None
        if media_type is None or media_type.is_written or not find_codec(media_type).admits_empty:
            return False
        return find_range(media_type, self._entries) is not None

    def _find(self, content_type: str) -> _Reading | Violation:
        media_type = parse_media_type(content_type)
        if media_type is None:
            return self._wrong_media_type("has a Content-Type that is not a media type", quote(content_type))
        name = content_type if content_type in self._entries else find_range(media_type, self._entries)
        if name is None:
            message = f"is of media type {quote(media_type.essence)[1:-1]}, which is not documented"
            return self._wrong_media_type(message, quote(content_type))
        entry = self._entries[name]
        reading = _Reading(entry.find(media_type), media_type, entry.content.declared.pointer)
        if len(self._known) < _KEPT:
            self._known[content_type] = reading
        return reading

    def _wrong_media_type(self, message: str, seen: str) -> Violation:
        allowed = ", ".join(self._entries) or "no body"
        reason = UnknownFormat(f"{message}; allowed: {allowed}", seen=seen, allowed=allowed)
        entry = next(iter(self._entries.values()), None)
        # the `content` map itself, of which every entry's pointer is a child
        pointer = entry.content.declared.pointer.rpartition("/")[0] if entry else ""
        return self._violation(self._rules.media_type, reason, pointer)

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
    """One entry of a `content` map, and a reader for each family that it is read by: a range may have several."""

    def __init__(self, document: Document, declared: MediaTypeObject) -> None:
        self.content = Content(document, declared)
        self._readers: dict[Family, Read | None] = {}

    def find(self, media_type: MediaType) -> Read:
        """Return the reader of the first family that does not leave the content to others."""
        return next(read for family in iter_families(media_type) if (read := self._reader(family)) is not None)

    def _reader(self, family: Family) -> Read | None:
        if family not in self._readers:
            self._readers[family] = family.codec.make_reader(self.content)
        return self._readers[family]
