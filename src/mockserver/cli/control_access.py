"""Who may use the control API of a server, as its options say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from ..openapi.errors import OptionError
from ..server.guard import Guard, is_loopback, make_token
from .serve_options import ServeOptions

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")  # in lower case; RFC 1123 §2.1, and _, which is in common use
_TOKEN = re.compile(r"[!-~]+")  # what a header field and a cookie carry unchanged


def make_guard(options: ServeOptions, *, tell: Callable[[str], None]) -> Guard:
    """Return the rules that the options ask for. A server that others can reach gets a token in any case.

    Raises `OptionError` if a value could never match what a request sends.
    """
    if options.control_token is not None and not _TOKEN.fullmatch(options.control_token):
        raise OptionError("--control-token: a token is printable ASCII without spaces, so that a header can carry it")
    token = options.control_token or (None if is_loopback(options.host) else make_token())
    hosts = frozenset((_as_host_field(options.host), *map(_read_host, options.allowed_hosts)))
    return Guard(hosts, read_origins("--control-origin", options.control_origins), token, tell)


def _as_host_field(name: str) -> str:
    """Return a host as requests name it: lower-case, an IPv6 address in brackets (RFC 3986 §3.2.2)."""
    name = name.lower().removesuffix(".").removeprefix("[").removesuffix("]")
    return f"[{name}]" if ":" in name else name


def _read_host(word: str) -> str:
    """Return an `--allowed-host` as requests name it. Raises `OptionError` if no request can."""
    host = _as_host_field(word)
    if not _NAME.fullmatch(host) and not _is_address(host):
        allowed = "a host name or address without scheme, port or *, such as mock.internal"
        raise OptionError(f"--allowed-host {word}: is not {allowed}")
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def read_origins(name: str, words: Sequence[str]) -> frozenset[str]:
    """Return the origins that an option names. Raises `OptionError` if one is not an origin."""
    for word in words:
        scheme, _, rest = word.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest:
            raise OptionError(f"{name} {word}: an origin is a scheme and a host, such as http://localhost:3000")
    return frozenset(words)
