"""Writes bodies in the media types that the document declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..documents import Document
from ..json_text import write_json
from ..media_types import MediaType, find_range, parse_media_type
from ..operations import MediaTypeObject
from .charsets import encode_text
from .codec import Write
from .content import Content, Written
from .families import find_codec, find_writer
from .files import UploadedFile

_NOTHING: dict[str, MediaTypeObject] = {}


class BodyWriter:
    """Writes the bodies of one document; what follows from a schema is worked out once.

    1. Bytes and files are sent as they are.
    2. A family such as JSON, which can write any value, writes all others.
    3. Strings are sent as they are, in the charset of their media type.
    4. The first family of the table that serves the media type writes the rest. Raises `Unwritable` if it cannot.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, str], Write] = {}
        self._dumps: dict[str, Callable[[Any], bytes]] = {}  # by media type: most bodies are JSON

    def write(self, value: Any, media_type: str, content: Mapping[str, MediaTypeObject] = _NOTHING) -> Written:
        """Write a value in `media_type`, which may be a range; `content` is the map that declares it."""
        dump = self._dumps.get(media_type)
        if dump is not None and not isinstance(value, (bytes, UploadedFile)):
            return Written(media_type, dump(value))
        parsed = parse_media_type(media_type)
        if parsed is None:
            return Written(media_type, write_body(value, media_type))
        concrete = parsed if "*" not in (parsed.type, parsed.subtype) else _concrete(parsed, value)
        dump = find_codec(concrete).dump
        if dump is not None and not isinstance(value, (bytes, UploadedFile)):
            if concrete is parsed:
                self._dumps[media_type] = dump
            return Written(media_type if concrete is parsed else str(concrete), dump(value))
        return self._find(media_type, concrete, content)(value, concrete)

    def _find(self, media_type: str, concrete: MediaType, content: Mapping[str, MediaTypeObject]) -> Write:
        declared = content.get(media_type)
        if declared is None:
            found = find_range(concrete, content)
            declared = content[found] if found is not None else MediaTypeObject(media_type, None, (), {}, "")
        key = str(concrete), declared.pointer
        write = self._known.get(key)
        if write is None:
            write = self._known[key] = find_writer(concrete, Content(self._document, declared))
        return write


def write_body(value: Any, media_type: str) -> bytes:
    """Write a body that no document declares: strings as they are, unless it is JSON; any other value as JSON."""
    if isinstance(value, bytes):
        return value
    parsed = parse_media_type(media_type)
    dump = find_codec(parsed).dump if parsed is not None else None
    if dump is None and isinstance(value, str):
        return encode_text(value, parsed.parameter("charset") if parsed is not None else None)
    return dump(value) if dump is not None else write_json(value)


def _concrete(media_range: MediaType, value: Any) -> MediaType:
    """Return the media type that is sent if the document declares a range."""
    if isinstance(value, UploadedFile):
        return parse_media_type(value.media_type) or MediaType("application", "octet-stream")
    if media_range.type in ("text", "image"):
        return MediaType(media_range.type, {"text": "plain", "image": "png"}[media_range.type])
    if isinstance(value, bytes):
        return MediaType(media_range.type.replace("*", "application"), "octet-stream")
    if isinstance(value, str) and media_range.type == "*":
        return MediaType("text", "plain")
    return MediaType("application", "json")
