"""Header fields and their values: style simple without percent-encoding, or the media type of a `content`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..operations import Parameter, ResponseHeader, Style
from .decoding import header_reader
from .encoding import write_content, write_simple
from .errors import StyleError
from .shapes import Shape

_SET_COOKIE = "set-cookie"


def write_header(header: ResponseHeader | Parameter, value: Any) -> list[tuple[str, str]]:
    """Return the fields that carry a value: one, except for a list of cookies.

    1. A field with a `content` is written as its media type has it.
    2. `Set-Cookie` cannot be joined with commas: each item is a field of its own (RFC 6265 §3).
    3. Lists are `a,b`, objects `R,100,G,200` or, exploded, `R=100,G=200` (OpenAPI 3.1.1 §4.8.12.3).
    """
    if header.content is not None:
        return [(header.name, write_content(header.content, value))]
    is_several = header.name.lower() == _SET_COOKIE and isinstance(value, list)
    explode, styles = header.explode, header.list_styles
    values = value if is_several else [value]
    return [(header.name, write_simple(part, explode=explode, list_styles=styles)) for part in values]


def read_header_text(text: str, shape: Shape, explode: bool, list_styles: Sequence[Style] = ()) -> Any:
    """Return the value of a response header, or the text itself if it does not follow the style."""
    try:
        return header_reader(shape, explode=explode, list_styles=list_styles)(text)
    except StyleError:
        return text
