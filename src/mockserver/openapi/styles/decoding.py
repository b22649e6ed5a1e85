"""Values as OpenAPI's styles write them into text, read back (OpenAPI 3.1.1 §4.8.12.3, RFC 6570).

There are two ways of writing. A `Delimited` value is one text: a path segment, a header, `?ids=3,4`. A `Field` is
spread over name-value pairs: `?ids=3&ids=4`, `?filter[role]=admin`, form bodies, cookies. Text is always split
before it is percent-decoded, so that `%2C` stays part of an item; where no item can hold a comma, it sets two apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from ..operations import Style
from ..rules import quote
from .shapes import ANYTHING, Shape, scalar_reader

Decode = Callable[[str], str]
Pairs = dict[str, list[str]]
"""Decoded name -> the texts it was given, still encoded: {"ids": ["3", "4%2C5"]}."""

ABSENT: Final = object()
"""What a field reads when no pair belongs to it."""

_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# the delimiter itself arrives encoded; a bare one is not allowed in a URL, yet cannot mean anything else
_COMMAS = re.compile(r"%2[Cc]|,")
_SPACES = re.compile(r"%20|\+| ")
_PIPES = re.compile(r"%7[Cc]|\|")
_TABS = re.compile(r"%09|\t")
_KEY = re.compile(r"\[([^\[\]]*)\]")
_KEYS = re.compile(rf"(?:{_KEY.pattern}){{1,20}}")

_Branch = dict[str, "_Branch | list[str]"]
"""The names in brackets, each with what stands below it or the texts it was given."""


class StyleError(ValueError):
    """A text does not follow its style: a sentence without its place, what was seen and what is allowed."""

    def __init__(self, message: str, seen: str, allowed: str) -> None:
        self.message = message
        self.seen = quote(seen)
        self.allowed = allowed
        super().__init__(message)


class RepeatedError(StyleError):
    """A field with one value was given several."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(f"was given {len(texts)} times; once is allowed", "&".join(texts), "one value")


# percent-encoding


def decode_plain(text: str) -> str:
    """Text that is not percent-encoded: a header's."""
    return text if text.isascii() else _without_surrogates(text)


def decode_percent(text: str) -> str:
    """`a%2Fb` -> `a/b`; `StyleError` for a lone `%` and for bytes that are not UTF-8."""
    if "%" not in text:
        return text if text.isascii() else _without_surrogates(text)
    broken = _BROKEN_PERCENT.search(text)
    if broken:
        message = f"has a % at character {broken.start() + 1} that two hexadecimal digits do not follow"
        raise StyleError(message, text, "%25 for the character %")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeError:
        raise StyleError("is not UTF-8 after percent-decoding", text, "percent-encoded UTF-8") from None


def decode_query(text: str) -> str:
    """As `decode_percent`, and `+` is a space, as HTML forms write it."""
    return decode_percent(text.replace("+", " ") if "+" in text else text)


def split_pairs(text: str) -> list[tuple[str, str]]:
    """`a=1&b&=2` -> [("a", "1"), ("b", ""), ("", "2")], names and values still encoded."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((name, value))
    return pairs


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise StyleError("holds half of a surrogate pair", ascii(text), "Unicode text") from None
    return text


# values in one text


class Delimited:
    """A value in one text: `3`, `3,4,5`, `R,100,G,200` or, with `paired`, `R=100,G=200`.

    Where a shape admits several kinds of values, text without a delimiter is a scalar and text with one an array, or
    an object when arrays are not admitted.
    """

    __slots__ = ("_additional", "_decode", "_item", "_paired", "_properties", "_scalar", "_shape", "_split")

    def __init__(
        self, shape: Shape, split: Callable[[str], list[str]], decode: Decode, *, paired: bool = False
    ) -> None:
        self._shape = shape
        self._split = split
        self._decode = decode
        self._paired = paired
        self._scalar = scalar_reader(shape, decode)
        self._item = scalar_reader(shape.item, decode)
        self._properties = {name: scalar_reader(part, decode) for name, part in shape.properties.items()}
        self._additional = scalar_reader(shape.additional or ANYTHING, decode)

    @property
    def reader(self) -> Callable[[str], Any]:
        """What reads a text: a plain function where only scalars are admitted."""
        return self._read if self._shape.has_array or self._shape.has_object else self._scalar

    def _read(self, text: str) -> Any:
        parts = self._split(text)
        if self._shape.has_scalar and len(parts) == 1:
            value = self._scalar(text)
            if not isinstance(value, str) or self._shape.has_text:
                return value
        return self._read_array(parts, text) if self._shape.has_array else self._read_object(parts, text)

    def read_entries(self, entries: Iterable[tuple[str, str]], text: str) -> dict[str, Any]:
        """An object from its names and values, both still encoded."""
        value: dict[str, Any] = {}
        for name, part in entries:
            key = self._decode(name)
            if key in value:
                raise StyleError(f"names the property {quote(key)} twice", text, "every property once")
            value[key] = self._properties.get(key, self._additional)(part)
        return value

    def _read_array(self, parts: list[str], text: str) -> list[Any]:
        # RFC 6570 §2.3: only a list of one empty text is written as nothing; no other list of items can be meant
        if not text and not self._shape.item.has_text:
            return []
        return [self._item(part) for part in parts]

    def _read_object(self, parts: list[str], text: str) -> dict[str, Any]:
        if not text:
            return {}
        if self._paired:
            if not all("=" in part for part in parts):
                raise StyleError("has a part without =", text, "name=value,name=value")
            return self.read_entries(
                [(name, value) for name, _, value in (part.partition("=") for part in parts)], text
            )
        if len(parts) % 2:
            message = f"has an odd number of parts ({len(parts)}); an object is written as names and values in turn"
            raise StyleError(message, text, "name,value,name,value")
        return self.read_entries(zip(parts[::2], parts[1::2], strict=True), text)


def simple_reader(shape: Shape, decode: Decode, *, explode: bool) -> Callable[[str], Any]:
    """`blue,black`; exploded objects `R=100,G=200`."""
    return Delimited(shape, _comma_splitter(shape), decode, paired=explode).reader


def header_reader(shape: Shape, *, explode: bool) -> Callable[[str], Any]:
    """Style simple without percent-encoding, white space around commas ignored (RFC 9110 §5.6.1)."""
    return Delimited(shape, _split_fields, decode_plain, paired=explode).reader


def label_reader(shape: Shape, *, explode: bool, dots: bool) -> Callable[[str], Any]:
    """`.blue,black`; exploded `.blue.black` and `.R=100.G=200`.

    `dots`: read `.blue.black` where nothing is exploded, too, as the tables of OpenAPI 3.0.0 to 3.0.3 print it.
    """
    split = _split_dots if explode else _split_commas_or_dots if dots else _split_commas
    read = Delimited(shape, split, decode_percent, paired=explode).reader

    def read_label(text: str) -> Any:
        if not text.startswith("."):
            raise StyleError('does not begin with ".", as style label does', text, '"." and the value')
        return read(text[1:])

    return read_label


def matrix_reader(name: str, shape: Shape, *, explode: bool) -> Callable[[str], Any]:
    """`;color=blue,black`; exploded `;color=blue;color=black` and `;R=100;G=200`."""
    delimited = Delimited(shape, _split_commas, decode_percent)
    read_one = delimited.reader
    items = Field(name, "form", shape, decode_percent, explode=True)

    def read_matrix(text: str) -> Any:
        if not text.startswith(";"):
            raise StyleError('does not begin with ";", as style matrix does', text, f'";{name}=" and the value')
        entries = [(key, value) for key, _, value in (part.partition("=") for part in text[1:].split(";"))]
        values = [value for key, value in entries if decode_percent(key) == name]
        others = len(values) < len(entries)
        if explode and shape.has_object and (others or name in shape.properties):
            return delimited.read_entries(entries, text)
        if others:
            raise StyleError(f'names something else than "{name}"', text, f'";{name}=" and the value')
        if explode:
            return items.read({name: values})
        if len(values) > 1:
            raise RepeatedError(values)
        return read_one(values[0])

    return read_matrix


# values in name-value pairs


class Field:
    """A value in the pairs of a query, a form or a Cookie header, in any of the styles these may have.

    `repeatable`: several values of a scalar are a list, as forms have it; a validator then says what it thinks of one.
    """

    __slots__ = (
        "_additional",
        "_decode",
        "_own",
        "_properties",
        "_repeatable",
        "is_deep",
        "is_spread",
        "name",
        "names",
        "shape",
        "takes_others",
    )

    def __init__(
        self, name: str, style: Style, shape: Shape, decode: Decode, *, explode: bool, repeatable: bool = False
    ) -> None:
        self.name = name
        self.shape = shape
        self.is_deep = style == "deepObject"
        # an exploded object hands its properties' names to the query
        self.is_spread = explode and shape.has_object and not self.is_deep
        # a deepObject's names are `color` and all that begin with `color[`
        self.names = frozenset({name, *shape.properties} if self.is_spread else {name})
        self.takes_others = self.is_spread and (shape.additional is not None or not shape.properties)
        delimited = None
        if not (explode or self.is_deep):
            delimited = Delimited(shape, _SPLITS.get(style) or _comma_splitter(shape), decode).reader
        self._decode = decode
        self._repeatable = repeatable
        self._own = _Texts(shape, decode, delimited=delimited, repeatable=repeatable)
        self._properties = {key: _Texts(part, decode, repeatable=repeatable) for key, part in shape.properties.items()}
        self._additional = _Texts(shape.additional or ANYTHING, decode, repeatable=repeatable)

    def owns(self, name: str) -> bool:
        return name in self.names or (self.is_deep and name.startswith(f"{self.name}["))

    def read(self, pairs: Pairs, taken: frozenset[str] = frozenset()) -> Any:
        """The value, or `ABSENT`; `taken` are the names of other fields. `StyleError` when it cannot be read."""
        value = ABSENT
        if self.is_deep:
            value = self._read_deep(pairs)
        elif self.is_spread:
            value = self._read_spread(pairs, taken)
        if value is not ABSENT:
            return value
        texts = pairs.get(self.name)
        return ABSENT if texts is None else self._own.read(texts)

    def _read_spread(self, pairs: Pairs, taken: frozenset[str]) -> Any:
        value = {}
        for key, texts in pairs.items():
            if key in self._properties:
                value[key] = self._properties[key].read(texts)
            elif self.takes_others and key not in taken and not (key == self.name and self.shape.has_scalar):
                value[key] = self._additional.read(texts)
        return value or ABSENT

    def _read_deep(self, pairs: Pairs) -> Any:
        start = f"{self.name}["
        found = {name[len(self.name) :]: texts for name, texts in pairs.items() if name.startswith(start)}
        allowed = f"{self.name}[property]=value"
        if self.name in pairs and (found or not (self.shape.has_scalar or self.shape.has_array)):
            message = "is given without a property in brackets, as style deepObject has it"
            raise StyleError(message, f"{self.name}={pairs[self.name][0]}", allowed)
        if not found:
            return ABSENT
        root: _Branch = {}
        for rest, texts in found.items():
            if not _KEYS.fullmatch(rest) or not _grow(root, _KEY.findall(rest), texts):
                message = "does not name properties in brackets, as style deepObject has it"
                raise StyleError(message, self.name + rest, allowed)
        return self._read_branch(root, self.shape)

    def _read_branch(self, branch: _Branch | list[str], shape: Shape) -> Any:
        """An object, or where one is admitted and the names are none or numbers, an array.

        OpenAPI says nothing of objects in objects and of arrays; many clients, and Stripe's document, mean these by it:
        `price[net][eur]=5`, `expand[]=a&expand[]=b`, `items[0][price]=5`.
        """
        if isinstance(branch, list):
            return _Texts(shape, self._decode, repeatable=self._repeatable).read(branch)
        if shape.has_array and all(not key or key.isdecimal() for key in branch):
            parts = (
                [[text] for text in part] if isinstance(part, list) and not key else [part]
                for key, part in branch.items()
            )
            return [self._read_branch(part, shape.item) for part in chain.from_iterable(parts)]
        others = shape.additional or ANYTHING
        return {key: self._read_branch(part, shape.properties.get(key, others)) for key, part in branch.items()}


def _grow(root: _Branch, keys: list[str], texts: list[str]) -> bool:
    """Put texts below a row of names; whether there was room."""
    branch = root
    for key in keys[:-1]:
        below = branch.setdefault(key, {})
        if isinstance(below, list):
            return False
        branch = below
    return branch.setdefault(keys[-1], texts) is texts


class _Texts:
    """The values that one name was given: a scalar, or an array by repetition."""

    __slots__ = ("_delimited", "_item", "_repeatable", "_scalar", "_shape")

    def __init__(
        self,
        shape: Shape,
        decode: Decode,
        *,
        delimited: Callable[[str], Any] | None = None,  # reads a value that is one text, however much it holds
        repeatable: bool = False,
    ) -> None:
        self._shape = shape
        self._delimited = delimited
        self._repeatable = repeatable
        self._scalar = scalar_reader(shape, decode)
        self._item = scalar_reader(shape.item, decode)

    def read(self, texts: list[str]) -> Any:
        read_one = self._delimited or self._scalar
        if len(texts) == 1 and (self._delimited or not self._is_item(texts[0])):
            return read_one(texts[0])
        if self._shape.has_array and not self._delimited:
            return self.read_items(texts)
        if self._repeatable or self._shape.is_open:
            values = [read_one(text) for text in texts]
            # `tags=a&tags=b` where `tags=a,b` is meant: the lists, one after the other
            return list(chain(*(value if isinstance(value, list) else [value] for value in values)))
        raise RepeatedError(texts)

    def read_items(self, texts: list[str]) -> list[Any]:
        return [self._item(text) for text in texts]

    def _is_item(self, text: str) -> bool:
        """Whether the only value is that of an array: no scalar is admitted, or none that is written like it."""
        if not self._shape.has_array or self._shape.has_text:
            return False
        return not self._shape.has_scalar or isinstance(self._scalar(text), str)


def _comma_splitter(shape: Shape) -> Callable[[str], list[str]]:
    """Encoded commas are items' own (RFC 6570 §3.2.1), save where none can have one: many clients encode them all."""
    is_certain = shape.has_array and not (shape.has_object or shape.admits_commas or shape.item.admits_commas)
    return _COMMAS.split if is_certain else _split_commas


def _split_commas(text: str) -> list[str]:
    return text.split(",")


def _split_fields(text: str) -> list[str]:
    return [part.strip(" \t") for part in text.split(",")]


def _split_dots(text: str) -> list[str]:
    return text.split(".")


def _split_commas_or_dots(text: str) -> list[str]:
    return text.split("," if "," in text else ".")


_SPLITS: dict[Style, Callable[[str], list[str]]] = {
    "spaceDelimited": _SPACES.split,
    "pipeDelimited": _PIPES.split,
    "tabDelimited": _TABS.split,
}
