"""Checks values against one entry of a `content` map, in any media type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..bodies import BodyReader, Content, ReadBody, UploadedFile, as_instance, find_codec
from ..documents import Document
from ..media_types import make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..rules import BODY_RULES, BodyLocation, Violation
from .schemas import REPORT_LIMIT, Schemas


class ContentChecker:
    """Checks the values of one entry: as a whole, item by item if they are a sequence, or read from text."""

    def __init__(self, document: Document, declared: MediaTypeObject, schemas: Schemas, location: BodyLocation) -> None:
        self._content = Content(document, declared)
        self._declared = declared
        self._schemas = schemas
        self._location = location
        self._rules = BODY_RULES[location]
        media_type = parse_media_type(declared.media_type)
        codec = find_codec(media_type) if media_type is not None else None
        has_strings = codec is not None and codec.dump is not None  # a string in JSON is a value, not a text to be read
        self._sequence = self._content.sequence
        is_plain = has_strings and self._sequence is None
        # the strings of a range are not read, since any family may write them
        self._is_written = (
            not has_strings and media_type is not None and "*" not in (media_type.type, media_type.subtype)
        )
        self.check: Callable[[Any], list[Violation]] = self._check_schema if is_plain else self._check_written

    def check_read(self, body: ReadBody) -> list[Violation]:
        """Return what is wrong with a body that was read."""
        return [] if body.is_opaque else self._check_items(body.instance, body.is_large)

    def _check_schema(self, value: Any, is_large: bool = False) -> list[Violation]:
        if self._declared.schema is None:
            return []
        return self._check_at(self._declared.schema, value, is_large)

    def _check_written(self, value: Any) -> list[Violation]:
        """Check a value, or the text or bytes of one if the schema does not admit strings."""
        if not self._is_text(value):
            return self._check_items(as_instance(value))
        raw = value.encode("utf-8", "replace") if isinstance(value, str) else _content(value)
        read = self._reader.read(self._content_type(raw), raw)
        return read if isinstance(read, list) else self.check_read(read)

    def _is_text(self, value: Any) -> bool:
        return self._is_written and self._is_structure and isinstance(value, (str, bytes, UploadedFile))

    @property
    def _is_structure(self) -> bool:
        return self._sequence is not None or not self._content.shape.has_text

    @cached_property
    def _reader(self) -> BodyReader:
        return BodyReader(self._content.document, {self._declared.media_type: self._declared}, self._location)

    def _content_type(self, raw: bytes) -> str:
        """Return the media type as a message would have it."""
        media_type = parse_media_type(make_concrete(self._declared.media_type))
        assert media_type is not None
        if media_type.parameter("charset") is not None:
            media_type = media_type.having("charset", "utf-8")  # the text was just encoded in it
        return str(find_codec(media_type).label(media_type, raw))

    def _check_items(self, instance: Any, is_large: bool = False) -> list[Violation]:
        if self._sequence is None:
            return self._check_schema(instance, is_large)
        items = instance if isinstance(instance, list) else [instance]
        found = self._check_at(self._sequence.whole, items, is_large) if self._sequence.whole is not None else []
        if self._sequence.item is not None:
            for index, item in enumerate(items):
                if len(found) >= REPORT_LIMIT:
                    break  # no more are reported
                found += [
                    replace(violation, pointer=f"/{index}{violation.pointer}")
                    for violation in self._check_at(self._sequence.item, item, is_large)
                ]
        return found

    def _check_at(self, pointer: str, instance: Any, is_large: bool = False) -> list[Violation]:
        check = self._schemas.check_in_slices if is_large else self._schemas.check
        return check(
            pointer,
            instance,
            rule=self._rules.schema,
            location=self._location,
            hidden_rule=self._rules.hidden,
        )


def _content(value: bytes | UploadedFile) -> bytes:
    return value.content if isinstance(value, UploadedFile) else value
