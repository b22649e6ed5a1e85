"""What kinds of values a schema admits, so that text without a type can be read.

`"5"` in a query is 5 for `{type: integer}` and "5" for `{type: string}`. A shape tells which. A validator decides
later whether the value keeps the schema.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, cast

from ..documents import Document
from ..media_types import parse_media_type
from ..pointers import escape

MAX_DIGITS = 4300  # CPython's own limit (sys.int_info.default_max_str_digits); reading more costs quadratic time

_DEPTH = 6  # levels read: a form, its list, an item of that, and three levels in an item
_SCALARS = frozenset({"string", "number", "integer", "boolean", "null"})
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")  # RFC 8259 §6
_BOOLEANS = {"true": True, "false": False}
_WITHOUT_COMMA = ("uuid", "date", "date-time", "time", "ipv4", "ipv6", "hostname", "byte")  # formats
# one piece of a pattern that matches no comma: a character, a class, a group of alternatives, a count
_PIECE = r"[\w@:/ -]|\\[dws.\-/+*?()]|\[(?:[\w.:@/-]|\\[dw.\-/])+\]|\{\d+(?:,\d*)?\}|[*+?]"
_COMMALESS = re.compile(rf"\^(?:{_PIECE}|\((?:\?:)?(?:{_PIECE}|\|)*\))*\$", re.ASCII)
_TYPE_NAMES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
_KEYWORDS_OF = {  # keywords that apply to one type only, for schemas without a `type`
    "object": ("properties", "additionalProperties", "required", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The values that a schema admits, as far as text is read by them."""

    types: frozenset[str] = frozenset()  # {"integer", "null"}, names as in JSON Schema; empty: anything
    items: Shape | None = None  # of an array; None if not stated
    properties: dict[str, Shape] = field(default_factory=dict)  # of an object, by name
    additional: Shape | None = None  # of an object's other properties; None if not stated, or not allowed
    binary: bool = False  # bytes rather than text: `format: binary`, or 3.1's `contentMediaType: image/png`
    commaless: bool = False  # its texts never hold a comma: an `enum` without one, `format: uuid`, `^[a-z]+$`

    @property
    def is_open(self) -> bool:
        """The type is not stated."""
        return not self.types

    @property
    def has_scalar(self) -> bool:
        """Some value is written as one plain text."""
        return not self.types or not self.types.isdisjoint(_SCALARS)

    @property
    def has_text(self) -> bool:
        """Every text is a value of this type."""
        return not self.types or "string" in self.types

    @property
    def has_array(self) -> bool:
        return "array" in self.types

    @property
    def has_object(self) -> bool:
        return "object" in self.types

    @property
    def is_structured(self) -> bool:
        """Objects are admitted and texts are not. Forms and multipart bodies write such values as JSON."""
        return "object" in self.types and "string" not in self.types

    @property
    def admits_commas(self) -> bool:
        """Some plain text may hold a comma."""
        return self.has_text and not self.commaless

    @property
    def item(self) -> Shape:
        return self.items or ANYTHING


ANYTHING = Shape()


def read_shape(document: Document, pointer: str | None) -> Shape:
    """Return the shape of the schema at `pointer`. Raises `DocumentError` if a `$ref` in it is broken.

    `$ref` is followed, `anyOf` and `oneOf` widen, `allOf` narrows. If an `allOf` contradicts itself, its first part
    wins. Recursive schemas are read only as deep as text can be nested.
    """
    return _ShapeReader(document).read(pointer, _DEPTH) if pointer is not None else ANYTHING


def read_scalar(text: str, shape: Shape) -> Any:
    """Return a text as a value of the first type that admits it.

    1. integer: `-?(0|[1-9][0-9]*)`, up to 4,300 digits
    2. number: as JSON writes it, and finite
    3. boolean: exactly `true` or `false`
    4. null: the empty text, if strings are not admitted
    5. otherwise the text itself, so that a validator can report the expected type

    If the type is not stated, text stays text.
    """
    types = shape.types
    if not types:
        return text
    if ("integer" in types or "number" in types) and len(text) <= MAX_DIGITS and text.isascii():
        if _INTEGER.fullmatch(text):
            return int(text)
        if "number" in types and _NUMBER.fullmatch(text):
            number = float(text)
            if math.isfinite(number):
                return number
    if "boolean" in types and text in _BOOLEANS:
        return _BOOLEANS[text]
    if not text and "null" in types and "string" not in types:
        return None
    return text


def scalar_reader(shape: Shape, decode: Callable[[str], str]) -> Callable[[str], Any]:
    """Return `read_scalar` after `decode`, or `decode` alone if every value is a text."""
    types = shape.types
    if types.isdisjoint({"integer", "number", "boolean"}) and ("null" not in types or "string" in types):
        return decode
    return lambda text: read_scalar(decode(text), shape)


class _ShapeReader:
    """Reads the shapes of one document's schemas, each pointer once for each remaining depth."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.known: dict[tuple[str, int], Shape] = {}

    def read(self, pointer: str, depth: int) -> Shape:
        if depth == 0:
            return ANYTHING
        key = (pointer, depth)
        if key not in self.known:
            self.known[key] = ANYTHING  # for a schema that refers to itself
            schema = self.document.schema(pointer)
            self.known[key] = self._schema(schema, pointer, depth) if isinstance(schema, dict) else ANYTHING
        return self.known[key]

    def _schema(self, schema: dict[str, Any], pointer: str, depth: int) -> Shape:
        if isinstance(schema.get("$ref"), str):
            target, _ = self.document.resolve(pointer)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return _narrowed(self._schema(beside, pointer, depth), self.read(target, depth))
        own = Shape(
            types=self._types(schema),
            items=self.read(f"{pointer}/items", depth - 1) if isinstance(schema.get("items"), dict) else None,
            properties=self._properties(schema, pointer, depth - 1),
            additional=self._additional(schema, pointer, depth - 1),
            binary=_is_binary(schema),
            commaless=_is_commaless(schema),
        )
        parts = [*self._parts(schema, pointer, "allOf", depth)]
        for keyword in ("anyOf", "oneOf"):
            choices = [*self._parts(schema, pointer, keyword, depth)]
            if choices:
                parts.append(reduce(_widened, choices))
        return _guessed(reduce(_narrowed, parts, own), schema)

    def _types(self, schema: dict[str, Any]) -> frozenset[str]:
        stated = schema.get("type")
        types = frozenset(stated if isinstance(stated, list) else [stated] if isinstance(stated, str) else [])
        for keyword in ("enum", "const"):
            if keyword in schema:
                values = schema[keyword] if keyword == "enum" else [schema[keyword]]
                types = _common_types(types, _types_of(values if isinstance(values, list) else []))
        return types

    def _properties(self, schema: dict[str, Any], pointer: str, depth: int) -> dict[str, Shape]:
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return {}
        return {name: self.read(f"{pointer}/properties/{escape(name)}", depth) for name in properties}

    def _additional(self, schema: dict[str, Any], pointer: str, depth: int) -> Shape | None:
        stated = schema.get("additionalProperties")
        if isinstance(stated, dict):
            return self.read(f"{pointer}/additionalProperties", depth)
        return ANYTHING if stated is True else None

    def _parts(self, schema: dict[str, Any], pointer: str, keyword: str, depth: int) -> Iterator[Shape]:
        if isinstance(schema.get(keyword), list):
            for index in range(len(schema[keyword])):
                yield self.read(f"{pointer}/{keyword}/{index}", depth)


def _guessed(shape: Shape, schema: dict[str, Any]) -> Shape:
    """Take the type from the keywords of a schema that has no `type`."""
    if shape.types:
        return shape
    types = frozenset(name for name, keywords in _KEYWORDS_OF.items() if any(keyword in schema for keyword in keywords))
    return replace(shape, types=types)


def _widened(one: Shape, other: Shape) -> Shape:
    """Return the shape of values that one of two schemas admits."""
    return Shape(
        types=one.types | other.types if one.types and other.types else frozenset(),
        items=_combined(_widened, one.items, other.items),
        properties=_combined_properties(_widened, one, other),
        additional=_combined(_widened, one.additional, other.additional),
        binary=one.binary or other.binary,
        commaless=not (one.admits_commas or other.admits_commas),
    )


def _narrowed(one: Shape, other: Shape) -> Shape:
    """Return the shape of values that both schemas admit."""
    return Shape(
        types=_common_types(one.types, other.types),
        items=_combined(_narrowed, one.items, other.items),
        properties=_combined_properties(_narrowed, one, other),
        additional=_combined(_narrowed, one.additional, other.additional),
        binary=one.binary or other.binary,
        commaless=one.commaless or other.commaless,
    )


def _combined(combine: Callable[[Shape, Shape], Shape], one: Shape | None, other: Shape | None) -> Shape | None:
    if one is None or other is None or one is other:  # parts of schemas are often the same component
        return one or other
    return combine(one, other)


def _combined_properties(combine: Callable[[Shape, Shape], Shape], one: Shape, other: Shape) -> dict[str, Shape]:
    names = dict.fromkeys([*one.properties, *other.properties])
    return {
        name: cast(Shape, _combined(combine, one.properties.get(name), other.properties.get(name))) for name in names
    }


def _common_types(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if not one or not other:
        return one or other
    common = one & other
    for narrow, wide in ((one, other), (other, one)):
        if "integer" in narrow and "number" in wide:
            common |= {"integer"}
    return common or one


def _types_of(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(_TYPE_NAMES[type(value)] for value in values)


def _is_binary(schema: dict[str, Any]) -> bool:
    if schema.get("format") == "binary":
        return True
    stated = schema.get("contentMediaType")
    media_type = parse_media_type(stated) if isinstance(stated, str) and "contentEncoding" not in schema else None
    return media_type is not None and not media_type.is_text and not media_type.is_json


def _is_commaless(schema: dict[str, Any]) -> bool:
    values = schema.get("enum") if "enum" in schema else [schema["const"]] if "const" in schema else None
    if isinstance(values, list):
        return not any(isinstance(value, str) and "," in value for value in values)
    pattern = schema.get("pattern")
    return schema.get("format") in _WITHOUT_COMMA or (
        isinstance(pattern, str) and _COMMALESS.fullmatch(pattern) is not None
    )
