"""The addresses that a document publishes, and which of them a call has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")

_PORTS = {"https": 443, "http": 80}


class CallTarget(NamedTuple):
    """Where a call goes: `https://api.acme.io:8443/v1/books`."""

    scheme: str  # "https"
    host: str  # "api.acme.io", lower-case and without the dot of the root
    port: int
    path: str  # "/v1/books", percent-encoded

    def __str__(self) -> str:
        port = "" if self.port == _PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"


@dataclass(frozen=True)
class Address:
    """One address of an API. What is empty or `None` fits any."""

    host: str  # "api.acme.io"
    scheme: str = ""
    port: int | None = None
    base_path: str = ""  # "/v1"

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None and self.port != _PORTS.get(self.scheme) else ""
        return f"{self.scheme or 'https'}://{self.host}{port}{self.base_path}"

    def is_server_of(self, target: CallTarget) -> bool:
        """Return whether scheme, host and port are those of a call."""
        return (
            self.host == target.host
            and self.scheme in ("", target.scheme)
            and (self.port is None or self.port == target.port)
        )

    def has(self, target: CallTarget) -> bool:
        """Return whether a call has this address: the path begins with the base path, segment by segment."""
        return self.is_server_of(target) and (target.path + "/").startswith(self.base_path + "/")


def make_target(scheme: str, host: str, port: int | None, path: str) -> CallTarget:
    """Return a target; the port is that of the scheme unless one is given."""
    return CallTarget(scheme, plain_host(host), port or _PORTS.get(scheme, 0), path.partition("?")[0] or "/")


def plain_host(host: str) -> str:
    """Return a host as it is compared: lower-case, and without the dot that ends a full name (RFC 3986 §3.2.2)."""
    return host.lower().removesuffix(".")


def list_addresses(servers: Iterable[str], hosts: str | Sequence[str] | None = None) -> tuple[Address, ...]:
    """Return the addresses of `servers`, or those that `hosts` put in their place:

    1. Of `https://api.acme.io/v2`, scheme, host, port and path count.
    2. Of a name, `api.acme.io` or `api.acme.io:8443`, only host and port count.

    >>> [str(address) for address in list_addresses(["https://api.acme.io/v1"])]
    ['https://api.acme.io/v1']
    """
    given = (hosts,) if isinstance(hosts, str) else tuple(hosts or ())
    if not given:
        return tuple(dict.fromkeys(address for url in servers if (address := _read(url)).host))
    return tuple(dict.fromkeys(_read(each if "://" in each else f"//{each}") for each in given))


def _read(url: str) -> Address:
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    return Address(plain_host(parts.hostname or ""), parts.scheme, port, parts.path.rstrip("/"))
