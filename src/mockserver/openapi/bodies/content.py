"""One entry of a `content` map, and the values that are read and written by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..documents import Document
from ..media_types import parse_media_type
from ..operations import MediaTypeObject
from ..styles import Shape, read_shape
from .files import as_instance, is_base64

LARGE_BODY = 65_536  # bytes from which on a body takes more than about a millisecond to read and to judge

_PARTICULAR = frozenset(
    ("example", "examples", "default", "enum", "const", "minLength", "maxLength", "pattern", "x-faker")
)


class ReadBody(NamedTuple):
    """What a body holds."""

    value: Any  # for handlers: JSON data, text, bytes, or an object with `UploadedFile`s in it
    instance: Any  # for validators: the same with files and bytes as latin-1 text
    media_type: MediaTypeObject  # the document's entry for it
    is_opaque: bool = False  # a format that is not read (CSV), and a schema that does not admit strings: not checkable
    is_large: bool = False  # it has more than `LARGE_BODY` bytes


class Written(NamedTuple):
    """A body, and its Content-Type."""

    content_type: str  # "text/plain; charset=utf-8"
    body: bytes
    ends: tuple[int, ...] = ()  # (12, 25): where the pieces of a streamed body end


@dataclass(frozen=True, slots=True)
class SequenceSchemas:
    """The schemas of a sequence of items."""

    whole: str | None  # pointer of the schema of all items as an array
    item: str | None  # pointer of the schema of each item


class Content:
    """One entry of a `content` map; what follows from its schema is worked out when it is first needed."""

    def __init__(self, document: Document, declared: MediaTypeObject) -> None:
        self.document = document
        self.declared = declared

    @cached_property
    def shape(self) -> Shape:
        return read_shape(self.document, self.declared.schema)

    @property
    def is_structure(self) -> bool:
        """There is a schema, and it does not admit strings."""
        return self.declared.schema is not None and not self.shape.has_text

    @cached_property
    def sequence(self) -> SequenceSchemas | None:
        return read_sequence_schemas(self.document, self.declared)

    @cached_property
    def is_base64(self) -> bool:
        return is_base64(self.document, self.declared.schema)

    @property
    def is_particular(self) -> bool:
        """The schema asks for particular strings, not for any."""
        return self.declared.schema is not None and is_particular(self.document, self.declared.schema)

    def body(self, value: Any) -> ReadBody:
        """Return a value that was read, for handlers and for validators."""
        return ReadBody(value, as_instance(value), self.declared)


def read_sequence_schemas(document: Document, declared: MediaTypeObject) -> SequenceSchemas | None:
    """Return the schemas of a sequence; `None` for other content, and for a sequence that is declared as one text.

    1. `itemSchema` is the schema of each item, and a `schema` beside it that of all (OpenAPI 3.2.0 §4.14.1).
    2. Before 3.2 there is `schema` alone. If it admits arrays, it is the schema of all items. If it admits strings, the
       body is one text. Otherwise it is the schema of each item.
    """
    if declared.item_schema is not None:
        return SequenceSchemas(declared.schema, declared.item_schema)
    media_type = parse_media_type(declared.media_type)
    if media_type is None or not media_type.is_sequence:
        return None
    if declared.schema is None:
        return SequenceSchemas(None, None)
    shape = read_shape(document, declared.schema)
    if shape.has_array:
        return SequenceSchemas(declared.schema, None)
    return None if shape.has_text else SequenceSchemas(None, declared.schema)


def is_particular(document: Document, pointer: str) -> bool:
    """Whether a schema asks for particular strings, not for any."""
    _, schema = document.resolve(pointer)
    return isinstance(schema, dict) and not _PARTICULAR.isdisjoint(schema)
