"""A value in one text, its parts set apart by delimiters: `3,4,5`, `R,100,G,200`, `R=100,G=200`.

Text is always split before it is percent-decoded, so that `%2C` stays part of an item. It sets items apart only if no
item can hold a comma.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..operations import Style
from ..rules import quote
from .errors import StyleError
from .percent import Decode, decode_plain
from .shapes import ANYTHING, Shape, scalar_reader

Split = Callable[[str], list[str]]

# the delimiter itself arrives encoded; a bare one is not allowed in a URL, but cannot mean anything else
_COMMAS = re.compile(r"%2[Cc]|,")
_SPACES = re.compile(r"%20|\+| ")
_PIPES = re.compile(r"%7[Cc]|\|")
_TABS = re.compile(r"%09|\t")


class Delimited:
    """Reads a value from one text: `3`, `3,4,5`, `R,100,G,200` or, with `paired`, `R=100,G=200`.

    If a shape admits several kinds of values, a text without a delimiter is a scalar. A text with one is an array, or
    an object if the shape admits no arrays.
    """

    __slots__ = ("_additional", "_decode", "_item", "_paired", "_properties", "_scalar", "_shape", "_split")

    def __init__(
        self, shape: Shape, split: Split, decode: Decode, *, paired: bool = False, inner: Sequence[Style] = ()
    ) -> None:
        self._shape = shape
        self._split = split
        self._decode = decode
        self._paired = paired
        self._scalar = scalar_reader(shape, decode)
        self._item = item_reader(shape, decode, inner)
        self._properties = {name: scalar_reader(part, decode) for name, part in shape.properties.items()}
        self._additional = scalar_reader(shape.additional or ANYTHING, decode)

    @property
    def reader(self) -> Callable[[str], Any]:
        """The function that reads a text, the plainest one if only scalars are admitted."""
        return self._read if self._shape.has_array or self._shape.has_object else self._scalar

    def _read(self, text: str) -> Any:
        parts = self._split(text)
        if self._shape.has_scalar and len(parts) == 1:
            value = self._scalar(text)
            if not isinstance(value, str) or self._shape.has_text:
                return value
        return self._read_array(parts, text) if self._shape.has_array else self._read_object(parts, text)

    def read_entries(self, entries: Iterable[tuple[str, str]], text: str) -> dict[str, Any]:
        """Return an object of names and values that are still encoded."""
        value: dict[str, Any] = {}
        for name, part in entries:
            key = self._decode(name)
            if key in value:
                raise StyleError(f"names the property {quote(key)} twice", text, "every property once")
            value[key] = self._properties.get(key, self._additional)(part)
        return value

    def _read_array(self, parts: list[str], text: str) -> list[Any]:
        # RFC 6570 §2.3: an empty text is a list of one empty text, or an empty list if items cannot be texts
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


def item_reader(shape: Shape, decode: Decode, inner: Sequence[Style] = ()) -> Callable[[str], Any]:
    """Return a reader of an item of a list; `inner` are the styles of the lists in it, the outer one first.

    Only Swagger 2.0 has lists in a list: each Items Object has a `collectionFormat` of its own.
    """
    if not inner or not shape.item.has_array:
        return scalar_reader(shape.item, decode)
    return Delimited(shape.item, find_split(inner[0], shape.item, decode), decode, inner=inner[1:]).reader


def find_split(style: Style, shape: Shape, decode: Decode) -> Split:
    """Return what splits a text of style form, spaceDelimited, pipeDelimited or tabDelimited.

    A text that is not percent-encoded, such as a part of a multipart body, has the delimiters as they are.
    """
    if decode is decode_plain:
        return _PLAIN_SPLITS.get(style, split_commas)
    return _SPLITS.get(style) or find_comma_split(shape)


def find_comma_split(shape: Shape) -> Split:
    """Return what splits at commas, encoded ones included if no item can hold one, as many clients encode them all.

    Otherwise an encoded comma belongs to an item (RFC 6570 §3.2.1).
    """
    is_certain = shape.has_array and not (shape.has_object or shape.admits_commas or shape.item.admits_commas)
    return _COMMAS.split if is_certain else split_commas


def split_commas(text: str) -> list[str]:
    return text.split(",")


def _split_spaces(text: str) -> list[str]:
    return text.split(" ")


def _split_pipes(text: str) -> list[str]:
    return text.split("|")


def _split_tabs(text: str) -> list[str]:
    return text.split("\t")


_PLAIN_SPLITS: dict[Style, Split] = {
    "spaceDelimited": _split_spaces,
    "pipeDelimited": _split_pipes,
    "tabDelimited": _split_tabs,
}
_SPLITS: dict[Style, Split] = {
    "spaceDelimited": _SPACES.split,
    "pipeDelimited": _PIPES.split,
    "tabDelimited": _TABS.split,
}
