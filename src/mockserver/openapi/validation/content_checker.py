"""Checks values against one entry of a `content` map, in any media type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..bodies import BodyReader, Content, ReadBody, UploadedFile, as_instance, find_codec
from ..documents import Document
from ..media_types import make_concrete, parse_media_type
from ..operations import MediaTypeObject
from ..pointers import walk
from ..rules import BODY_RULES, RULES, BodyLocation, Violation, quote
from .leniency import Spelling, read_booleans, says_nullable, without
from .schemas import REPORT_LIMIT, Schemas

_ROUNDS = 50  # times that up to `REPORT_LIMIT` read-only properties are left out of one body


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

    def read_leniently(
        self, body: ReadBody, found: list[Violation], *, is_text: bool
    ) -> tuple[ReadBody, list[Violation]]:
        """Return a body as real servers read it, and its violations; `found` are those by the letter.

        1. Booleans that are spelt otherwise are booleans, if the body is text (`is_text`): a form or XML.
        2. Properties that only the server may set are left out.
        """
        spelled: list[Spelling] = []
        if is_text:
            value, spelled = read_booleans(body.value, self._content.shape)
            if spelled:
                body = body._replace(value=value, instance=as_instance(value))
                found = self.check_read(body)
        left_out: list[Violation] = []
        for _ in range(_ROUNDS):
            hidden = [violation for violation in found if violation.rule == self._rules.hidden]
            if not hidden:
                break
            left_out += hidden
            value = without(body.value, (violation.pointer for violation in hidden))
            body = body._replace(value=value, instance=as_instance(value))
            found = self.check_read(body)
        told = left_out[:REPORT_LIMIT]
        if len(left_out) > REPORT_LIMIT:
            message = f"sets read-only properties in {len(left_out) - REPORT_LIMIT} more places"
            told.append(replace(told[0], pointer="", message=message))
        return body, [*found, *told, *(self._describe(spelling) for spelling in spelled[:REPORT_LIMIT])]

    def _describe(self, spelling: Spelling) -> Violation:
        pointer, seen, value = spelling.pointer, quote(spelling.text), quote(spelling.value)
        position = self._content.document.position(self._declared.schema or self._declared.pointer)
        message = f"{seen} is an unusual spelling of {value}; allowed: true, false"
        return Violation(
            "body.boolean", "body", message, pointer, "", "type", seen, allowed="true, false", position=position
        )

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
        found = check(
            pointer,
            instance,
            rule=self._rules.schema,
            location=self._location,
            hidden_rule=self._rules.hidden,
        )
        has_nullable = self._content.document.dialect.has_nullable
        return found if not found or has_nullable else list(self._excuse_nulls(found, pointer, instance))

    def _excuse_nulls(self, found: list[Violation], pointer: str, instance: Any) -> Iterator[Violation]:
        """Yield the violations, but only one for each null that the author meant to allow."""
        excused: set[str] = set()
        for violation in found:
            place = violation.pointer
            if place in excused:
                continue
            is_null = violation.rule == self._rules.schema and _is_null_at(instance, place)
            if is_null and says_nullable(self._content.document, pointer, place):
                excused.add(place)
                rule = self._rules.nullable
                message = f"{violation.message}; nullable: true has no meaning since OpenAPI 3.1"
                yield replace(violation, rule=rule, severity=RULES[rule].severity, message=message)
            else:
                yield violation


def _is_null_at(instance: Any, pointer: str) -> bool:
    try:
        return walk(instance, pointer) is None
    except LookupError:  # a member that is required, but absent
        return False


def _content(value: bytes | UploadedFile) -> bytes:
    return value.content if isinstance(value, UploadedFile) else value
