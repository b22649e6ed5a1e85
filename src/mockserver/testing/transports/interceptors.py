"""Calls to published hosts, caught on their way out of httpx, requests and urllib3.

The libraries are patched where they would open a connection, while at least one `Interceptor` is plugged in; the last
one to leave puts everything back. All threads and tasks of the process are caught, because code under test may start
its own.
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
    """One API that stands in for its hosts, and what becomes of calls to others."""

    line: Channel
    allow: Sequence[str]  # ("*.example.com",): hosts that are let through
    refuse: Refuse  # notes a call to a host that is not allowed, and gives the sentence that says so


_lock = threading.Lock()
_plugged: list[Interceptor] = []  # the innermost last
_restores: list[Restore] = []


def plug_in(interceptor: Interceptor) -> None:
    """Catch calls from now on; the first one patches the libraries there are."""
    with _lock:
        if not _plugged:
            _restores.extend(patch() for name, patch in _PATCHES.items() if find_spec(name) is not None)
        _plugged.append(interceptor)


def pull_out(interceptor: Interceptor) -> None:
    """Catch no more for this one; the last one puts the libraries back."""
    with _lock:
        _plugged.remove(interceptor)
        if not _plugged:
            while _restores:
                _restores.pop()()


def find_line(host: str) -> Channel | Interceptor | None:
    """Who deals with a call to `host`.

    1. The innermost API that is published there.
    2. Nobody (`None`): it goes out as it always did, to a host that one of them allows, or to this machine.
    3. The innermost interceptor, which refuses it.
    """
    plugged = tuple(_plugged)
    for interceptor in reversed(plugged):
        if host in interceptor.line.hosts:
            return interceptor.line
    if not plugged or host in LOOPBACK or any(fnmatchcase(host, glob) for each in plugged for glob in each.allow):
        return None
    return plugged[-1]


def _refuse(interceptor: Interceptor, host: str, method: str, target: str, fields: list[tuple[str, str]]) -> str:
    path, _, query = target.partition("?")
    return interceptor.refuse(host, Request(method.upper(), path, query, Headers(fields)))


def _patch_httpx() -> Restore:
    import httpx

    from . import with_httpx

    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def find(request: httpx.Request) -> Channel | None:
        found = find_line(request.url.host)
        if isinstance(found, Interceptor):
            fields = with_httpx.fields_of(request)
            sentence = _refuse(found, request.url.host, request.method, with_httpx.target_of(request), fields)
            raise httpx.ConnectError(sentence, request=request)
        return found

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        line = find(request)
        return send(transport, request) if line is None else with_httpx.answer(line, request)

    async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        line = find(request)
        return await (send_async(transport, request) if line is None else with_httpx.respond_async(line, request))

    undo = _replace(httpx.HTTPTransport, "handle_request", handle_request)
    undo_async = _replace(httpx.AsyncHTTPTransport, "handle_async_request", handle_async_request)

    def restore() -> None:
        undo()
        undo_async()

    return restore


def _patch_urllib3() -> Restore:
    """requests calls `urlopen`, too."""
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
        found = None if isinstance(pool, with_urllib3.ChannelPool) else find_line(host)
        if isinstance(found, Channel):
            options_of_pool = {"headers": pool.headers, "retries": pool.retries, "timeout": pool.timeout}
            pool = with_urllib3.ChannelPool(found, str(pool.scheme), host, pool.port, **options_of_pool)
        elif found is not None:
            sentence = _refuse(found, host, method, with_urllib3.target_of(url), [("Host", host)])
            raise MaxRetryError(pool, url, NewConnectionError(HTTPConnection(host), sentence))
        return send(pool, method, url, *rest, **options)  # type: ignore[arg-type]  # whatever the caller gave

    return _replace(urllib3.HTTPConnectionPool, "urlopen", urlopen)


def _replace(owner: type, name: str, function: Callable[..., object]) -> Restore:
    original = getattr(owner, name)
    setattr(owner, name, function)
    return lambda: setattr(owner, name, original)


_PATCHES: dict[str, Callable[[], Restore]] = {"httpx": _patch_httpx, "urllib3": _patch_urllib3}
