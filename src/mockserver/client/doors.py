"""The two ways to a server: httpx's synchronous client and its asynchronous one. All else is written once.

An address may be that of the server, `http://127.0.0.1:8000`, or one that names a world, such as a sandbox's `api.url`:
`http://127.0.0.1:53124/_w/test_first-1/intercom`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import urlsplit

try:
    import httpx
except ModuleNotFoundError:
    raise ImportError("mockserver.client needs httpx; pip install 'openapi-mockserver[client]'") from None

from .errors import Unreachable, WrongValue
from .exchanging import ControlRequest, ControlResponse, Steps

T = TypeVar("T")

TIMEOUT = 30.0  # seconds for an answer; the first may take some, because the server builds its control API
DEFAULT_WORLD = "default"
_WORLD = re.compile(r"/_w/([^/]+)")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ServerAddress(NamedTuple):
    """Where a server is."""

    server: str  # "http://127.0.0.1:8000"
    prefix: str  # "/_w/test_first-1" if the address names a world, else empty
    world: str  # "test_first-1" or "default"


def read_address(text: str) -> ServerAddress:
    """Take an address apart. Raises `WrongValue` if it is no http(s) address."""
    try:
        parts = urlsplit(text)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or True)
    except ValueError:  # half an IPv6 address, or a port that is no number
        is_usable = False
    if not is_usable:
        raise WrongValue(f"{text!r} is not the address of a server; write it like http://127.0.0.1:8000")
    named = _WORLD.match(parts.path)
    prefix, world = (named[0], named[1]) if named else ("", DEFAULT_WORLD)
    return ServerAddress(f"{parts.scheme}://{parts.netloc}", prefix, world)


class SyncDoor:
    """Sends requests with an `httpx.Client`."""

    def __init__(self, base_url: str, token: str | None, timeout: float) -> None:
        self.address = read_address(base_url)
        self._timeout = timeout
        self._client = httpx.Client(**_read_options(self.address, token, timeout))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def run(self, steps: Steps[T]) -> T:
        """Send the requests of a verb, and return its result."""
        with closing(steps):
            try:
                request = next(steps)
                while True:
                    request = steps.send(self._send(request))
            except StopIteration as end:
                return cast("T", end.value)

    def _send(self, request: ControlRequest) -> ControlResponse:
        with _telling(self.address):
            response = self._client.request(**_read_request(self.address, request, self._timeout))
        return _read_response(self.address, response)

    @contextmanager
    def open_stream(self, request: ControlRequest) -> Iterator[tuple[ControlResponse, Iterator[bytes]]]:
        """Send a request whose response may have no end: its status, and its bytes as they come."""
        sent = _read_request(self.address, request, self._timeout)
        with _telling(self.address), self._client.stream(**sent) as response:
            content = b"" if response.is_success else response.read()
            yield _read_response(self.address, response, content), response.iter_bytes()


class AsyncDoor:
    """Sends requests with an `httpx.AsyncClient`."""

    def __init__(self, base_url: str, token: str | None, timeout: float) -> None:
        self.address = read_address(base_url)
        self._timeout = timeout
        self._client = httpx.AsyncClient(**_read_options(self.address, token, timeout))

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def run(self, steps: Steps[T]) -> T:
        """Send the requests of a verb, and return its result."""
        with closing(steps):
            try:
                request = next(steps)
                while True:
                    request = steps.send(await self._send(request))
            except StopIteration as end:
                return cast("T", end.value)

    async def _send(self, request: ControlRequest) -> ControlResponse:
        with _telling(self.address):
            response = await self._client.request(**_read_request(self.address, request, self._timeout))
        return _read_response(self.address, response)

    @asynccontextmanager
    async def open_stream(self, request: ControlRequest) -> AsyncIterator[tuple[ControlResponse, AsyncIterator[bytes]]]:
        """Send a request whose response may have no end: its status, and its bytes as they come."""
        sent = _read_request(self.address, request, self._timeout)
        with _telling(self.address):
            async with self._client.stream(**sent) as response:
                content = b"" if response.is_success else await response.aread()
                yield _read_response(self.address, response, content), response.aiter_bytes()


# what both doors do


def _read_options(address: ServerAddress, token: str | None, timeout: float) -> dict[str, Any]:
    """The options of an httpx client. No proxy stands between this machine and itself."""
    headers = {"Accept": "application/json, application/problem+json;q=0.9, */*;q=0.1"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    is_here = urlsplit(address.server).hostname in _LOOPBACK
    return {"headers": headers, "timeout": timeout, "trust_env": not is_here}


def _read_request(address: ServerAddress, request: ControlRequest, timeout: float) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": f"{address.server}{address.prefix}/_mock{request.path}",
        "params": list(request.query) or None,
        "headers": list(request.headers),
        "content": request.body,
        "timeout": timeout + request.wait,
    }


def _read_response(address: ServerAddress, response: httpx.Response, content: bytes | None = None) -> ControlResponse:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = response.content if content is None else content
    return ControlResponse(address.server, response.status_code, media_type, body)


@contextmanager
def _telling(address: ServerAddress) -> Iterator[None]:
    """Say in one sentence what httpx says in an exception of its own."""
    server = address.server
    try:
        yield
    except httpx.ConnectError as reason:
        raise Unreachable(f"there is no server at {server}: {reason}; `mockserver serve` prints its address") from None
    except httpx.TimeoutException:
        raise Unreachable(f"{server} did not answer in time; Control(…, timeout=SECONDS) waits longer") from None
    except httpx.HTTPError as reason:
        said = str(reason) or type(reason).__name__
        raise Unreachable(f"the connection to {server} broke before the answer was complete: {said}") from None
    except (httpx.InvalidURL, UnicodeError) as reason:
        raise WrongValue(f"the request cannot be sent: {reason}") from None
