"""Bodies that a document does not show, invented in the form that their media type is written from."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from ..bodies import Encodings, UploadedFile, is_base64, read_sequence_schemas
from ..documents import Document
from ..errors import DocumentError
from ..media_types import MediaType, make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..pointers import escape
from . import Dynamic, Generator, Unsatisfiable, sample_bytes

OCTET_STREAM = "application/octet-stream"
ITEMS = 3  # of a sequence
_PARTICULAR = frozenset(
    ("example", "examples", "default", "enum", "const", "minLength", "maxLength", "pattern", "x-faker")
)


def invent_body(document: Document, generator: Generator, content: MediaTypeObject, dynamic: Dynamic | None) -> Any:
    """A value for a body; `Unsatisfiable` where there can be none.

    1. A sequence has `ITEMS` items, or what the schema of the whole asks for.
    2. A picture, an archive or any bytes are a small file of their kind, unless the schema asks for a particular text.
    3. The binary properties of a multipart form are files.
    4. Anything else is a value of its schema.
    """
    media_type = parse_media_type(make_concrete(content.media_type)) or MediaType("application", "json")
    sequence = read_sequence_schemas(document, content) if not media_type.is_json else None
    if sequence is not None and sequence.item is not None:
        return [generator.generate(sequence.item, dynamic=_varied(dynamic, index)) for index in range(ITEMS)]
    if content.schema is None:
        if media_type.is_binary:
            return sample_bytes(media_type.essence)
        raise Unsatisfiable("there is no schema either")
    if not media_type.is_json and not _asks_for_more(document, content.schema):
        if media_type.is_binary and is_base64(document, content.schema):
            return base64.b64encode(sample_bytes(media_type.essence)).decode()
        if generator.is_file(content.schema):
            return generator.generate_file(content.schema, media_type.essence)
    value = generator.generate(content.schema, dynamic=dynamic)
    return _with_files(value, document, generator, content) if media_type.type == "multipart" else value


def _varied(dynamic: Dynamic | None, index: int) -> Dynamic | None:
    """Another seed for each item, so that they differ; the first has its own."""
    if dynamic is None or dynamic.seed is None or index == 0:
        return dynamic
    return replace(dynamic, seed=f"{dynamic.seed}.{index}")


def _asks_for_more(document: Document, pointer: str) -> bool:
    """Whether a schema says more of its text than that it is one."""
    _, schema = document.resolve(pointer)
    return isinstance(schema, dict) and not _PARTICULAR.isdisjoint(schema)


def _with_files(value: Any, document: Document, generator: Generator, content: MediaTypeObject) -> Any:
    if not isinstance(value, dict):
        return value
    encodings = Encodings(document, content)
    maker = _FileMaker(document, generator, encodings, content.schema or "")
    return {name: maker.make(name, item) for name, item in value.items()}


class _FileMaker:
    """Makes the binary properties of a form files; `schema` is the pointer of the form's."""

    def __init__(self, document: Document, generator: Generator, encodings: Encodings, schema: str) -> None:
        self._document = document
        self._generator = generator
        self._encodings = encodings
        self._schema = schema

    def make(self, name: str, item: Any) -> Any:
        shape = self._encodings.shape(name)
        if isinstance(item, list) and shape.has_array:
            return [self._file(name, single, "/items") if shape.item.binary else single for single in item]
        return self._file(name, item, "") if shape.binary else item

    def _file(self, name: str, text: Any, below: str) -> Any:
        if not isinstance(text, str):
            return text
        stated = next(iter(self._encodings.media_types(name)), "")
        owner, _ = self._document.resolve(self._schema)
        pointer = f"{owner}/properties/{escape(name)}"
        try:
            pointer = self._document.resolve(pointer)[0] + below
            made = self._generator.generate_file(pointer, make_concrete(stated) if stated else "", name)
        except DocumentError:  # declared in a part of the schema
            return UploadedFile(name, stated or OCTET_STREAM, text.encode("latin-1", "replace"))
        if _asks_for_more(self._document, pointer):
            return replace(made, content=text.encode("latin-1", "replace"))
        return made
