"""Values as header fields have them: style simple, JSON for those that a media type describes."""

from __future__ import annotations

import json
from typing import Any

from ..json_text import scalar_text
from ..media_types import parse_media_type
from ..operations import ResponseHeader

_SET_COOKIE = "set-cookie"


def write_header(header: ResponseHeader, value: Any) -> list[tuple[str, str]]:
    """A documented field with this value: one line, save for a list of cookies.

    1. A field described by a JSON media type is JSON text.
    2. `Set-Cookie` cannot be joined with commas: each item is a field of its own (RFC 6265 §3).
    3. Lists are `a,b`, objects `R,100,G,200` or, exploded, `R=100,G=200` (OpenAPI 3.1.1 §4.8.12.3).
    """
    if header.content is not None:
        media_type = parse_media_type(header.content.media_type)
        is_json = media_type is not None and media_type.is_json
        return [(header.name, json.dumps(value, separators=(",", ":")) if is_json else scalar_text(value))]
    if header.name.lower() == _SET_COOKIE and isinstance(value, list):
        return [(header.name, scalar_text(item)) for item in value]
    return [(header.name, header_text(value, explode=header.explode))]


def header_text(value: Any, *, explode: bool) -> str:
    """A value in style simple."""
    if isinstance(value, list):
        return ",".join(scalar_text(item) for item in value)
    if isinstance(value, dict):
        joint = "=" if explode else ","
        return ",".join(f"{name}{joint}{scalar_text(item)}" for name, item in value.items())
    return scalar_text(value)
