"""One API in one world, asked in process: what every transport leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...engine.exchanges import Exchange, Fault
from ...engine.worlds.worlds import PATH_PREFIX
from ...openapi.messages import Headers, Request
from ...openapi.rules import Violation
from ...server.reading import DEFAULT_MAX_BODY, decode_body

Respond = Callable[[Request, Sequence[Violation]], Exchange]


class UnknownHost(Exception):
    """A client was led to one API and asks another host."""


class Channel:
    """Asks one API, whatever the address a client believes in."""

    def __init__(self, respond: Respond, name: str, world: str, prefix: str, hosts: Iterable[str]) -> None:
        self.name = name  # "intercom"
        self.hosts = frozenset(hosts)  # {"api.intercom.io"}
        self._respond = respond
        self._base = f"{PATH_PREFIX}{world}{prefix}"  # "/_w/test_rename-1/intercom"

    def ask(self, method: str, host: str, target: str, fields: Iterable[tuple[str, str]], body: bytes) -> Exchange:
        """The exchange with a request for `target`, `/data_connectors?per_page=5`, on `host`.

        Raises `UnknownHost` for a host that is not the API's.
        """
        if host not in self.hosts:
            known = ", ".join(sorted(self.hosts))
            raise UnknownHost(f"this client is bound to {self.name} ({known}) and was sent to {host}")
        path, _, query = target.partition("?")
        headers = Headers(fields)
        early: list[Violation] = []
        if "content-encoding" in headers:
            body, early = decode_body(headers, body, DEFAULT_MAX_BODY)
        path = self._base + (path if path.startswith("/") else "/" + path)
        return self._respond(Request(method.upper(), path, query, headers, body), early)


def outcome_of(exchange: Exchange, timeout: float | None) -> Fault | None:
    """What a client sees in place of the answer: a fault, or its own timeout when the answer comes later than that."""
    if exchange.fault is None and timeout is not None and exchange.delay > timeout:
        return "timeout"
    return exchange.fault
