"""Bodies of application/x-www-form-urlencoded, read by the schema of their properties and its `encoding`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..documents import Document
from ..operations import MediaTypeObject, Style
from ..styles import ABSENT, ANYTHING, Field, Pairs, Shape, StyleError, decode_query, split_pairs
from .encodings import Encodings
from .errors import BodyError
from .json import parse_json


class FormReader:
    """Reads `name=a&tags=b&tags=c` into an object.

    1. A property whose encoding states a style or explode is read as a query parameter is (OpenAPI 3.1.1 §4.8.15.1.2).
    2. An object, and each object of an array, is one JSON text (OpenAPI 3.1.1 §4.8.15.1.1: its default contentType);
       so is whatever has a JSON `contentType`.
    3. Arrays are repeated names; a repeated name that is no array becomes one, for the schema to judge.
    """

    def __init__(self, document: Document, media_type: MediaTypeObject) -> None:
        encodings = Encodings(document, media_type)
        self._shape = encodings.whole
        self._json = {name: shape for name, shape in self._shape.properties.items() if encodings.is_json(name)}
        self._fields = [
            _field(name, shape, encodings.style(name))
            for name, shape in self._shape.properties.items()
            if name not in self._json
        ]
        self._taken = frozenset(self._json).union(*(each.names for each in self._fields))
        self._deep = tuple(f"{each.name}[" for each in self._fields if each.is_deep)
        # a field that is spread over other names takes those that are nobody's
        self._other = _field("", self._shape.additional or ANYTHING, None)
        self._reads_others = not any(each.takes_others for each in self._fields)

    def read(self, raw: bytes) -> dict[str, Any]:
        pairs = _form_pairs(raw)
        value: dict[str, Any] = {}
        for field in self._fields:
            try:
                read = field.read(pairs, self._taken)
            except StyleError as reason:
                raise _unreadable(field.name, reason) from None
            if read is not ABSENT:
                value[field.name] = read
        for name, texts in pairs.items():
            if name in self._json:
                value[name] = _read_json(name, texts, self._json[name])
            elif self._reads_others and name not in self._taken and not name.startswith(self._deep):
                value[name] = self._read_other(name, texts)
        return value

    def _read_other(self, name: str, texts: list[str]) -> Any:
        try:
            return self._other.read({"": texts})
        except StyleError as reason:
            raise _unreadable(name, reason) from None


def _field(name: str, shape: Shape, styled: tuple[Style, bool] | None) -> Field:
    if styled is None:
        # an object is spread over names of its own only where its encoding says so; what is left of it here is text
        plain = replace(shape, types=shape.types - {"object"})
        return Field(name, "form", plain, decode_query, explode=True, repeatable=True)
    style, explode = styled
    return Field(name, style, shape, decode_query, explode=explode, repeatable=True)


def _read_json(name: str, texts: list[str], shape: Shape) -> Any:
    try:
        values = [parse_json(decode_query(text).encode()) for text in texts]
    except BodyError as reason:
        raise reason.under(name) from None
    except StyleError as reason:
        raise _unreadable(name, reason) from None
    whole = len(values) == 1 and (isinstance(values[0], list) or not shape.has_array)
    return values[0] if whole else values


def _form_pairs(raw: bytes) -> Pairs:
    pairs: Pairs = {}
    try:
        for name, text in split_pairs(raw.decode()):
            pairs.setdefault(decode_query(name), []).append(text)
    except UnicodeDecodeError as reason:
        message = f"is not UTF-8: byte {reason.start} is 0x{raw[reason.start]:02x}"
        raise BodyError(message, allowed="percent-encoded UTF-8") from None
    except StyleError as reason:
        raise BodyError(f"has a name that {reason.message}", seen=reason.seen, allowed=reason.allowed) from None
    return pairs


def _unreadable(name: str, reason: StyleError) -> BodyError:
    return BodyError(reason.message, seen=reason.seen, allowed=reason.allowed).under(name)
