"""Undoes Content-Encoding (RFC 9110 §8.4), up to the number of bytes that the server reads."""

from __future__ import annotations

import zlib

from .errors import BodyError, BodyTooLarge

MAX_CODINGS = 4  # applied one after the other; each costs a pass over the body
MAX_MEMBERS = 100  # of one gzip stream (RFC 1952 §2.2)

_GZIP, _ZLIB, _RAW = 31, 15, -15  # zlib's names for the three containers
_KNOWN = ("gzip", "x-gzip", "deflate", "identity")
_ALLOWED = "gzip, deflate or identity"


def read_content_encoding(encoding: str | None, raw: bytes, limit: int) -> bytes:
    """Return the bytes as they were before their codings; `limit` is in bytes and applies to every step.

    `encoding` is the header as sent: `gzip`, or `deflate, gzip` in the order of application. Raises `BodyTooLarge` if
    the bytes are, or would become, more than `limit`, and `BodyError` for unknown codings and corrupt data.
    """
    if len(raw) > limit:
        raise _too_large(limit)
    if encoding is None:
        return raw
    codings = [coding.strip().lower() for coding in encoding.split(",") if coding.strip()]
    for coding in codings:
        if coding not in _KNOWN:
            message = f"has the Content-Encoding {coding[:40]}, which is not understood"
            raise BodyError(message, seen=encoding[:120], allowed=_ALLOWED)
    codings = [coding for coding in codings if coding != "identity"]
    if len(codings) > MAX_CODINGS:
        message = f"has {len(codings)} content codings on top of each other"
        raise BodyError(message, seen=encoding[:120], allowed=f"up to {MAX_CODINGS}")
    for coding in reversed(codings) if raw else ():
        raw = _inflate_deflate(raw, limit) if coding == "deflate" else _inflate(raw, _GZIP, limit)
    return raw


def _inflate_deflate(raw: bytes, limit: int) -> bytes:
    """Undo deflate: the zlib container, or the bare data that some clients send (RFC 9110 §8.4.1.2)."""
    try:
        return _inflate(raw, _ZLIB, limit)
    except BodyTooLarge:
        raise
    except BodyError as reason:
        try:
            return _inflate(raw, _RAW, limit)
        except BodyTooLarge:
            raise
        except BodyError:
            raise reason from None


def _inflate(raw: bytes, container: int, limit: int) -> bytes:
    inflated = bytearray()
    for _ in range(MAX_MEMBERS):
        engine = zlib.decompressobj(container)
        try:
            inflated += engine.decompress(raw, limit - len(inflated) + 1)
        except zlib.error as reason:
            raise _corrupt(container, str(reason).rpartition(": ")[2]) from None
        if len(inflated) > limit:
            raise _too_large(limit)
        if not engine.eof:
            raise _corrupt(container, "the data end too early")
        raw = engine.unused_data
        if not raw:
            return bytes(inflated)
        if container != _GZIP:
            raise _corrupt(container, "data follow its end")
    raise _corrupt(container, f"more than {MAX_MEMBERS} members follow each other")


def _corrupt(container: int, reason: str) -> BodyError:
    coding = "gzip" if container == _GZIP else "deflate"
    return BodyError(f"is not valid {coding}: {reason}", seen=coding, allowed=_ALLOWED)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"is larger than {limit} bytes", seen=f"more than {limit} bytes", allowed=f"{limit} bytes")
