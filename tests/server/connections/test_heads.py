"""Heads of requests that httptools lets pass and RFC 9112 forbids, and targets in their four forms."""

from __future__ import annotations

import pytest

from mockserver.server.connections.early_refusal import EarlyRefusal
from mockserver.server.connections.heads import (
    Head,
    is_authority,
    is_usual,
    look_closer,
    read_target,
    replace_method,
    write_without_offer,
)

HOST = (b"host", b"localhost:8000")
CHUNKED = (b"transfer-encoding", b"chunked")


def head(
    *fields: tuple[bytes, bytes], version: str = "1.1", target: bytes = b"/pets?a=1", method: bytes = b"GET"
) -> Head:
    return Head(method, target, version, list(fields))


@pytest.mark.parametrize(
    ("value", "is_right"),
    [
        (b"", True),
        (b"localhost", True),
        (b"api.test:8000", True),
        (b"api.test:", True),
        (b"127.0.0.1:80", True),
        (b"[::1]", True),
        (b"[::1]:8000", True),
        (b" api.test\t", True),
        (b"under_score.test", True),
        (b"a%20b.test", True),
        (b"a b", False),
        (b"api.test:80x", False),
        (b"api.test:65536", False),
        (b"api.test:8000000000000", False),
        (b"anna@api.test", False),
        (b"api.test/path", False),
        (b"http://api.test", False),
        (b"::1", False),
        (b"[::1", False),
        (b"[::1]x", False),
        (b"[x]", False),
        (b"a%2.test", False),
        (b"a\x00b", False),
        ("bücher.test".encode(), False),
    ],
)
def test_authorities(value: bytes, is_right: bool) -> None:
    assert is_authority(value) is is_right


@pytest.mark.parametrize(
    ("read", "status"),
    [
        pytest.param(head(HOST), None, id="usual"),
        pytest.param(head(version="1.0"), None, id="http-1.0-without-host"),
        pytest.param(head(HOST, version="1.0"), None, id="http-1.0"),
        pytest.param(head((b"host", b"")), None, id="empty-host"),
        pytest.param(head(), 400, id="no-host"),
        pytest.param(head(HOST, HOST), 400, id="host-twice"),
        pytest.param(head(HOST, (b"host", b"other.test")), 400, id="two-hosts"),
        pytest.param(head(HOST, HOST, version="1.0"), 400, id="http-1.0-host-twice"),
        pytest.param(head((b"host", b"a b")), 400, id="invalid-host"),
        pytest.param(head((b"host", b"a/b"), version="1.0"), 400, id="http-1.0-invalid-host"),
        pytest.param(head(HOST, version="0.9"), 400, id="http-0.9"),
        pytest.param(head(HOST, version="2.0"), 505, id="http-2.0"),
        pytest.param(head(HOST, CHUNKED), None, id="chunked"),
        pytest.param(head(HOST, (b"transfer-encoding", b", CHUNKED \t,")), None, id="chunked-in-a-list"),
        pytest.param(head(HOST, (b"transfer-encoding", b"gzip, chunked")), 501, id="gzip"),
        pytest.param(head(HOST, (b"transfer-encoding", b"gzip"), CHUNKED), 501, id="gzip-in-a-line-of-its-own"),
        pytest.param(head(HOST, (b"transfer-encoding", b"tea, chunked")), 501, id="unknown-coding"),
        pytest.param(head(HOST, (b"transfer-encoding", b"gzip")), 400, id="not-chunked"),
        pytest.param(head(HOST, (b"transfer-encoding", b"")), 400, id="no-coding"),
        pytest.param(head(HOST, (b"transfer-encoding", b"chunked, gzip")), 400, id="chunked-is-not-last"),
        pytest.param(head(HOST, CHUNKED, CHUNKED), 400, id="chunked-twice"),
        pytest.param(head(HOST, CHUNKED, (b"content-length", b"1")), 400, id="chunked-and-a-length"),
        pytest.param(head(HOST, CHUNKED, version="1.0"), 400, id="http-1.0-chunked"),
        pytest.param(head(HOST, (b"expect", b"100-Continue")), None, id="100-continue"),
        pytest.param(head(HOST, (b"expect", b"200-ok")), 417, id="another-expectation"),
        pytest.param(head(HOST, (b"expect", b"200-ok"), version="1.0"), None, id="http-1.0-expectation"),
    ],
)
def test_heads(read: Head, status: int | None) -> None:
    refusal = look_closer(read)
    assert (None if refusal is None else refusal.status) == status
    if refusal is not None:
        assert not is_usual(read.http_version, read.target, read.fields)


@pytest.mark.parametrize(
    ("read", "is_right"),
    [
        (head(HOST), True),
        (head(HOST, (b"accept", b"*/*")), True),
        (head(HOST, CHUNKED), False),
        (head(HOST, version="1.0"), False),
        (head(HOST, target=b"*"), False),
        (head(HOST, target=b"http://a/"), False),
        (head(HOST, target=b"/a#b"), False),
    ],
)
def test_what_needs_no_closer_look(read: Head, is_right: bool) -> None:
    assert is_usual(read.http_version, read.target, read.fields) is is_right


@pytest.mark.parametrize(
    ("method", "target", "path", "authority"),
    [
        pytest.param(b"GET", b"/a?b", b"/a?b", None, id="path"),
        pytest.param(b"GET", b"//a", b"//a", None, id="two-slashes"),
        pytest.param(b"GET", b"http://api.test/a?b", b"/a?b", b"api.test", id="address"),
        pytest.param(b"GET", b"HTTPS://api.test:443/", b"/", b"api.test:443", id="https"),
        pytest.param(b"GET", b"http://[::1]:1/a", b"/a", b"[::1]:1", id="ipv6"),
        pytest.param(b"GET", b"http://api.test", b"/", b"api.test", id="no-path"),
        pytest.param(b"GET", b"http://api.test?a", b"/?a", b"api.test", id="no-path-and-a-query"),
        pytest.param(b"OPTIONS", b"http://api.test/", b"/", b"api.test", id="options-of-a-path"),
        pytest.param(b"OPTIONS", b"http://api.test", b"*", b"api.test", id="options-of-a-server"),
        pytest.param(b"OPTIONS", b"*", b"*", None, id="asterisk"),
    ],
)
def test_targets(method: bytes, target: bytes, path: bytes, authority: bytes | None) -> None:
    assert read_target(head(HOST, method=method, target=target)) == (path, authority)


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        pytest.param(b"GET", b"*", 400, id="asterisk"),
        pytest.param(b"GET", b"pets", 400, id="no-slash"),
        pytest.param(b"GET", b"/a#b", 400, id="fragment"),
        pytest.param(b"GET", b"http://api.test/a#b", 400, id="fragment-of-an-address"),
        pytest.param(b"GET", b"ftp://api.test/a", 400, id="another-scheme"),
        pytest.param(b"GET", b"http:///a", 400, id="no-host"),
        pytest.param(b"GET", b"http://:80/a", 400, id="port-without-a-host"),
        pytest.param(b"GET", b"http://anna:word@api.test/a", 400, id="user"),
        pytest.param(b"GET", b"http://api.test:99999/a", 400, id="port"),
        pytest.param(b"CONNECT", b"api.test:443", 405, id="connect"),
        pytest.param(b"CONNECT", b"/a", 400, id="connect-to-a-path"),
    ],
)
def test_targets_that_are_refused(method: bytes, target: bytes, status: int) -> None:
    refusal = read_target(head(HOST, method=method, target=target))
    assert isinstance(refusal, EarlyRefusal) and refusal.status == status


@pytest.mark.parametrize(
    ("data", "method"),
    [
        (b"GET / HTTP/1.1", None),
        (b"BREW / HTTP/1.1", "BREW"),
        (b"B" * 64 + b" / HTTP/1.1", "B" * 64),
        (b"B" * 65 + b" / HTTP/1.1", None),
        (b"B[]W / HTTP/1.1", None),
        (b" / HTTP/1.1", None),
        (b"\r\nBREW / HTTP/1.1", None),
        (b"BRE", None),
        (b"", None),
    ],
)
def test_unknown_methods_are_replaced(data: bytes, method: str | None) -> None:
    assert replace_method(data) == ((b"POST / HTTP/1.1" if method else data), method)


def test_an_offer_of_another_protocol_is_left_out() -> None:
    """Java's client sends it with each request."""
    fields = ((b"connection", b"Upgrade, close, HTTP2-Settings"), (b"upgrade", b"h2c"), (b"content-length", b"2"))
    assert write_without_offer(head(HOST, *fields)) == (
        b"GET /pets?a=1 HTTP/1.1\r\nhost: localhost:8000\r\n"
        b"connection: close, HTTP2-Settings\r\ncontent-length: 2\r\n\r\n"
    )
    assert b"connection" not in write_without_offer(head(HOST, (b"connection", b"upgrade"), (b"upgrade", b"h2c")))
