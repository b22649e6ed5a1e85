"""Reading requests: the size of their header fields, and bodies with their Content-Encoding undone."""

from __future__ import annotations

from collections.abc import Iterable

from ..openapi.bodies import BodyError, BodyTooLarge, read_content_encoding
from ..openapi.messages import Headers
from ..openapi.rules import Violation, quote
from .asgi import Receive

DEFAULT_MAX_BODY = 10 * 1024 * 1024  # bytes
MAX_HEADERS = 64 * 1024  # bytes of names and values


def refuse_announced(fields: Iterable[tuple[bytes, bytes]], limit: int) -> tuple[Violation, ...]:
    """Return the violation of a request whose Content-Length is beyond `limit`, so that none of its body is read.

    A client that asks first (`Expect: 100-continue`) then sends none of it (RFC 9110 §10.1.1).
    """
    for name, value in fields:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            return (_too_large(limit),)
    return ()


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """Return the body, cut off just beyond `limit`; `None` if the client disconnects before it is complete."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts, size = [body], len(body)
    while message.get("more_body", False) and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    return b"".join(parts)


def decode_body(headers: Headers, raw: bytes, limit: int) -> tuple[bytes, list[Violation]]:
    """Return the body with its Content-Encoding undone, or the violation of a body that cannot be read."""
    if len(raw) > limit:
        return b"", [_too_large(limit)]
    encoding = headers.get("content-encoding")
    if encoding is None:
        return raw, []
    try:
        return read_content_encoding(encoding, raw, limit), []
    except BodyTooLarge:
        return b"", [_too_large(limit)]
    except BodyError as error:
        return b"", [Violation("body.encoding", "body", str(error), name="Content-Encoding", seen=quote(encoding))]


def size_of(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return the bytes of all names and values."""
    size = 0
    for name, value in headers:
        size += len(name) + len(value)
    return size


def _too_large(limit: int) -> Violation:
    message = f"is larger than {limit} bytes, the most this server reads (--max-body)"
    return Violation("body.too-large", "body", message, seen=f"more than {limit} bytes", allowed=f"{limit} bytes")
