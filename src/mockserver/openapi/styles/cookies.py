"""Cookies of a request (RFC 6265 §4): the pairs of the Cookie header, and the values in them."""

from __future__ import annotations

import re

from ..messages import Headers
from .errors import StyleError
from .fields import Pairs
from .percent import decode_percent

_VALUE = re.compile(r'"([!#-+\--:<-\[\]-~]*)"|([!#-+\--:<-\[\]-~]*)')  # RFC 6265 §4.1.1


def read_cookie_pairs(headers: Headers) -> Pairs:
    """Return the pairs of the Cookie header.

    A piece without `=` stays with the value before it, which is then reported as malformed.
    """
    pairs: Pairs = {}
    before: list[str] = []
    for piece in ";".join(headers.all("cookie")).split(";"):
        piece = piece.strip(" \t")
        name, found, text = piece.partition("=")
        if found:
            before = pairs.setdefault(_decode_name(name), [])
            before.append(text)
        elif piece and before:
            before[-1] += f";{piece}"
    return pairs


def decode_cookie(text: str) -> str:
    """Return a value of style form, which is percent-encoded."""
    return decode_percent(read_cookie_octets(text))


def read_cookie_octets(text: str) -> str:
    """Return a value of style cookie, in which a percent sign is one (OpenAPI 3.2.0 §4.12.3)."""
    octets = _VALUE.fullmatch(text)
    if octets is None:
        message = (
            "is not a cookie value: white space, quotes, commas, semicolons and backslashes are not allowed in one"
        )
        raise StyleError(message, text, "percent-encoding for other characters (RFC 6265 §4.1.1)")
    return octets[1] if octets[1] is not None else text


def _decode_name(text: str) -> str:
    try:
        return decode_percent(text)
    except StyleError:
        return text
