"""A channel to one API in one world, in process. Every transport sends its requests through one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy

from ...engine.exchanges import Exchange
from ...engine.faults.fault import FaultName
from ...engine.faults.slow import iter_drips
from ...engine.faults.truncated import truncate
from ...engine.worlds.worlds import PATH_PREFIX
from ...openapi.messages import Headers, Request
from ...openapi.rules import Violation
from ...server.reading import DEFAULT_MAX_BODY, decode_body
from .addresses import plain_host

Respond = Callable[[Request, Sequence[Violation]], Exchange]


class UnknownHost(Exception):
    """A client that is bound to one API sent a request to another host."""


class Channel:
    """Sends requests to one API, under the addresses that a client uses."""

    def __init__(self, respond: Respond, name: str, world: str, prefix: str, hosts: Iterable[str]) -> None:
        self.name = name  # "intercom"
        self.hosts = frozenset(hosts)  # {"api.intercom.io"}
        self._respond = respond
        self._above = ""  # what comes before the path in the API: "/v2"
        self._base = f"{PATH_PREFIX}{world}{prefix}"  # "/_w/test_rename-1/intercom"

    def below(self, base_path: str) -> Channel:
        """Return a channel for targets that begin with a base path, which the API does not know."""
        other = copy(self)
        other._above = base_path
        return other

    def responding(self, respond: Respond) -> Channel:
        """Return a channel whose requests, as they were sent, get their exchange from `respond`."""
        other = copy(self)
        other._respond, other._base = respond, ""
        return other

    def send(self, method: str, host: str, target: str, fields: Iterable[tuple[str, str]], body: bytes) -> Exchange:
        """Send a request for `target`, `/data_connectors?per_page=5`, on `host`, and return the exchange.

        Raises `UnknownHost` if the API is not at that host.
        """
        if plain_host(host) not in self.hosts:
            known = ", ".join(sorted(self.hosts))
            raise UnknownHost(f"this client is bound to {self.name} ({known}) and was sent to {host}")
        path, _, query = target.partition("?")
        headers = Headers(fields)
        early: list[Violation] = []
        if "content-encoding" in headers:
            body, early = decode_body(headers, body, DEFAULT_MAX_BODY)
        path = path.removeprefix(self._above)
        path = self._base + (path if path.startswith("/") else "/" + path)
        return self._respond(Request(method.upper(), path, query, headers, body), early)


def find_fault(exchange: Exchange, timeout: float | None) -> FaultName | None:
    """The fault that a client sees. A delay longer than its timeout is a timeout, and so is one between two bytes."""
    if timeout is not None and (exchange.delay > timeout or (exchange.fault == "slow" and exchange.pace * timeout < 1)):
        return "timeout"
    return exchange.fault


def iter_sent(exchange: Exchange) -> Iterator[tuple[float, bytes]]:
    """Yield the pieces of a body that a client receives, each with the seconds to wait before it."""
    if exchange.request.method == "HEAD":
        return
    response = exchange.response
    if exchange.fault == "slow":
        yield from iter_drips(response.body, exchange.pace)
    elif exchange.fault == "truncated":
        yield 0.0, truncate(response.body)
    else:
        for piece in response.iter_pieces():
            yield 0.0, piece


def is_cut_off(exchange: Exchange) -> bool:
    """Whether the client waits in vain for the end of the body."""
    return exchange.fault == "truncated" and bool(exchange.response.body) and exchange.request.method != "HEAD"
