"""Parameter values as the text a request carries, by OpenAPI's styles (RFC 6570): the reverse of `styles`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from ..json_text import write_json
from ..operations import Parameter

_PREFIX = {"simple": "", "label": ".", "matrix": ";"}
_SEPARATOR = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
Encode = Callable[[Any], str]


def text_of(value: Any) -> str:
    """3 -> `3`, True -> `true`, null -> nothing, text as it is, everything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else write_json(value).decode()


def percent_encoded(value: Any) -> str:
    return quote(text_of(value), safe="", errors="replace")


def write_segment(parameter: Parameter, value: Any) -> str:
    """A path parameter's text, styles simple, label and matrix."""
    if parameter.content is not None:
        return percent_encoded(write_json(value).decode())
    return _delimited(parameter, value, percent_encoded)


def write_field(parameter: Parameter, value: Any) -> str:
    """A header field's value, style simple."""
    if parameter.content is not None:
        return write_json(value).decode()
    return _delimited(parameter, value, text_of)


def write_pairs(parameter: Parameter, value: Any) -> list[str]:
    """`["tag=a", "tag=b"]`: the pairs of a query or cookie parameter."""
    name = percent_encoded(parameter.name)
    if parameter.content is not None:
        return [f"{name}={percent_encoded(write_json(value).decode())}"]
    if isinstance(value, dict) and (parameter.style == "deepObject" or parameter.explode):
        is_deep = parameter.style == "deepObject"
        return [
            f"{percent_encoded(f'{parameter.name}[{key}]' if is_deep else key)}={percent_encoded(item)}"
            for key, item in value.items()
        ]
    if isinstance(value, list) and parameter.explode:
        return [f"{name}={percent_encoded(item)}" for item in value]
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    items = value if isinstance(value, list) else [value]
    return [f"{name}={_SEPARATOR.get(parameter.style, ',').join(percent_encoded(item) for item in items)}"]


def _delimited(parameter: Parameter, value: Any, encode: Encode) -> str:
    style, explode, name = parameter.style, parameter.explode, parameter.name
    separator = {"label": "." if explode else ",", "matrix": ";" if explode else ","}.get(style, ",")
    if isinstance(value, dict):
        pairs = [(encode(key), encode(item)) for key, item in value.items()]
        parts = [f"{key}={item}" for key, item in pairs] if explode else [part for pair in pairs for part in pair]
    elif isinstance(value, list):
        each = f"{name}=" if style == "matrix" and explode else ""
        parts = [each + encode(item) for item in value]
    else:
        parts = [f"{name}={encode(value)}" if style == "matrix" and explode else encode(value)]
    text = separator.join(parts)
    return _PREFIX.get(style, "") + (f"{name}={text}" if style == "matrix" and not explode else text)
