"""The addresses that a document publishes, and which of them a call has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import urlsplit

from ...openapi.errors import SandboxError

LOOPBACK = ("localhost", "127.0.0.1", "::1")

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[^\s*?/@\[\]]+")


class CallTarget(NamedTuple):
    """Where a call goes: `https://api.acme.io:8443/v1/books`."""

    scheme: str  # "https"
    host: str  # "api.acme.io", lower-case and without the dot of the root
    port: int
    path: str  # "/v1/books", percent-encoded

    def __str__(self) -> str:
        port = "" if self.port == _PORTS.get(self.scheme) else f":{self.port}"
        return f"{self.scheme}://{_bracketed(self.host)}{port}{self.path}"


@dataclass(frozen=True)
class Address:
    """One address of an API. What is empty or `None` fits any."""

    host: str  # "api.acme.io"
    scheme: str = ""
    port: int | None = None
    base_path: str = ""  # "/v1"

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None and self.port != _PORTS.get(self.scheme) else ""
        return f"{self.scheme or 'https'}://{_bracketed(self.host)}{port}{self.base_path}"

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
    """Return a host as it is compared: lower-case, without the dot that ends a full name (RFC 3986 §3.2.2), and
    without the brackets of an IPv6 address.
    """
    return host.lower().removesuffix(".").removeprefix("[").removesuffix("]")


def list_addresses(servers: Iterable[str], hosts: str | Sequence[str] | None = None) -> tuple[Address, ...]:
    """Return the addresses of `servers`, or those that `hosts` put in their place:

    1. Of `https://api.acme.io/v2`, scheme, host, port and path count.
    2. Of a name, `api.acme.io` or `api.acme.io:8443`, only host and port count.

    Raises `SandboxError` if `hosts` has anything else. Servers that are not URLs with a host are left out.

    >>> [str(address) for address in list_addresses(["https://api.acme.io/v1"])]
    ['https://api.acme.io/v1']
    """
    given = (hosts,) if isinstance(hosts, str) else tuple(hosts or ())
    if given:
        return tuple(dict.fromkeys(_read_given(each) for each in given))
    published = (_read(url) for url in servers)
    return tuple(dict.fromkeys(address for address in published if address is not None and address.host))


def _read_given(words: str) -> Address:
    """Raises `SandboxError` if the words name no host."""
    with_slashes = f"//[{words}]" if _is_ipv6(words) else words if "://" in words else f"//{words}"
    address = _read(with_slashes)
    if address is None or not _HOST.fullmatch(address.host) or address.scheme not in ("", *_PORTS):
        raise SandboxError(
            f"host={words!r} is not a host or an address; write api.acme.io, api.acme.io:8443, [::1]:8443 or "
            "https://api.acme.io/v2, with a port from 1 to 65535"
        )
    return address


def _read(url: str) -> Address | None:
    """Return the address of a URL, `None` if it cannot be read."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # the port is not a number, or brackets have no IPv6 address between them
        return None
    if port == 0:
        return None
    return Address(
        plain_host(parts.hostname or ""), parts.scheme, port or _PORTS.get(parts.scheme), parts.path.rstrip("/")
    )


def _is_ipv6(words: str) -> bool:
    try:
        IPv6Address(words)
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    """Return a host as it is in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
