"""Targets, queries and header fields that are made to be read wrongly, to reach files, or to take long."""

from __future__ import annotations

import pytest

from .conversation import LAST, converse, statuses
from .watched_server import WatchedServer


def get(target: bytes, field: bytes = b"Accept: */*") -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n" + field + b"\r\n\r\n" + LAST


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        pytest.param(b"http://localhost/canary", (200,), id="absolute"),
        pytest.param(b"http://user:word@localhost:1/canary", (200, 400), id="absolute-with-a-user"),
        pytest.param(b"http://[::1/canary", (400, 404), id="absolute-with-half-an-address"),
        pytest.param(b"ftp://localhost/canary", (200, 400, 404), id="absolute-of-another-scheme"),
        pytest.param(b"http:canary", (400, 404), id="scheme-without-slashes"),
        pytest.param(b"canary", (400, 404), id="relative"),
        pytest.param(b"//canary", (400, 404), id="two-slashes"),
        pytest.param(b"*", (400, 404, 405), id="asterisk"),
        pytest.param(b"?", (400, 404), id="nothing-but-a-query"),
        pytest.param(b"/canary#part", (200, 400, 404), id="fragment"),
        pytest.param(b"/canary?%", (200, 400), id="percent"),
        pytest.param(b"/canary%", (400, 404), id="percent-at-the-end"),
        pytest.param(b"/canary%0", (400, 404), id="half-a-byte"),
        pytest.param(b"/canary%00", (400, 404), id="null"),
        pytest.param(b"/canary%0d%0aX-A:b", (400, 404), id="line-end"),
        pytest.param(b"/canary%2f", (404,), id="slash"),
        pytest.param(b"/%63anary", (200,), id="letter"),
        pytest.param(b"/canary/%2e%2e/canary", (404,), id="dots-as-escapes"),
        pytest.param(b"/things/../canary", (200, 400, 404), id="dots"),
        pytest.param(b"/canary%ff", (400, 404), id="not-utf-8"),
        pytest.param(b"/canary\xff", (400, 404), id="byte"),
        pytest.param(b"/canary\xc3\xa9", (400, 404), id="letter-beyond-ascii"),
        pytest.param(b"/things/%F0%9F%92%A9", (400, 422), id="symbol"),
        pytest.param(b"/things/" + b"9" * 10_000, (400, 422), id="10000-digits"),
        pytest.param(b"/things/%D9%A1", (400, 422), id="digit-of-another-script"),
        pytest.param(b"/things/1e400", (400, 422), id="beyond-floats"),
        pytest.param(b"/things/-0", (400, 422), id="minus-zero"),
        pytest.param(b"/things/" + str(2**31).encode(), (400, 422), id="beyond-32-bits"),
        pytest.param(b"/things/" + str(2**64 + 1).encode(), (400, 422), id="beyond-64-bits"),
        pytest.param(b"/_w/" + b"a" * 30_000 + b"/canary", (400, 404), id="world-of-30-kB"),
        pytest.param(b"/_w//canary", (200, 400, 404), id="empty-world"),
        pytest.param(b"/_w/", (302, 400, 404), id="no-world"),
        pytest.param(b"/_w", (400, 404), id="no-slash-behind-the-world"),
        pytest.param(b"/_w/../canary", (400, 404), id="world-of-dots"),
        pytest.param(b"/_w/%00/canary", (400, 404), id="world-of-a-null"),
        pytest.param(b"/_w/a%2fb/canary", (400, 404), id="world-with-a-slash"),
        pytest.param(b"/_w/a/_w/b/canary", (400, 404), id="world-in-a-world"),
        pytest.param(b"/_w/a/_mock", (200, 302, 303, 307, 308, 404), id="pages-of-a-world"),
        pytest.param(b"/_w/" + b"a" * 30_000 + b"/_mock/health", (200, 400, 404), id="pages-of-a-world-of-30-kB"),
        pytest.param(b"/_w/\xff/_mock/health", (200, 400, 404), id="pages-of-a-world-of-bytes"),
        pytest.param(b"/_mock/../../../../etc/passwd", (400, 404), id="file-above-the-pages"),
        pytest.param(b"/_mock/static/../../../../../etc/passwd", (400, 404), id="file-above-static-files"),
        pytest.param(b"/_mock/static/..%2f..%2f..%2f..%2fetc%2fpasswd", (400, 404), id="file-by-escapes"),
        pytest.param(b"/_mock/static//etc/passwd", (400, 404), id="file-by-its-path"),
        pytest.param(b"/_mock/ui/..%5c..%5cetc%5cpasswd", (400, 404), id="file-by-backslashes"),
        pytest.param(b"/_mock/%00", (400, 404), id="page-of-a-null"),
        pytest.param(b"/_mock/" + b"a/" * 15_000, (400, 404), id="page-15000-deep"),
        pytest.param(b"/_mock/requests?limit=" + b"9" * 5_000, (200, 400, 404, 422), id="limit-of-5000-digits"),
    ],
)
def test_target(watched: WatchedServer, target: bytes, wanted: tuple[int, ...]) -> None:
    with watched.attack():
        response = converse(watched, get(target))[0]
        assert response.status in wanted
        assert b"root:" not in response.body
        assert b"Traceback" not in response.body
        assert len(response.body) < 5_000


@pytest.mark.parametrize(
    "search",
    [
        pytest.param(b"filter[name]=x", id="as-documented"),
        pytest.param(b"filter" + b"[a]" * 10_000 + b"=x", id="deep-object"),
        pytest.param(b"&".join(b"filter[%d]=x" % n for n in range(5_000)), id="wide-object"),
        pytest.param(b"filter[name]=x&" * 4_000, id="key-4000-times"),
        pytest.param(b"filter[=x&filter]=x&filter[]=x&[filter]=x", id="broken-brackets"),
        pytest.param(b"filter=" + b"[" * 30_000, id="brackets"),
        pytest.param(b"&".join(b"tags=%d" % n for n in range(8_000)), id="8000-items"),
        pytest.param(b"tags=" + b"1," * 20_000, id="commas"),
        pytest.param(b"tags=" + b"9" * 60_000, id="long-number"),
        pytest.param(b"tags=%00%01%ff", id="bytes"),
        pytest.param(b"word=" + b"a" * 40 + b"!", id="backtracking"),
        pytest.param(b"word=" + b"a" * 60_000 + b"!", id="backtracking-at-length"),
        pytest.param(b"word=" + b"%61" * 20_000, id="escapes"),
        pytest.param(b"%77ord=" + b"%" * 60_000, id="percents"),
        pytest.param(b"=&" * 30_000, id="empty-names"),
    ],
)
def test_query(watched: WatchedServer, search: bytes) -> None:
    with watched.attack():
        assert statuses(converse(watched, get(b"/search?" + search)))[0] in (200, 400, 422, 431)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        pytest.param(b"X-Word: " + b"a" * 40 + b"!", (400, 422), id="backtracking"),
        pytest.param(b"X-Word: " + b"a" * 60_000 + b"!", (400, 422), id="backtracking-at-length"),
        pytest.param(b"X-Name: " + b"\xff" * 60_000, (400, 422), id="bytes"),
        pytest.param(b"X-Name: e" + "\u0301".encode() * 10_000, (400, 422), id="accents-on-one-letter"),
        pytest.param(b"Mock-World: " + b"a" * 60_000, (400,), id="world-of-60-kB"),
        pytest.param(b"Mock-World: a/../b", (400,), id="world-of-dots"),
        pytest.param(b"Mock-World: \xff", (400,), id="world-of-a-byte"),
        pytest.param(b"Authorization: " + b"a" * 60_000, (200,), id="credentials-of-60-kB"),
        pytest.param(b"Authorization: Basic " + b"=" * 60_000, (200,), id="broken-base64"),
        pytest.param(b"Origin: http://[", (200, 400), id="half-an-origin"),
        pytest.param(b"Content-Type: " + b"a/b;" * 15_000, (200, 400, 415), id="parameters-of-a-type"),
        pytest.param(b"Expect: 200-ok", (200, 417), id="expectation"),
        pytest.param(b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA", (200,), id="http-2"),
        pytest.param(b"Upgrade: websocket\r\nConnection: Upgrade", (200, 400), id="websocket"),
        pytest.param(b"Range: bytes=0-0,0-0,0-0", (200, 206), id="ranges"),
        pytest.param(b"If-None-Match: " + b'"a",' * 15_000, (200, 304), id="etags"),
    ],
)
def test_field(watched: WatchedServer, field: bytes, wanted: tuple[int, ...]) -> None:
    with watched.attack():
        assert statuses(converse(watched, get(b"/search", field)))[0] in wanted
