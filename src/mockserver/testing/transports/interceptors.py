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

from ...engine.exchanges import Exchange
from ...openapi.messages import Headers, Request
from ...openapi.rules import Violation
from .addresses import LOOPBACK, Address, CallTarget, make_target
from .channel import Channel

Refuse = Callable[[str, Request], str]
Misdirect = Callable[[Request, CallTarget, bool], Exchange]
Restore = Callable[[], None]


@dataclass(frozen=True)
class Interceptor:
    """One API that responds at its addresses, and what happens with other calls."""

    channel: Channel
    addresses: tuple[Address, ...]
    base_paths: Sequence[str]  # those of the document, which the engine takes off a path by itself
    rank: Callable[[str, str], int]  # how well the API fits a method and a path; 0: it has the operation
    allow: Sequence[str]  # ("*.example.com",): hosts that calls may go out to
    refuse: Refuse  # records a call to a host that is not allowed, and returns the error message
    misdirect: Misdirect  # records a call to the API's host at another address, and returns the response
    is_lenient: bool = False  # a call to one of the hosts may have any scheme, port and base path

    def find_address(self, target: CallTarget) -> Address | None:
        """Return the address that a call has; of several the one with the longest base path."""
        fitting = (address for address in self.addresses if address.has(target))
        return max(fitting, key=lambda address: len(address.base_path), default=None)

    def open(self, address: Address) -> Channel:
        """Return the channel for calls with one of the addresses."""
        is_known = not address.base_path or address.base_path in self.base_paths
        return self.channel if is_known else self.channel.below(address.base_path)


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


def find_route(target: CallTarget, method: str = "GET") -> Channel | Interceptor | None:
    """Where a call goes.

    1. The channel of the API whose address it has: of several the one with the longest base path, then one that has
       the operation, then the innermost.
    2. The innermost API at that host that is lenient about addresses.
    3. `None` if no interceptor is active, if one allows the host, or if it is this machine: the call goes out.
    4. A channel that says which address was meant, if an API is published at the host.
    5. The innermost interceptor, which refuses the call.
    """
    active = tuple(reversed(_active))
    at_host = [each for each in active if any(address.host == target.host for address in each.addresses)]
    reached = [(each, address) for each in at_host if (address := each.find_address(target)) is not None]
    if reached:
        found, address = min(reached, key=lambda pair: (-len(pair[1].base_path), pair[0].rank(method, target.path)))
        return found.open(address)
    lenient = next((each for each in at_host if each.is_lenient), None)
    if lenient is not None:
        return lenient.channel
    if not active or target.host in LOOPBACK or any(fnmatchcase(target.host, g) for each in active for g in each.allow):
        return None
    return _misdirected(at_host[0], target) if at_host else active[0]


def _misdirected(interceptor: Interceptor, target: CallTarget) -> Channel:
    is_other_server = not any(address.is_server_of(target) for address in interceptor.addresses)

    def respond(request: Request, _: Sequence[Violation]) -> Exchange:
        return interceptor.misdirect(request, target, is_other_server)

    return interceptor.channel.responding(respond)


def _refuse(interceptor: Interceptor, host: str, method: str, target: str, fields: list[tuple[str, str]]) -> str:
    path, _, query = target.partition("?")
    return interceptor.refuse(host, Request(method.upper(), path, query, Headers(fields)))


def _patch_httpx() -> Restore:
    import httpx

    from . import with_httpx

    send, send_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def find(request: httpx.Request) -> Channel | None:
        url = request.url
        path = with_httpx.target_of(request)
        found = find_route(make_target(url.scheme, url.host, url.port, path), request.method.upper())
        if isinstance(found, Interceptor):
            fields = with_httpx.fields_of(request)
            message = _refuse(found, url.host, request.method, path, fields)
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
        parsed = urllib3.util.parse_url(url)
        host = pool.host if url.startswith("/") else parsed.host or pool.host
        scheme, port = (pool.scheme, pool.port) if url.startswith("/") else (parsed.scheme or "http", parsed.port)
        is_ours = isinstance(pool, with_urllib3.ChannelPool)
        target = make_target(str(scheme), host, port, with_urllib3.target_of(url))
        found = None if is_ours else find_route(target, method.upper())
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
