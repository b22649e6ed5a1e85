"""Who may use the control API of a server, as its options say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..openapi.errors import OptionError
from ..server.guard import Guard, is_loopback, make_token
from .serve_options import ServeOptions


def make_guard(options: ServeOptions, *, tell: Callable[[str], None]) -> Guard:
    """Return the rules that the options ask for. A server that others can reach gets a token in any case.

    Raises `OptionError` if `--control-origin` is not an origin.
    """
    token = options.control_token or (None if is_loopback(options.host) else make_token())
    hosts = frozenset(map(_as_host_field, (options.host, *options.allowed_hosts)))
    return Guard(hosts, read_origins("--control-origin", options.control_origins), token, tell)


def _as_host_field(name: str) -> str:
    """Return a host as requests name it: lower-case, an IPv6 address in brackets (RFC 3986 §3.2.2)."""
    name = name.lower().removesuffix(".").removeprefix("[").removesuffix("]")
    return f"[{name}]" if ":" in name else name


def read_origins(name: str, words: Sequence[str]) -> frozenset[str]:
    """Return the origins that an option names. Raises `OptionError` if one is not an origin."""
    for word in words:
        scheme, _, rest = word.partition("://")
        if scheme not in ("http", "https") or not rest or "/" in rest:
            raise OptionError(f"{name} {word}: an origin is a scheme and a host, such as http://localhost:3000")
    return frozenset(words)
