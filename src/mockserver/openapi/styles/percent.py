"""Percent-encoding (RFC 3986 §2.1), and texts that have none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from ..json_text import scalar_text
from .errors import StyleError

Decode = Callable[[str], str]
Encode = Callable[[Any], str]

_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def encode_percent(value: Any) -> str:
    """Return a scalar as text in which only letters, digits and `-._~` are not encoded: `a/b` -> `a%2Fb`."""
    return quote(scalar_text(value), safe="", errors="replace")


def decode_plain(text: str) -> str:
    """Return the text of a header field, which is not percent-encoded."""
    return text if text.isascii() else _without_surrogates(text)


def decode_percent(text: str) -> str:
    """Decode `a%2Fb` to `a/b`. Raises `StyleError` if it has a lone `%` or bytes that are not UTF-8."""
    if "%" not in text:
        return text if text.isascii() else _without_surrogates(text)
    broken = _BROKEN_PERCENT.search(text)
    if broken:
        message = f"has a % at character {broken.start() + 1} that two hexadecimal digits do not follow"
        raise StyleError(message, text, "%25 for the character %")
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeError:
        raise StyleError("is not UTF-8 after percent-decoding", text, "percent-encoded UTF-8") from None


def decode_query(text: str) -> str:
    """Decode text like `decode_percent`, with `+` for a space, as in HTML forms."""
    return decode_percent(text.replace("+", " ") if "+" in text else text)


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise StyleError("holds half of a surrogate pair", ascii(text), "Unicode text") from None
    return text
