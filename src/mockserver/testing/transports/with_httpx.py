"""httpx: transports and clients, sync and async."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import anyio
import httpx

from ...engine.exchanges import Exchange
from .channel import Channel, UnknownHost, find_fault, is_cut_off, iter_sent


class ChannelTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return respond(self._channel, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await respond_async(self._channel, request)


def make_client(channel: Channel, base_url: str, options: Mapping[str, Any]) -> httpx.Client:
    """Make a client for one API; `options` are those of httpx. Proxies and .netrc do not apply in process."""
    return httpx.Client(**{"base_url": base_url, "trust_env": False, **options, "transport": ChannelTransport(channel)})


def make_async_client(channel: Channel, base_url: str, options: Mapping[str, Any]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        **{"base_url": base_url, "trust_env": False, **options, "transport": ChannelTransport(channel)}
    )


def respond(channel: Channel, request: httpx.Request) -> httpx.Response:
    """Return the API's response. Raises httpx's own exception if the connection breaks or no response comes."""
    exchange = _send(channel, request, request.read())
    if exchange.delay:
        time.sleep(exchange.delay)
    return _read_response(exchange)


async def respond_async(channel: Channel, request: httpx.Request) -> httpx.Response:
    """Return the API's response to an async client, under asyncio or trio."""
    exchange = _send(channel, request, await request.aread())
    if exchange.delay:
        await anyio.sleep(exchange.delay)
    return _read_response(exchange)


def target_of(request: httpx.Request) -> str:
    """`/data_connectors?per_page=5`, still percent-encoded."""
    return request.url.raw_path.decode("ascii")


def fields_of(request: httpx.Request) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]


def _send(channel: Channel, request: httpx.Request, body: bytes) -> Exchange:
    try:
        exchange = channel.send(request.method, request.url.host, target_of(request), fields_of(request), body)
    except UnknownHost as reason:
        raise httpx.ConnectError(str(reason), request=request) from None
    fault = find_fault(exchange, request.extensions.get("timeout", {}).get("read"))
    if fault == "timeout":
        raise httpx.ReadTimeout("timed out, as it was set for this operation", request=request)
    if fault == "reset":
        raise httpx.ReadError("connection reset, as it was set for this operation", request=request)
    if fault == "empty":
        message = "Server disconnected without sending a response, as it was set for this operation"
        raise httpx.RemoteProtocolError(message, request=request)
    return exchange


def _read_response(exchange: Exchange) -> httpx.Response:
    response = exchange.response
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    return httpx.Response(
        response.status, headers=headers, stream=_Body(exchange), extensions={"http_version": b"HTTP/1.1"}
    )


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A response body, in the pieces that a server would send."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        for seconds, piece in iter_sent(self._exchange):
            if seconds:
                time.sleep(seconds)
            yield piece
        self._check_end()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for seconds, piece in iter_sent(self._exchange):
            if seconds:
                await anyio.sleep(seconds)
            yield piece
        self._check_end()

    def _check_end(self) -> None:
        if is_cut_off(self._exchange):
            raise httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body, as it was set for this operation"
            )
