"""Percent-encoding (RFC 3986 §2.1), and texts that have none."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from ..json_text import scalar_text
from .errors import StyleError

Decode = Callable[[str], str]
Encode = Callable[[Any], str]

_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PIECE = 64 * 1024  # characters that are decoded in one call, which keeps other threads waiting


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
    try:
        if len(text) <= _PIECE:
            return _decode_piece(text, 0, len(text)).decode()
        ends = _find_ends(text)
        return b"".join([_decode_piece(text, start, end) for start, end in pairwise(ends)]).decode()
    except UnicodeError:
        raise StyleError("is not UTF-8 after percent-decoding", text, "percent-encoded UTF-8") from None


def _find_ends(text: str) -> list[int]:
    """Return where the pieces of a text begin and end: none ends within an escape."""
    ends = [0]
    while ends[-1] + _PIECE < len(text):
        end = ends[-1] + _PIECE
        escape = text.rfind("%", end - 2, end)
        ends.append(end if escape < 0 else escape)
    return [*ends, len(text)]


def _decode_piece(text: str, start: int, end: int) -> bytes:
    piece = text[start:end]
    broken = _BROKEN_PERCENT.search(piece)
    if broken:
        message = f"has a % at character {start + broken.start() + 1} that two hexadecimal digits do not follow"
        raise StyleError(message, text, "%25 for the character %")
    return unquote_to_bytes(piece)


def decode_query(text: str) -> str:
    """Decode text like `decode_percent`, with `+` for a space, as in HTML forms."""
    return decode_percent(text.replace("+", " ") if "+" in text else text)


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise StyleError("holds half of a surrogate pair", ascii(text), "Unicode text") from None
    return text
