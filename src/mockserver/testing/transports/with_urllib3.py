"""urllib3, and with it requests and other libraries that use urllib3.

Only sending is replaced. Retries, redirects and their exceptions are those of urllib3.
"""

from __future__ import annotations

import errno
import io
import time
from collections.abc import Iterable, Mapping
from http.client import HTTPMessage, RemoteDisconnected, responses
from types import SimpleNamespace
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from ...engine.exchanges import Exchange
from ...openapi.errors import SandboxError
from .channel import Channel, UnknownHost, find_fault, iter_sent

if not hasattr(urllib3, "BaseHTTPResponse"):  # before version 2, pools and connections divide their work differently
    raise SandboxError("urllib3 is older than version 2; install a newer one to intercept urllib3 or requests")


class ChannelPool(urllib3.HTTPConnectionPool):
    """A connection pool whose connections are never opened."""

    def __init__(self, channel: Channel, scheme: str, host: str, port: int | None = None, **options: Any) -> None:
        super().__init__(host, port, **options)
        self.scheme = scheme
        self._channel = channel
        self._connection = HTTPConnection(host)  # urllib3 asks for one, and closes it after an error

    def _get_conn(self, timeout: float | None = None) -> HTTPConnection:
        return self._connection

    def _put_conn(self, conn: object) -> None:
        """Keep nothing."""

    def _make_request(  # type: ignore[override]  # only urllib3 calls it; its other arguments are in `options`
        self, conn: object, method: str, url: str, *, timeout: urllib3.Timeout, **options: Any
    ) -> urllib3.HTTPResponse:
        fields = fields_of(self.host, options.get("headers"))
        try:
            exchange = self._channel.send(method, self.host, target_of(url), fields, read_body(options.get("body")))
        except UnknownHost as reason:
            raise ProtocolError(str(reason)) from None
        seconds = timeout.read_timeout
        fault = find_fault(exchange, seconds if isinstance(seconds, (int, float)) else None)
        if fault == "timeout":
            raise ReadTimeoutError(self, url, "Read timed out, as it was set for this operation")
        if fault == "reset":
            raise ConnectionResetError(errno.ECONNRESET, "connection reset, as it was set for this operation")
        if fault == "empty":
            raise RemoteDisconnected("Remote end closed connection without response, as it was set for this operation")
        if exchange.delay:
            time.sleep(exchange.delay)
        kept = {name: options[name] for name in ("retries", "preload_content", "decode_content") if name in options}
        return _read_response(exchange, **kept, request_method=method, request_url=url)


def target_of(url: str) -> str:
    """Path and query. The `url` that urllib3 passes has only these two, unless the request goes to a proxy."""
    if url.startswith("/"):
        return url
    return urllib3.util.parse_url(url).request_uri


def fields_of(host: str, headers: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Header fields as text, with the Host field that a connection would add."""
    fields = [(_text(name), _text(value)) for name, value in (headers or {}).items()]
    return fields if any(name.lower() == "host" for name, _ in fields) else [("Host", host), *fields]


def read_body(body: object) -> bytes:
    """The whole body as bytes, from bytes, text, a file or an iterable of pieces."""
    if body is None:
        return b""
    if hasattr(body, "read"):
        body = body.read()
    if isinstance(body, str):
        return body.encode("utf-8")
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    assert isinstance(body, Iterable)
    return b"".join(piece.encode() if isinstance(piece, str) else bytes(piece) for piece in body)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _read_response(exchange: Exchange, **options: Any) -> urllib3.HTTPResponse:
    response = exchange.response
    body = b""
    for pause, piece in iter_sent(exchange):
        if pause:
            time.sleep(pause)
        body += piece
    fields = [*response.headers, ("Content-Length", str(len(response.body)))]
    return urllib3.HTTPResponse(
        body=io.BytesIO(body),
        headers=urllib3.HTTPHeaderDict(fields),
        status=response.status,
        version=11,
        reason=responses.get(response.status),
        original_response=_original(fields),  # type: ignore[arg-type]  # requests reads only its `msg`, for cookies
        **options,
    )


def _original(fields: Iterable[tuple[str, str]]) -> SimpleNamespace | None:
    """The part of an `http.client` response from which requests reads cookies; `None` if there are no cookies."""
    cookies = [value for name, value in fields if name.lower() == "set-cookie"]
    if not cookies:
        return None
    message = HTTPMessage()
    for cookie in cookies:
        message.add_header("Set-Cookie", cookie)
    return SimpleNamespace(msg=message, isclosed=lambda: True, close=lambda: None)
