"""Values written as text by OpenAPI's styles (OpenAPI 3.1.1 §4.8.12.3, RFC 6570). `decoding` and `fields` read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from ..json_text import scalar_text
from ..media_types import parse_media_type
from ..operations import MediaTypeObject, Parameter, Style
from .percent import Encode, encode_percent

_SEPARATORS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}


class Notation(NamedTuple):
    """How texts and what sets them apart are written."""

    encode: Encode
    separators: Mapping[str, str]  # style -> "%7C"


def _encode_form(value: Any) -> str:
    return quote_plus(scalar_text(value), errors="replace")


PERCENT = Notation(encode_percent, _SEPARATORS)  # queries and cookies
FORM = Notation(_encode_form, _SEPARATORS)  # application/x-www-form-urlencoded
PLAIN = Notation(  # parts of multipart bodies, header fields
    scalar_text, {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
)


def write_simple(value: Any, *, explode: bool, notation: Notation = PLAIN, list_styles: Sequence[Style] = ()) -> str:
    """Return a value in style simple: `a,b`, an object `R,100,G,200` or, exploded, `R=100,G=200`.

    `list_styles`: how a list and the lists in it are delimited instead.
    """
    separator = notation.separators[list_styles[0]] if list_styles else ","
    return separator.join(_parts(value, encode_item(notation, list_styles[1:]), explode=explode))


def write_content(content: MediaTypeObject, value: Any) -> str:
    """Return a value as its media type has it: ASCII JSON, or a scalar as it is."""
    media_type = parse_media_type(content.media_type)
    is_json = media_type is not None and media_type.is_json
    return json.dumps(value, separators=(",", ":")) if is_json else scalar_text(value)


def write_segment(parameter: Parameter, value: Any) -> str:
    """Return the text of a path parameter, in style simple, label or matrix."""
    if parameter.content is not None:
        return encode_percent(write_content(parameter.content, value))
    if parameter.style == "matrix":
        return _write_matrix(parameter.name, value, explode=parameter.explode)
    if parameter.style == "label":
        separator = "." if parameter.explode else ","
        return "." + separator.join(_parts(value, encode_percent, explode=parameter.explode))
    return write_simple(value, explode=parameter.explode, notation=PERCENT, list_styles=parameter.list_styles)


def write_pairs(parameter: Parameter, value: Any) -> list[str]:
    """Return the pairs of a query or cookie parameter: `["tag=a", "tag=b"]`."""
    if parameter.content is not None:
        return [f"{encode_percent(parameter.name)}={encode_percent(write_content(parameter.content, value))}"]
    inner = parameter.list_styles[1:]
    style, explode = parameter.style, parameter.explode
    pairs = write_styled(parameter.name, value, style, explode=explode, notation=PERCENT, inner=inner)
    return [f"{name}={text}" for name, text in pairs]


def write_styled(
    name: str, value: Any, style: Style, *, explode: bool, notation: Notation, inner: Sequence[Style] = ()
) -> list[tuple[str, str]]:
    """Return the encoded pairs of a value in a style of queries and forms: `[("tag", "a"), ("tag", "b")]`.

    The items of a list in an exploded object are pairs of one name: `[("point[x]", "1"), ("point[x]", "2")]`.
    """
    encode, write_item = notation.encode, encode_item(notation, inner)
    is_deep = style == "deepObject"
    if isinstance(value, dict) and (is_deep or explode):
        named = [(f"{name}[{key}]" if is_deep else key, item) for key, item in value.items()]
    elif explode:
        named = [(name, value)]
    else:
        return [(encode(name), notation.separators.get(style, ",").join(_parts(value, write_item, explode=False)))]
    return [
        (encode(each), write_item(single))
        for each, item in named
        for single in (item if isinstance(item, list) else [item])
    ]


def encode_item(notation: Notation, inner: Sequence[Style]) -> Encode:
    """Return what writes an item of a list, which may be a list itself: `inner` are the styles, the outer one first."""
    if not inner:
        return notation.encode
    separator, write_below = notation.separators.get(inner[0], ","), encode_item(notation, inner[1:])

    def write_list(value: Any) -> str:
        return separator.join(map(write_below, value)) if isinstance(value, list) else notation.encode(value)

    return write_list


def _write_matrix(name: str, value: Any, *, explode: bool) -> str:
    parts = _parts(value, encode_percent, explode=explode)
    if not explode:
        return f";{name}={','.join(parts)}"
    return "".join(f";{part}" if isinstance(value, dict) else f";{name}={part}" for part in parts)


def _parts(value: Any, encode: Encode, *, explode: bool) -> list[str]:
    """Return the items of a value, each as text: `["R=100", "G=200"]` or `["R", "100", "G", "200"]` of an object."""
    if isinstance(value, dict):
        pairs = [(encode(key), encode(item)) for key, item in value.items()]
        return [f"{key}={item}" for key, item in pairs] if explode else [part for pair in pairs for part in pair]
    return [encode(item) for item in value] if isinstance(value, list) else [encode(value)]
