"""Objects as application/x-www-form-urlencoded, by schema and `encoding`; the reverse of `bodies.forms`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from ..documents import Document
from ..json_text import scalar_text, write_json
from ..operations import MediaTypeObject
from .encodings import Encodings
from .errors import Unwritable

_DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
Pairs = Iterator[tuple[str, str]]  # both encoded


class FormWriter:
    """Writes `{name: a, tags: [b, c]}` as `name=a&tags=b&tags=c`.

    1. A property whose encoding states a style or explode is written so (OpenAPI 3.1.1 §4.8.15.1.2).
    2. An object, each object of an array, and whatever has a JSON `contentType` is one JSON text.
    3. Other arrays are repeated names; null is the empty text.
    """

    def __init__(self, document: Document, declared: MediaTypeObject) -> None:
        self._encodings = Encodings(document, declared)

    def write(self, value: Any) -> bytes:
        if not isinstance(value, dict):
            raise Unwritable("a form is made from an object only")
        pairs = (pair for name, item in value.items() for pair in self._pairs(name, item))
        return "&".join(f"{name}={text}" for name, text in pairs).encode()

    def _pairs(self, name: str, value: Any) -> Pairs:
        style = self._encodings.style(name)
        if style is not None:
            yield from _styled(name, value, *style)
        elif self._encodings.is_json(name):
            yield from ((_encode(name), _encode(write_json(item).decode())) for item in self._texts(name, value))
        else:
            for item in value if isinstance(value, list) else [value]:
                yield _encode(name), _encode(scalar_text(item))

    def _texts(self, name: str, value: Any) -> list[Any]:
        """What is written as one JSON text each: the items of an array, save where one could be taken for the whole."""
        is_spread = isinstance(value, list) and self._encodings.shape(name).has_array
        return value if is_spread and value and not any(isinstance(item, list) for item in value) else [value]


def _styled(name: str, value: Any, style: str, explode: bool) -> Pairs:
    if style == "deepObject" and isinstance(value, dict):
        for key, item in value.items():
            for single in item if isinstance(item, list) else [item]:
                yield _encode(f"{name}[{key}]"), _encode(scalar_text(single))
    elif isinstance(value, list) and explode:
        yield from ((_encode(name), _encode(scalar_text(item))) for item in value)
    elif isinstance(value, dict) and explode:
        for key, item in value.items():
            for single in item if isinstance(item, list) else [item]:
                yield _encode(key), _encode(scalar_text(single))
    else:
        yield _encode(name), _DELIMITERS.get(style, ",").join(_parts(value))


def _parts(value: Any) -> Iterator[str]:
    """What stands between delimiters: items, or names and values in turn."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from (_encode(key), _encode(scalar_text(item)))
    else:
        yield from (_encode(scalar_text(item)) for item in (value if isinstance(value, list) else [value]))


def _encode(text: str) -> str:
    return quote_plus(text, errors="replace")
