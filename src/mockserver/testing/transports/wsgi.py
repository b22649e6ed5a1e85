"""WSGI (PEP 3333): one API as an application, for test clients and servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from http.client import responses
from typing import Any
from urllib.parse import quote

from ...engine.exchanges import Exchange
from .channel import Channel, iter_sent

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class ChannelWsgi:
    """A WSGI application. WSGI cannot break a connection, so a fault is a 503 or 504 response."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._host = min(channel.hosts)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        path = quote(environ.get("PATH_INFO", "").encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
        query = environ.get("QUERY_STRING", "")
        target = f"{path}?{query}" if query else path
        exchange = self._channel.send(environ["REQUEST_METHOD"], self._host, target, _fields(environ), body)
        if exchange.delay:
            time.sleep(exchange.delay)
        response = exchange.response
        status = f"{response.status} {responses.get(response.status, 'Unknown')}"
        start_response(status, [*response.headers, ("Content-Length", str(len(response.body)))])
        return _wait_and_send(exchange)


def _wait_and_send(exchange: Exchange) -> Iterator[bytes]:
    for seconds, piece in iter_sent(exchange):
        if seconds:
            time.sleep(seconds)
        yield piece


def _fields(environ: Environ) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key[5:].replace("_", "-"), value
    if environ.get("CONTENT_TYPE"):
        yield "Content-Type", environ["CONTENT_TYPE"]
