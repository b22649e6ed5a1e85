"""What one entry of a `content` map says of values, whatever the media type they travel in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..bodies import BodyReader, ReadBody, UploadedFile, as_instance, find_boundary, read_sequence_schemas
from ..documents import Document
from ..media_types import make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..rules import BODY_RULES, BodyLocation, Violation
from ..styles.shapes import read_shape
from .schemas import REPORT_LIMIT, Schemas


class ContentChecker:
    """Judges the values of one entry: as a whole, item by item where they are a sequence, or as the text they are."""

    def __init__(self, document: Document, declared: MediaTypeObject, schemas: Schemas, location: BodyLocation) -> None:
        self._document = document
        self._declared = declared
        self._schemas = schemas
        self._location = location
        self._rules = BODY_RULES[location]
        media_type = parse_media_type(declared.media_type)
        is_json = media_type is not None and media_type.is_json and declared.item_schema is None
        self._sequence = None if is_json else read_sequence_schemas(document, declared)
        # a range may turn out to be anything; its strings are taken for what they are
        self._is_written = not is_json and media_type is not None and "*" not in (media_type.type, media_type.subtype)
        self.check: Callable[[Any], list[Violation]] = self._check_schema if is_json else self._check_written

    def check_read(self, body: ReadBody) -> list[Violation]:
        """What is wrong with a body that was read."""
        return [] if body.is_opaque else self._check_items(body.instance)

    def _check_schema(self, value: Any) -> list[Violation]:
        if self._declared.schema is None:
            return []
        return self._check_at(self._declared.schema, value)

    def _check_written(self, value: Any) -> list[Violation]:
        """A value, or a text or bytes that stand for one where the schema has no place for strings."""
        if not self._is_text(value):
            return self._check_items(as_instance(value))
        raw = value.encode("utf-8", "replace") if isinstance(value, str) else _content(value)
        read = self._reader.read(self._content_type(raw), raw)
        return read if isinstance(read, list) else self.check_read(read)

    def _is_text(self, value: Any) -> bool:
        return self._is_written and self._is_structure and isinstance(value, (str, bytes, UploadedFile))

    @cached_property
    def _is_structure(self) -> bool:
        if self._sequence is not None:
            return True
        return not read_shape(self._document, self._declared.schema).has_text

    @cached_property
    def _reader(self) -> BodyReader:
        return BodyReader(self._document, {self._declared.media_type: self._declared}, self._location)

    def _content_type(self, raw: bytes) -> str:
        """The media type as a message would have it: the boundary of a form that was written by hand is its own."""
        media_type = parse_media_type(make_concrete(self._declared.media_type))
        assert media_type is not None
        if media_type.parameter("charset") is not None:
            media_type = media_type.having("charset", "utf-8")  # which is what the text was just made of
        boundary = find_boundary(raw) if media_type.type == "multipart" else None
        return str(media_type if boundary is None else media_type.having("boundary", boundary))

    def _check_items(self, instance: Any) -> list[Violation]:
        if self._sequence is None:
            return self._check_schema(instance)
        items = instance if isinstance(instance, list) else [instance]
        found = self._check_at(self._sequence.whole, items) if self._sequence.whole is not None else []
        if self._sequence.item is not None:
            for index, item in enumerate(items):
                if len(found) >= REPORT_LIMIT:
                    break  # nobody reads more
                found += [
                    replace(violation, pointer=f"/{index}{violation.pointer}")
                    for violation in self._check_at(self._sequence.item, item)
                ]
        return found

    def _check_at(self, pointer: str, instance: Any) -> list[Violation]:
        return self._schemas.check(
            pointer,
            instance,
            rule=self._rules.schema,
            location=self._location,
            hidden_rule=self._rules.hidden,
        )


def _content(value: bytes | UploadedFile) -> bytes:
    return value.content if isinstance(value, UploadedFile) else value
