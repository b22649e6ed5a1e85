"""Refusals before a request has been read: what is not HTTP, comes too slowly, or finds no room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple

import httptools

from ...openapi.problems import problem

_SECRETS = re.compile(r"(?<=\?)[^\s\"]+|(?<=//)[^\s\"/]*(?=@)|(?<=#)[^\s\"]+")


class EarlyRefusal(NamedTuple):
    """Why a request is not read to its end."""

    status: int  # 400
    detail: str  # "a request has one Host field (RFC 9112 §3.2); this one has 2"
    headers: tuple[tuple[str, str], ...] = ()  # (("Retry-After", "1"),)

    @property
    def logged(self) -> str:
        """The detail as a log may have it: without what a target that is quoted may carry, a query or a password."""
        return _SECRETS.sub("***", self.detail)

    def write(self, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the whole response, with `fields` such as Date; the connection ends after it."""
        response = problem(self.status, self.detail, headers=self.headers)
        headers = [*fields, *((name.lower().encode(), value.encode()) for name, value in response.headers)]
        headers += [(b"content-length", b"%d" % len(response.body)), (b"connection", b"close")]
        start = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n".encode()
        return b"".join((start, *(b"%s: %s\r\n" % field for field in headers), b"\r\n", response.body))


def describe_error(error: httptools.HttpParserError, data: bytes) -> EarlyRefusal:
    """Return the refusal of what httptools cannot read; `data` is what arrived last."""
    if data.startswith(b"\x16\x03"):  # RFC 8446 §5.1: a handshake record
        detail = "the client began with TLS; this server speaks HTTP, at addresses that begin with http://"
    elif isinstance(error, httptools.HttpParserCallbackError):
        detail = "the request target cannot be read"
    elif "Invalid char in url" in str(error):
        detail = "the request target has a character that must be percent-encoded (RFC 3986 §2.1)"
    else:
        detail = f"this is not a request of HTTP/1.1: {error}"
    return EarlyRefusal(400, detail)
