"""Requests with parts of any size: each is refused or read, and costs little."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from .conftest import ATTACKED
from .conversation import LAST, converse, read_responses, read_to_the_end, send_until_refused, statuses
from .watched_server import WatchedServer

MAX_BODY = 1_000_000
OPTIONS = (str(ATTACKED), "--max-body", str(MAX_BODY))
MB = 1_000_000
FAR_TOO_MUCH = 64 * MB  # a server that reads so much of one request would read it without end

HOST = b"Host: localhost\r\n"
GET = b"GET /canary HTTP/1.1\r\n" + HOST
POST = b"POST /any HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def get(target: bytes, *fields: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + b"\r\n"


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        pytest.param(get(b"/" + b"a" * 70_000), (400, 404, 414, 431), id="target-of-70-kB"),
        pytest.param(get(b"/" + b"a" * 1_500_000), (400, 404, 414, 431), id="target-of-1.5-MB"),
        pytest.param(get(b"/canary?" + b"a=b&" * 15_000), (200, 400, 414, 431), id="query-of-60-kB"),
        pytest.param(
            b"A" * 70_000 + b" /canary HTTP/1.1\r\n" + HOST + b"\r\n", (400, 405, 431, 501), id="method-of-70-kB"
        ),
        pytest.param(get(b"/canary", b"X-A: " + b"a" * 70_000), (400, 431), id="field-of-70-kB"),
        pytest.param(get(b"/canary", b"X-A: " + b"a" * 1_500_000), (400, 431), id="field-of-1.5-MB"),
        pytest.param(get(b"/canary", b"a" * 70_000 + b": b"), (400, 431), id="name-of-70-kB"),
        pytest.param(get(b"/canary", *[b"X-%d: b" % n for n in range(10_000)]), (400, 431), id="10000-fields"),
        pytest.param(get(b"/canary", *[b"A:"] * 200_000), (400, 431), id="200000-fields-of-one-byte"),
        pytest.param(get(b"/canary", *[b"Accept: a/b"] * 5_000), (200, 400, 431), id="5000-fields-of-one-name"),
        pytest.param(get(b"/canary", b"Accept: " + b"a/b;q=0.1," * 6_000), (200, 400, 431), id="6000-media-ranges"),
        pytest.param(get(b"/canary", b"Cookie: " + b"a=b;" * 15_000), (200, 400, 431), id="15000-cookies"),
        pytest.param(get(b"/canary", b"Prefer: " + b"a=b," * 15_000), (200, 400, 431), id="15000-preferences"),
        pytest.param(get(b"/canary", b"Prefer: " + b'a="' * 15_000), (200, 400, 431), id="15000-quotes"),
        pytest.param(
            CHUNKED + b"1;" + b"a" * MB + b"\r\n1\r\n0\r\n\r\n", (201, 400, 413), id="chunk-extension-of-1-MB"
        ),
        pytest.param(
            CHUNKED + b"1\r\n1\r\n0\r\n" + b"A: b\r\n" * 100_000 + b"\r\n", (201, 400, 413, 431), id="100000-trailers"
        ),
        pytest.param(CHUNKED + b"1;a=b\r\n1\r\n" * (MB + 1), (400, 413), id="a-million-chunks-with-extensions"),
        pytest.param(
            POST + b"Content-Length: %d\r\n\r\n" % (2 * MB) + b"1" * 2 * MB, (413,), id="body-beyond-the-limit"
        ),
    ],
)
def test_size(watched: WatchedServer, sent: bytes, wanted: tuple[int, ...]) -> None:
    with watched.attack():
        assert statuses(converse(watched, sent + LAST))[0] in wanted


def endless(start: bytes, piece: bytes) -> Iterator[bytes]:
    many = piece * (65_536 // len(piece) or 1)
    return chain([start], repeat(many, FAR_TOO_MUCH // len(many)))


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        pytest.param(b"", b"A", id="method"),
        pytest.param(b"GET /", b"a", id="target"),
        pytest.param(b"GET / HTTP/1.", b"1", id="version"),
        pytest.param(GET, b"A", id="name"),
        pytest.param(GET + b"X-A: ", b"a", id="value"),
        pytest.param(GET, b"X-A: b\r\n", id="fields"),
        pytest.param(b"", b"\r\n", id="empty-lines"),
        pytest.param(CHUNKED, b"0", id="chunk-size"),
        pytest.param(CHUNKED + b"1;", b"a", id="chunk-extension"),
        pytest.param(CHUNKED + b"0\r\n", b"X-A: b\r\n", id="trailers"),
        pytest.param(CHUNKED, b"1\r\n1\r\n", id="chunks"),
        pytest.param(CHUNKED + b"FFFFFFFF\r\n", b"1", id="one-chunk"),
        pytest.param(POST + b"Content-Length: 9999999999\r\n\r\n", b"1", id="body"),
    ],
)
def test_what_never_ends(watched: WatchedServer, start: bytes, piece: bytes) -> None:
    """The server refuses long before the memory is full."""
    with watched.attack(), watched.connect() as connection:
        assert send_until_refused(connection, endless(start, piece)) < FAR_TOO_MUCH
        assert all(400 <= response.status < 500 for response in read_responses(read_to_the_end(connection)))
