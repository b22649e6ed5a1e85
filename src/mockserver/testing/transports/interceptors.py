"""Interceptors catch calls to published hosts before httpx, requests or urllib3 open a connection.

The libraries are patched while at least one `Interceptor` is active; the last one to stop restores them. Calls of all
threads and tasks of the process are caught, because code under test may start its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import find_spec

from ...openapi.messages import Headers, Request
from .channel import Channel

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")

Refuse = Callable[[str, Request], str]
Restore = Callable[[], None]


@dataclass(frozen=True)
class Interceptor:
    """One API that responds for its hosts, and what happens with calls to other hosts."""

    channel: Channel
    allow: Sequence[str]  # ("*.example.com",): hosts that calls may go out to
    refuse: Refuse  # records a call to a host that is not allowed, and returns the error message


_lock = threading.Lock()
_active: list[Interceptor] = []  # the innermost last
_restores: list[Restore] = []


def start_intercepting(interceptor: Interceptor) -> None:
    """Catch calls from now on. The first interceptor patches the installed libraries."""
    with _lock:
        if not _active:
            _restores.extend(patch() for name, patch in _PATCHES.items() if find_spec(name) is not None)
        _active.append(interceptor)


def stop_intercepting(interceptor: Interceptor) -> None:
    """Catch no more calls for this interceptor. The last one restores the libraries."""
    with _lock:
        _active.remove(interceptor)
        if not _active:
            while _restores:
                _restores.pop()()


def find_route(host: str) -> Channel | Interceptor | None:
    """Where a call to `host` goes.

    1. The channel of the innermost API that is published there.
    2. `None` if no interceptor is active, if one allows the host, or if it is this machine: the call goes out.
    3. The innermost interceptor, which refuses the call.
    """
    active = tuple(_active)
    for interceptor in reversed(active):
        if host in interceptor.channel.hosts:
            return interceptor.channel
    if not active or host in LOOPBACK or any(fnmatchcase(host, glob) for each in active for glob in each.allow):
        return None
    return active[-1]


def _refuse(interceptor: Interceptor, host: str, method: str, target: str, fields: list[tuple[str, str]]) -> str:
    path, _, query = target.partition("?")
    return interceptor.refuse(host, Request(method.upper(), path, query, Headers(fields)))


def _patch_httpx() -> Restore:
    import httpx

    from . import with_httpx

    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def find(request: httpx.Request) -> Channel | None:
        found = find_route(request.url.host)
        if isinstance(found, Interceptor):
            fields = with_httpx.fields_of(request)
            message = _refuse(found, request.url.host, request.method, with_httpx.target_of(request), fields)
            raise httpx.ConnectError(message, request=request)
        return found

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        channel = find(request)
        return send(transport, request) if channel is None else with_httpx.respond(channel, request)

    async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        channel = find(request)
        if channel is None:
            return await send_async(transport, request)
        return await with_httpx.respond_async(channel, request)

    undo = _replace(httpx.HTTPTransport, "handle_request", handle_request)
    undo_async = _replace(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)

    def restore() -> None:
        undo()
        undo_async()

    return restore


def _patch_urllib3() -> Restore:
    """Patch `urlopen`, which requests also calls."""
    import urllib3
    from urllib3.connection import HTTPConnection
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    from . import with_urllib3

    send = urllib3.HTTPConnectionPool.urlopen

    def urlopen(
        pool: urllib3.HTTPConnectionPool, method: str, url: str, *rest: object, **options: object
    ) -> urllib3.BaseHTTPResponse:
        # through a proxy `url` is absolute, and the pool is the proxy's
        host = pool.host if url.startswith("/") else urllib3.util.parse_url(url).host or pool.host
        found = None if isinstance(pool, with_urllib3.ChannelPool) else find_route(host)
        if isinstance(found, Channel):
            options_of_pool = {"headers": pool.headers, "retries": pool.retries, "timeout": pool.timeout}
            pool = with_urllib3.ChannelPool(found, str(pool.scheme), host, pool.port, **options_of_pool)
        elif found is not None:
            message = _refuse(found, host, method, with_urllib3.target_of(url), [("Host", host)])
            raise MaxRetryError(pool, url, NewConnectionError(HTTPConnection(host), message))
        return send(pool, method, url, *rest, **options)  # type: ignore[arg-type]  # the caller's own arguments

    return _replace(urllib3.HTTPConnectionPool, "urlopen", urlopen)


def _replace(owner: type, name: str, function: Callable[..., object]) -> Restore:
    original = getattr(owner, name)
    setattr(owner, name, function)
    return lambda: setattr(owner, name, original)


_PATCHES: dict[str, Callable[[], Restore]] = {"httpx": _patch_httpx, "urllib3": _patch_urllib3}
