"""A second writer of OpenAPI's styles (RFC 6570), for laws like read(write(v)) == v."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

_PREFIX = {"simple": "", "label": ".", "matrix": ";"}
_DELIMITER = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "|"}


def scalar_text(value: Any) -> str:
    """3 -> `3`, True -> `true`, text as it is."""
    return value if isinstance(value, str) else json.dumps(value)


def encoded(value: Any) -> str:
    return quote(scalar_text(value), safe="")


def write_text(style: str, explode: bool, name: str, value: Any, encode: Callable[[Any], str] = encoded) -> str:
    """A value in styles simple, label and matrix."""
    separator = {"simple": ",", "label": "." if explode else ",", "matrix": ";" if explode else ","}[style]
    if isinstance(value, dict):
        pairs = [(encode(key), encode(item)) for key, item in value.items()]
        parts = [f"{key}={item}" for key, item in pairs] if explode else [part for pair in pairs for part in pair]
    elif isinstance(value, list):
        prefix = f"{name}=" if style == "matrix" and explode else ""
        parts = [prefix + encode(item) for item in value]
    else:
        parts = [f"{name}={encode(value)}" if style == "matrix" and explode else encode(value)]
    text = separator.join(parts)
    return _PREFIX[style] + (f"{name}={text}" if style == "matrix" and not explode else text)


def write_pairs(style: str, explode: bool, name: str, value: Any, separator: str = "&") -> str:
    """A value in styles form, spaceDelimited, pipeDelimited and deepObject."""
    if isinstance(value, dict) and (style == "deepObject" or explode):
        pairs = [(f"{name}[{key}]" if style == "deepObject" else key, item) for key, item in value.items()]
        return separator.join(f"{encoded(key)}={encoded(item)}" for key, item in pairs)
    if isinstance(value, list) and explode:
        return separator.join(f"{encoded(name)}={encoded(item)}" for item in value)
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    items = value if isinstance(value, list) else [value]
    return f"{encoded(name)}=" + _DELIMITER[style].join(encoded(item) for item in items)
