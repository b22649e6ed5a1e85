"""Values read from one text, a function for each style (OpenAPI 3.1.1 §4.8.12.3, RFC 6570). `encoding` writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..operations import Style
from .delimited import Delimited, Split, find_comma_split, find_split, split_commas
from .errors import RepeatedError, StyleError
from .fields import Field
from .percent import Decode, decode_percent, decode_plain
from .shapes import Shape


def simple_reader(
    shape: Shape, decode: Decode, *, explode: bool, list_styles: Sequence[Style] = ()
) -> Callable[[str], Any]:
    """Return a reader of `blue,black`, and of exploded objects `R=100,G=200`.

    `list_styles`: how a list and the lists in it are delimited instead, as Swagger 2.0 can say it.
    """
    split = find_split(list_styles[0], shape, decode) if list_styles else find_comma_split(shape)
    return Delimited(shape, split, decode, paired=explode, inner=list_styles[1:]).reader


def header_reader(shape: Shape, *, explode: bool, list_styles: Sequence[Style] = ()) -> Callable[[str], Any]:
    """Return a reader of style simple without percent-encoding, with white space around commas (RFC 9110 §5.6.1)."""
    split: Split = _split_fields
    if list_styles and list_styles[0] != "form":
        split = find_split(list_styles[0], shape, decode_plain)
    return Delimited(shape, split, decode_plain, paired=explode, inner=list_styles[1:]).reader


def label_reader(shape: Shape, *, explode: bool, dots: bool) -> Callable[[str], Any]:
    """Return a reader of `.blue,black`, exploded `.blue.black` and `.R=100.G=200`.

    `dots`: `.blue.black` need not be exploded, as in the tables of OpenAPI 3.0.0 to 3.0.3.
    """
    split = _split_dots if explode else _split_commas_or_dots if dots else split_commas
    read = Delimited(shape, split, decode_percent, paired=explode).reader

    def read_label(text: str) -> Any:
        if not text.startswith("."):
            raise StyleError('does not begin with ".", as style label does', text, '"." and the value')
        return read(text[1:])

    return read_label


def matrix_reader(name: str, shape: Shape, *, explode: bool) -> Callable[[str], Any]:
    """Return a reader of `;color=blue,black`, exploded `;color=blue;color=black` and `;R=100;G=200`."""
    delimited = Delimited(shape, split_commas, decode_percent)
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
            raise StyleError(f'has a name other than "{name}"', text, f'";{name}=" and the value')
        if explode:
            return items.read({name: values})
        if len(values) > 1:
            raise RepeatedError(values)
        return read_one(values[0])

    return read_matrix


def _split_fields(text: str) -> list[str]:
    return [part.strip(" \t") for part in text.split(",")]


def _split_dots(text: str) -> list[str]:
    return text.split(".")


def _split_commas_or_dots(text: str) -> list[str]:
    return text.split("," if "," in text else ".")
