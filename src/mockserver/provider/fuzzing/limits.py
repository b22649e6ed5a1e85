"""Requests that a service may refuse although they are right, because RFC 8259 §9 and RFC 3986 §6.2 let it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ...openapi.messages import Request

LONGEST = 10_000  # bytes of a body, or of a path and a query

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\ufffd]")
_ESCAPED = re.compile(r"\\u(?:00[01][0-9a-f]|007f|d[89a-f][0-9a-f]{2}|fff[def])", re.IGNORECASE)  # in JSON
_HUGE = re.compile(r"\d{16}|\d[eE]\+?\d{2}")  # RFC 8259 §6: integers beyond 2^53 are not interoperable
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)|//|%2f|%5c", re.IGNORECASE)  # RFC 3986 §6.2.2.3: such segments are removed


def exceeds_limits(request: Request) -> bool:
    """Return whether a request has characters, numbers or lengths that many services cannot take."""
    address = f"{request.path}?{request.query}"
    if len(request.body) > LONGEST or len(address) > LONGEST:
        return True
    if _DOTS.search(request.path) or any(not value.isascii() for _, value in request.headers):  # RFC 9110 §5.5
        return True
    texts = [unquote(address.replace("+", " ")), *(value for _, value in request.headers)]
    body = request.body.decode("utf-8", "replace")
    if "urlencoded" in (request.headers.get("content-type") or ""):
        body = unquote(body.replace("+", " "))
    return any(_CONTROL.search(text) or _ESCAPED.search(text) or _HUGE.search(text) for text in (*texts, body))
