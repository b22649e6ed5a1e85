"""Heads of requests, as RFC 9112 wants them: what httptools lets pass and the standard forbids is refused here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ...openapi.rules import quote
from .early_refusal import EarlyRefusal

Fields = Sequence[tuple[bytes, bytes]]  # names in lower case

METHODS = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT"))
METHOD_LIMIT = 64  # characters
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2
_AUTHORITY = re.compile(  # RFC 3986 §3.2: host and port, without user information
    rb"(?:\[[0-9A-Fa-fv.:]+\]|(?:[0-9A-Za-z._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::([0-9]{0,5}))?"
)
_ABSOLUTE = re.compile(rb"(?i:https?)://([^/?#]*)([^#]*)")  # RFC 9112 §3.2.2
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_RARE = frozenset((b"transfer-encoding", b"expect"))  # fields that few requests have


class Head(NamedTuple):
    """The head of a request as httptools reads it."""

    method: bytes  # b"GET"
    target: bytes  # b"/v1/pets?limit=3"
    http_version: str  # "1.1"
    fields: list[tuple[bytes, bytes]]  # [(b"host", b"localhost:8000")]


def replace_method(data: bytes) -> tuple[bytes, str | None]:
    """Return the beginning of a request with POST for a method that httptools 0.9 does not know, and that method.

    OpenAPI 3.2's `additionalOperations` may have any method. What is not a method is left as it is.
    """
    end = data.find(b" ", 0, METHOD_LIMIT + 1)
    method = data[:end] if end > 0 else b"GET"
    if method in METHODS or not _TOKEN.fullmatch(method):  # RFC 9110 §9.1
        return data, None
    return b"POST" + data[end:], method.decode()


def encode_target(data: bytes) -> bytes:
    """Return what arrived of a request line and what follows it, with each byte beyond ASCII percent-encoded.

    RFC 9112 §3.2 allows none there. Clients send them all the same, and httptools 0.9 refuses them in queries.

    >>> encode_target("GET /größe?q=ü HTTP/1.1\\r\\n\\r\\nü".encode())
    b'GET /gr%C3%B6%C3%9Fe?q=%C3%BC HTTP/1.1\\r\\n\\r\\n\\xc3\\xbc'
    """
    end = data.find(b"\n")
    line, rest = (data, b"") if end < 0 else (data[:end], data[end:])
    return _BEYOND_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + rest


@lru_cache(maxsize=256)
def is_authority(value: bytes) -> bool:
    """Whether a Host field may have this value; it may be empty.

    >>> is_authority(b"api.test:8000"), is_authority(b"[::1]"), is_authority(b"anna@api.test"), is_authority(b"a b")
    (True, True, False, False)
    """
    found = _AUTHORITY.fullmatch(value.strip(b" \t"))
    return found is not None and int(found[1] or 0) < 65536


def is_usual(http_version: str, target: bytes, fields: Fields) -> bool:
    """Whether a head needs no closer look: HTTP/1.1, a path, one Host, and no rare field."""
    hosts = 0
    for name, value in fields:
        if name == b"host":
            hosts += 1
            if not is_authority(value):
                return False
        elif name in _RARE:
            return False
    return hosts == 1 and http_version == "1.1" and target[0] == 47 and b"#" not in target  # 47: a slash


def look_closer(head: Head) -> EarlyRefusal | None:
    """Return what is wrong with a head, or `None`.

    1. The version (RFC 9112 §2.3): 505 for HTTP/2, 400 for HTTP/0.9.
    2. The Host field (§3.2): 400.
    3. The transfer codings (§6.1): 400 where the end of the body is not known, 501 for codings but chunked.
    4. The expectation (RFC 9110 §10.1.1): 417 for any but 100-continue.
    """
    return (
        _check_version(head.http_version)
        or _check_host(head)
        or _check_codings(head)
        or _check_expectation(head.http_version, head.fields)
    )


def read_target(head: Head) -> tuple[bytes, bytes | None] | EarlyRefusal:
    """Return the path and query of a request target, and the authority that takes the place of Host (RFC 9112 §3.2).

    The target `*` of OPTIONS is returned as it is.
    """
    if head.method == b"CONNECT":
        if not is_authority(head.target):
            return EarlyRefusal(400, f"the target of CONNECT is a host and a port, not {_show(head.target)}")
        return EarlyRefusal(405, "CONNECT is for proxies, and this server is not a proxy", (("Allow", ""),))
    if b"#" in head.target:
        return EarlyRefusal(400, f"the request target {_show(head.target)} has a fragment, which no request sends")
    if head.target.startswith(b"/") or (head.target == b"*" and head.method == b"OPTIONS"):
        return head.target, None
    found = _ABSOLUTE.fullmatch(head.target)
    if found is None:
        allowed = "a path such as /v1/pets, or an address such as http://api.test/v1/pets"
        return EarlyRefusal(400, f"the request target {_show(head.target)} is not {allowed}")
    authority, rest = found[1], found[2]
    if not authority.partition(b":")[0] or not is_authority(authority):
        return EarlyRefusal(400, f"the request target {_show(head.target)} does not name a host and a port")
    if not rest and head.method == b"OPTIONS":  # RFC 9112 §3.2.4
        return b"*", authority
    return (rest if rest.startswith(b"/") else b"/" + rest), authority


def write_without_offer(head: Head) -> bytes:
    """Return the bytes of a head without the offer to go on with another protocol (RFC 9110 §7.8)."""
    lines = [b"%s %s HTTP/%s" % (head.method, head.target, head.http_version.encode())]
    for name, value in head.fields:
        if name == b"connection":
            options = [option.strip(b" \t") for option in value.split(b",")]
            value = b", ".join(option for option in options if option.lower() != b"upgrade")
        if name != b"upgrade" and (value or name != b"connection"):
            lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join((*lines, b"", b""))


def _check_version(http_version: str) -> EarlyRefusal | None:
    if http_version in ("1.1", "1.0"):
        return None
    if http_version == "0.9":
        return EarlyRefusal(400, "the request line names no version; this server speaks HTTP/1.1 and HTTP/1.0")
    return EarlyRefusal(505, f"this server speaks HTTP/1.1 and HTTP/1.0, not HTTP/{http_version}")


def _check_host(head: Head) -> EarlyRefusal | None:
    hosts = [value for name, value in head.fields if name == b"host"]
    if len(hosts) > 1 or (not hosts and head.http_version == "1.1"):
        count = f"this one has {len(hosts)}" if hosts else "this one has none"
        return EarlyRefusal(400, f"a request has one Host field (RFC 9112 §3.2); {count}")
    if hosts and not is_authority(hosts[0]):
        allowed = "a host name or address, with or without a port"
        return EarlyRefusal(400, f"the Host field {_show(hosts[0])} is not {allowed}")
    return None


def _check_codings(head: Head) -> EarlyRefusal | None:
    lines = [value for name, value in head.fields if name == b"transfer-encoding"]
    if not lines:
        return None
    codings = [coding.strip(b" \t").lower() for coding in b",".join(lines).split(b",")]
    codings = [coding for coding in codings if coding]
    shown = _show(b", ".join(codings))
    if head.http_version == "1.0":
        return EarlyRefusal(400, "Transfer-Encoding is of HTTP/1.1, and this request is of HTTP/1.0 (RFC 9112 §6.1)")
    if any(name == b"content-length" for name, _ in head.fields):
        return EarlyRefusal(400, "a request has Transfer-Encoding or Content-Length, not both (RFC 9112 §6.3)")
    if not codings or codings[-1] != b"chunked" or codings.count(b"chunked") > 1:
        return EarlyRefusal(
            400, f"the end of a body is known only if chunked is its last coding, once; its codings: {shown}"
        )
    if len(codings) > 1:
        return EarlyRefusal(501, f"the only transfer coding of this server is chunked; those of this body: {shown}")
    return None


def _check_expectation(http_version: str, fields: Fields) -> EarlyRefusal | None:
    if http_version == "1.0":
        return None  # RFC 9110 §10.1.1: ignored
    for name, value in fields:
        if name == b"expect" and value.strip(b" \t").lower() != b"100-continue":
            return EarlyRefusal(417, f"the only expectation that this server meets is 100-continue, not {_show(value)}")
    return None


def _show(value: bytes) -> str:
    return quote(value.decode("latin-1"))
