"""What a family of media types offers: a reader, a writer, and values for bodies that have no example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ..media_types import MediaType
from .charsets import encode_text
from .content import Content, ReadBody, Written
from .files import UploadedFile

Read = Callable[[bytes, MediaType], ReadBody]  # raises `BodyError`; the media type is that of the message
Write = Callable[[Any, MediaType], Written]  # raises `Unwritable`


class Maker(Protocol):
    """Makes values and files for schemas, given by their pointers."""

    def make(self, schema: str | None) -> Any:
        """Return a value of the schema. Raises `Unsatisfiable` if there is no schema, or no value of it."""

    def make_items(self, schema: str) -> list[Any]:
        """Return several values of the schema."""

    def make_file(self, schema: str, media_type: str, name: str = "") -> UploadedFile:
        """Return a small file of the media type; of the schema's if it is empty."""

    def is_file(self, schema: str) -> bool:
        """Whether the values of the schema are bytes."""

    def sample(self, media_type: str) -> bytes:
        """Return the bytes of a small file of the media type."""


def invent_value(content: Content, media_type: MediaType, maker: Maker) -> Any:
    """Return a value for a body that has no example.

    1. Several items, if the document has a schema for each.
    2. A small file of the media type, if the values of the schema are bytes.
    3. A value of the schema.
    """
    if content.sequence is not None and content.sequence.item is not None:
        return maker.make_items(content.sequence.item)
    schema = content.declared.schema
    if schema is not None and not content.is_particular and maker.is_file(schema):
        return maker.make_file(schema, media_type.essence)
    return maker.make(schema)


def _keep(media_type: MediaType, _: bytes) -> MediaType:
    return media_type


@dataclass(frozen=True, slots=True)
class Codec:
    """How the bodies of one family are read, written and invented.

    `make_reader` and `make_writer` return `None` to leave content to a later family of the table: XML whose schema
    admits strings is read as text.
    """

    make_reader: Callable[[Content], Read | None]
    make_writer: Callable[[Content], Write | None]
    invent: Callable[[Content, MediaType, Maker], Any] = invent_value
    dump: Callable[[Any], bytes] | None = None  # writes any value, strings included, without a schema
    label: Callable[[MediaType, bytes], MediaType] = _keep  # adds what only the bytes tell: a boundary
    admits_empty: bool = False  # whether a body may be empty


def make_text_writer(write: Callable[[Any], bytes]) -> Write:
    """Return a writer that takes a string for the text of the body, and writes any other value with `write`."""

    def write_value(value: Any, media_type: MediaType) -> Written:
        raw = find_bytes(value, media_type)
        if raw is None:
            charset = media_type.parameter("charset")
            raw = write(value) if charset is None else encode_text(write(value).decode(), charset)
        return Written(label_text(media_type), raw)

    return write_value


def find_bytes(value: Any, media_type: MediaType) -> bytes | None:
    """Return the bytes of a string or a file, and bytes as they are; `None` for any other value."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, UploadedFile):
        return value.content
    return encode_text(value, media_type.parameter("charset")) if isinstance(value, str) else None


def label_text(media_type: MediaType) -> str:
    """Return the Content-Type, which names a charset if the type is `text`."""
    has_charset = not media_type.is_text or media_type.parameter("charset") is not None
    return str(media_type) if has_charset else f"{media_type}; charset=utf-8"
