"""Rows as JSON. One that is not plain JSON has each such value in an object with one member, its kind.

`bytes` of a file are `{"b": base64}`, an integer beyond 64 bits is `{"i": "…"}`, a text with lone surrogates
`{"s": base64}`; and an object is `{"o": [[name, value], …]}`, so that it cannot be taken for one of these.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

_SPARE = 400  # of the 1,024 levels that orjson reads; fewer than Python's stack holds when marks are read
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS


class UnwritableRow(Exception):
    """Raised for a row that cannot be written; its text says why."""


def write_row(row: Any) -> tuple[bytes, bool]:
    """The JSON of a row, and whether it is plain. Raises `UnwritableRow`."""
    try:
        return orjson.dumps(row, option=_OPTIONS), True
    except TypeError:  # it is not plain JSON, or has more than 250 levels
        try:
            content = json.dumps(_mark(row), ensure_ascii=False, separators=(",", ":")).encode()
            orjson.loads(_SPARE * b"[" + content + _SPARE * b"]")
        except (RecursionError, ValueError):
            raise UnwritableRow("it has too many levels") from None
        return content, False


def mark_text(text: str) -> Any:
    """A text as JSON can hold it: one with lone surrogates is `{"s": base64}`."""
    return text if _is_text(text) else {"s": _to_base64(text.encode("utf-8", "surrogatepass"))}


def mark_number(number: int) -> Any:
    """An integer as JSON can hold it: one beyond 64 bits is `{"i": "…"}`."""
    return number if -(2**63) <= number < 2**64 else {"i": str(number)}


def read_row(value: Any) -> Any:
    """The row of a value with marks. Raises `ValueError` or `TypeError` if it has none."""
    if isinstance(value, list):
        return [read_row(item) for item in value]
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind == "o":
        return {read_row(name): read_row(item) for name, item in content}
    return _READ[kind](content)


def _mark(value: Any) -> Any:
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return mark_number(int(value))
    if isinstance(value, str):
        return mark_text(str(value))
    if isinstance(value, dict):
        return {"o": [[_mark(name), _mark(item)] for name, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [_mark(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return {"b": _to_base64(bytes(value))}
    for kind, type_, write in _WRITTEN:
        if isinstance(value, type_):
            return {kind: write(value)}
    raise UnwritableRow(f"it has a value of the type {type(value).__name__}")


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _to_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _to_iso(value: date) -> str:
    return value.isoformat()


_WRITTEN: tuple[tuple[str, type, Callable[[Any], str]], ...] = (
    ("t", datetime, _to_iso),
    ("d", date, _to_iso),
    ("n", Decimal, str),
    ("u", UUID, str),
)
_READ: dict[str, Callable[[Any], Any]] = {
    "b": _from_base64,
    "i": int,
    "s": lambda text: _from_base64(text).decode("utf-8", "surrogatepass"),
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}
