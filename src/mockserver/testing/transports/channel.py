"""A channel to one API in one world, in process. Every transport sends its requests through one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from copy import copy

from ...engine.exchanges import Exchange
from ...engine.fault_kinds import Fault
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


def find_fault(exchange: Exchange, timeout: float | None) -> Fault | None:
    """The fault that a client sees instead of the response. A delay longer than its timeout is a timeout."""
    if exchange.fault is None and timeout is not None and exchange.delay > timeout:
        return "timeout"
    return exchange.fault
