"""Bodies of application/x-www-form-urlencoded, by the schema of their properties and their `encoding`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..json_text import write_json
from ..media_types import MediaType
from ..styles import ANYTHING, FORM, Field, Pairs, Shape, StyleError, decode_query, split_pairs, write_styled
from .charsets import require_utf_8
from .codec import Codec, make_text_writer
from .content import Content, ReadBody
from .encodings import Encodings
from .errors import BodyError, Unwritable
from .json import parse_json
from .styled_fields import FieldGroup, make_styled_field, style_error

MAX_FIELDS = 10_000

EncodedPairs = Iterator[tuple[str, str]]


# reading


class FormReader:
    """Reads `name=a&tags=b&tags=c` into an object.

    1. A property whose encoding states a style or explode is read as a query parameter is (OpenAPI 3.1.1 §4.8.15.1.2).
    2. An object, and each object of an array, is one JSON text (OpenAPI 3.1.1 §4.8.15.1.1: its default contentType).
       So is a property with a JSON `contentType`.
    3. Arrays are repeated names. A name that is repeated is read as an array, even if its schema does not admit one.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        encodings = Encodings(content)
        self._shape = encodings.whole
        self._json = {name: shape for name, shape in self._shape.properties.items() if encodings.is_json(name)}
        fields = (
            make_styled_field(name, encodings, decode_query) or _make_text_field(name, shape)
            for name, shape in self._shape.properties.items()
            if name not in self._json
        )
        self._group = FieldGroup(fields, self._json)
        self._other = _make_text_field("", self._shape.additional or ANYTHING)

    def read(self, raw: bytes, media_type: MediaType) -> ReadBody:
        require_utf_8(media_type.parameter("charset"))
        return self._content.body(self._read_pairs(_split_form(raw)))

    def _read_pairs(self, pairs: Pairs) -> dict[str, Any]:
        group = self._group
        value = group.read(pairs)
        for name, texts in pairs.items():
            if name in self._json:
                value[name] = _read_json(name, texts, self._json[name])
            elif not group.takes_others and name not in group.taken and not name.startswith(group.deep):
                value[name] = self._read_other(name, texts)
        return value

    def _read_other(self, name: str, texts: list[str]) -> Any:
        try:
            return self._other.read({"": texts})
        except StyleError as reason:
            raise style_error(name, reason) from None


def _make_text_field(name: str, shape: Shape) -> Field:
    """Return the reader of a property without a style: an object is not spread over names of its own."""
    plain = replace(shape, types=shape.types - {"object"})
    return Field(name, "form", plain, decode_query, explode=True, repeatable=True)


def _read_json(name: str, texts: list[str], shape: Shape) -> Any:
    try:
        values = [parse_json(decode_query(text).encode()) for text in texts]
    except BodyError as reason:
        raise reason.under(name) from None
    except StyleError as reason:
        raise style_error(name, reason) from None
    whole = len(values) == 1 and (isinstance(values[0], list) or not shape.has_array)
    return values[0] if whole else values


def _split_form(raw: bytes) -> Pairs:
    if raw.count(b"&") >= MAX_FIELDS:  # counted before each field takes memory
        raise BodyError(f"has more than {MAX_FIELDS:,} fields", allowed=f"up to {MAX_FIELDS} fields")
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


# writing


class FormWriter:
    """Writes `{name: a, tags: [b, c]}` as `name=a&tags=b&tags=c`.

    1. A property whose encoding states a style or explode is written as that says (OpenAPI 3.1.1 §4.8.15.1.2).
    2. An object, each object of an array, and a property with a JSON `contentType` is one JSON text.
    3. Other arrays are repeated names. null is the empty text.
    """

    def __init__(self, content: Content) -> None:
        self._encodings = Encodings(content)

    def write(self, value: Any) -> bytes:
        if not isinstance(value, dict):
            raise Unwritable("a form can only be made from an object")
        pairs = (pair for name, item in value.items() for pair in self._pairs(name, item))
        return "&".join(f"{name}={text}" for name, text in pairs).encode()

    def _pairs(self, name: str, value: Any) -> EncodedPairs:
        style = self._encodings.style(name)
        if style is not None:
            inner = self._encodings.inner_styles(name)
            yield from write_styled(name, value, style[0], explode=style[1], notation=FORM, inner=inner)
        elif self._encodings.is_json(name):
            yield from (
                (FORM.encode(name), FORM.encode(write_json(item).decode())) for item in self._texts(name, value)
            )
        else:
            for item in value if isinstance(value, list) else [value]:
                yield FORM.encode(name), FORM.encode(item)

    def _texts(self, name: str, value: Any) -> list[Any]:
        """Return what is written as one JSON text each: the items of an array, unless an item is an array itself."""
        is_spread = isinstance(value, list) and self._encodings.shape(name).has_array
        return value if is_spread and value and not any(isinstance(item, list) for item in value) else [value]


CODEC = Codec(
    lambda content: FormReader(content).read,
    lambda content: make_text_writer(FormWriter(content).write),
)
