"""httpx, both its sync and its async clients."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import anyio
import httpx

from ...engine.exchanges import Exchange
from ...openapi.messages import Response
from .channel import Channel, UnknownHost, outcome_of


class ChannelTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """What `httpx.Client(transport=…)` and `httpx.AsyncClient(transport=…)` take."""

    def __init__(self, line: Channel) -> None:
        self._line = line

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return answer(self._line, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await respond_async(self._line, request)


def make_client(line: Channel, base_url: str, options: Mapping[str, Any]) -> httpx.Client:
    """A client for one API; `options` are httpx's own. No proxy and no .netrc has a say in process."""
    return httpx.Client(**{"base_url": base_url, "trust_env": False, **options, "transport": ChannelTransport(line)})


def make_async_client(line: Channel, base_url: str, options: Mapping[str, Any]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        **{"base_url": base_url, "trust_env": False, **options, "transport": ChannelTransport(line)}
    )


def answer(line: Channel, request: httpx.Request) -> httpx.Response:
    """What the API answers; raises what httpx raises when a connection breaks or an answer does not come."""
    exchange = _ask(line, request, request.read())
    if exchange.delay:
        time.sleep(exchange.delay)
    return _read_response(exchange)


async def respond_async(line: Channel, request: httpx.Request) -> httpx.Response:
    """The same for async clients, under asyncio or trio."""
    exchange = _ask(line, request, await request.aread())
    if exchange.delay:
        await anyio.sleep(exchange.delay)
    return _read_response(exchange)


def target_of(request: httpx.Request) -> str:
    """`/data_connectors?per_page=5`, still percent-encoded."""
    return request.url.raw_path.decode("ascii")


def fields_of(request: httpx.Request) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]


def _ask(line: Channel, request: httpx.Request, body: bytes) -> Exchange:
    try:
        exchange = line.ask(request.method, request.url.host, target_of(request), fields_of(request), body)
    except UnknownHost as reason:
        raise httpx.ConnectError(str(reason), request=request) from None
    outcome = outcome_of(exchange, request.extensions.get("timeout", {}).get("read"))
    if outcome == "timeout":
        raise httpx.ReadTimeout("timed out, as it was set for this operation", request=request)
    if outcome == "reset":
        raise httpx.ReadError("connection reset, as it was set for this operation", request=request)
    return exchange


def _read_response(exchange: Exchange) -> httpx.Response:
    response = exchange.response
    headers = [*response.headers, ("Content-Length", str(len(response.body)))]
    body = _Body(response) if exchange.request.method != "HEAD" else httpx.ByteStream(b"")
    return httpx.Response(response.status, headers=headers, stream=body, extensions={"http_version": b"HTTP/1.1"})


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body in the pieces in which a server would send it."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_pieces()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._response.iter_pieces():
            yield piece
