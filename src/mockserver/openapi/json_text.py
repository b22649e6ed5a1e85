"""Values as JSON text."""

from __future__ import annotations

import json
from typing import Any

import orjson


def write_json(value: Any) -> bytes:
    """Return compact UTF-8 JSON; integers beyond 64 bits are written in full."""
    try:
        return orjson.dumps(value)
    except TypeError:  # orjson 3.13 refuses integers beyond 64 bits and lone surrogates; the slower writer does not
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()


def scalar_text(value: Any) -> str:
    """Return a scalar as plain text: `5`, `true`, a string as it is, null as the empty text; a structure as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else write_json(value).decode()
