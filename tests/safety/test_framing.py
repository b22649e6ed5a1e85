"""Requests whose end, fields or version two servers may read in different ways (RFC 9112 §6.3, §11.2).

Each is refused, or read in the one way that the standard gives it. After a refusal the connection is closed, so that
bytes of a body are never read as a request.
"""

from __future__ import annotations

import pytest

from .conversation import LAST, converse, statuses
from .watched_server import WatchedServer

HOST = b"Host: localhost\r\n"
POST = b"POST /any HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
REFUSED = ((400,),)  # and what follows is not read
READ = ((201, 200),)  # the request, and the last one behind it


def post(*fields: bytes, body: bytes = b"null") -> bytes:
    return POST + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def chunked(body: bytes, *fields: bytes) -> bytes:
    return post(b"Transfer-Encoding: chunked", *fields, body=body)


LENGTH, CHUNKED = b"Content-Length: 4", b"Transfer-Encoding: chunked"
CHUNKS = b"4\r\nnull\r\n0\r\n\r\n"
HIDDEN = b"0\r\n\r\nGET /things/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"  # seen by a server that reads chunks


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        pytest.param(post(LENGTH), READ, id="a-length"),
        pytest.param(chunked(CHUNKS), READ, id="chunks"),
        # where the body ends
        pytest.param(post(b"Content-Length: 62", CHUNKED, body=HIDDEN), REFUSED, id="length-and-chunks"),
        pytest.param(post(CHUNKED, b"Content-Length: 62", body=HIDDEN), REFUSED, id="chunks-and-length"),
        pytest.param(post(LENGTH, b"Content-Length: 5"), REFUSED, id="two-lengths"),
        pytest.param(post(LENGTH, LENGTH), (*REFUSED, *READ), id="one-length-twice"),
        pytest.param(post(b"Content-Length: 4, 5"), REFUSED, id="list-of-lengths"),
        pytest.param(post(b"Content-Length:\r\n 4"), REFUSED, id="folded-length"),
        pytest.param(post(b"X-A: b\r\n Content-Length: 4"), REFUSED, id="length-in-a-folded-field"),
        pytest.param(post(b"Transfer-Encoding:\r\n chunked", body=CHUNKS), REFUSED, id="folded-coding"),
        pytest.param(post(b"Content-Length : 4"), REFUSED, id="space-before-the-colon"),
        pytest.param(post(b"Transfer-Encoding : chunked", body=CHUNKS), REFUSED, id="space-before-another-colon"),
        pytest.param(post(b" Content-Length: 4"), REFUSED, id="space-before-the-name"),
        pytest.param(post(b"Transfer-Encoding: xchunked", body=HIDDEN), REFUSED, id="unknown-coding"),
        pytest.param(post(b"Transfer-Encoding: chunked, identity", body=HIDDEN), REFUSED, id="chunked-is-not-last"),
        pytest.param(post(b"Transfer-Encoding: identity", LENGTH), REFUSED, id="identity-and-length"),
        pytest.param(post(b"Transfer-Encoding: \x0bchunked", body=HIDDEN), REFUSED, id="coding-behind-a-tab"),
        pytest.param(post(b"Transfer-Encoding: chunked\x00", body=HIDDEN), REFUSED, id="coding-before-a-null"),
        pytest.param(post(b"Transfer-Encoding: chunked;q=1", body=HIDDEN), REFUSED, id="coding-with-a-parameter"),
        pytest.param(post(CHUNKED, CHUNKED, body=CHUNKS), (*REFUSED, *READ), id="chunked-twice"),
        pytest.param(post(b"transfer-encoding: Chunked", body=CHUNKS), READ, id="chunked-in-capitals"),
        pytest.param(
            post(b"Transfer-Encoding: gzip, chunked", body=CHUNKS), ((400,), (501,)), id="coding-that-is-not-read"
        ),
        # numbers
        *[
            pytest.param(post(b"Content-Length: " + number), REFUSED, id=name)
            for name, number in {
                "plus": b"+4",
                "minus": b"-4",
                "hexadecimal": b"0x4",
                "fraction": b"4.0",
                "exponent": b"4e0",
                "underscore": b"0_4",
                "two-numbers": b"4 4",
                "no-number": b"",
                "other-digits": "٤".encode(),
                "beyond-64-bits": str(2**64 + 4).encode(),
                "thousand-digits": b"9" * 1000,
            }.items()
        ],
        pytest.param(post(b"Content-Length: 0000000000000000000000004"), READ, id="zeros-first"),
        pytest.param(chunked(b"zz\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-size-in-letters"),
        pytest.param(chunked(b"-4\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-size-below-zero"),
        pytest.param(chunked(b"+4\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-size-with-plus"),
        pytest.param(chunked(b"0x4\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-size-with-0x"),
        pytest.param(chunked(b"\r\nnull\r\n0\r\n\r\n"), REFUSED, id="no-chunk-size"),
        pytest.param(chunked(b"10000000000000004\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-size-beyond-64-bits"),
        pytest.param(chunked(b"4 \r\nnull\r\n0\r\n\r\n"), (*REFUSED, *READ), id="space-behind-the-chunk-size"),
        pytest.param(chunked(b"3\r\nnull\r\n0\r\n\r\n"), REFUSED, id="chunk-longer-than-its-size"),
        pytest.param(chunked(b"4\nnull\n0\n\n"), REFUSED, id="chunks-with-bare-line-feeds"),
        pytest.param(chunked(b"4\r\nnull\r0\r\n\r\n"), REFUSED, id="chunk-with-half-a-line-end"),
        pytest.param(chunked(b'4;a=b;c="d"\r\nnull\r\n0\r\n\r\n'), READ, id="chunk-extensions"),
        pytest.param(chunked(b"4;a=\x00\r\nnull\r\n0\r\n\r\n"), REFUSED, id="null-in-a-chunk-extension"),
        pytest.param(chunked(b"4\r\nnull\r\n0\r\nX-A: b\r\n\r\n"), READ, id="trailer"),
        pytest.param(
            chunked(b"4\r\nnull\r\n0\r\nContent-Length: 99\r\nHost: a\r\n\r\n"), (*REFUSED, *READ), id="framing-trailer"
        ),
        # lines and fields
        pytest.param(b"\r\n\r\n" + post(LENGTH), READ, id="empty-lines-first"),
        pytest.param(post(LENGTH).replace(b"\r\n", b"\n"), (*REFUSED, *READ), id="bare-line-feeds"),
        pytest.param(post(LENGTH).replace(b"\r\n", b"\r"), REFUSED, id="bare-carriage-returns"),
        pytest.param(post(b"X-A: b\rContent-Length: 4"), REFUSED, id="carriage-return-in-a-value"),
        pytest.param(post(b"X-A: b\x00c", LENGTH), REFUSED, id="null-in-a-value"),
        pytest.param(post(b"X-\x00A: b", LENGTH), REFUSED, id="null-in-a-name"),
        pytest.param(post(b"X-\xc3\xa9: b", LENGTH), REFUSED, id="letter-in-a-name"),
        pytest.param(post(b": b", LENGTH), REFUSED, id="no-name"),
        pytest.param(post(b"X-A", LENGTH), REFUSED, id="no-colon"),
        pytest.param(post(b"X-A: \xff\xfe", LENGTH), READ, id="bytes-in-a-value"),
        # versions and targets
        pytest.param(b"GET /canary\r\n\r\n", REFUSED, id="http-0.9"),
        pytest.param(b"GET /canary HTTP/2.0\r\n" + HOST + b"\r\n", ((400,), (505,)), id="http-2.0"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ((400,), (505,)), id="http-2-preface"),
        pytest.param(b"GET /canary HTTP/1.2\r\n" + HOST + b"\r\n", ((400,), (200, 200), (505,)), id="http-1.2"),
        pytest.param(b"GET /canary HTTP/1.1x\r\n" + HOST + b"\r\n", REFUSED, id="version-and-more"),
        pytest.param(b"GET /canary HTTP/11\r\n" + HOST + b"\r\n", REFUSED, id="version-without-a-dot"),
        pytest.param(b"GET /canary http/1.1\r\n" + HOST + b"\r\n", REFUSED, id="version-in-small-letters"),
        pytest.param(b"GET  /canary HTTP/1.1\r\n" + HOST + b"\r\n", ((400,), (200, 200)), id="two-spaces"),
        pytest.param(b"GET /canary\tHTTP/1.1\r\n" + HOST + b"\r\n", REFUSED, id="tab"),
        pytest.param(b" GET /canary HTTP/1.1\r\n" + HOST + b"\r\n", REFUSED, id="space-first"),
        pytest.param(b"GET /canary HTTP/1.1\r\n\r\n", REFUSED, id="no-host"),
        pytest.param(b"GET /canary HTTP/1.1\r\n" + HOST + HOST + b"\r\n", REFUSED, id="two-hosts"),
        pytest.param(b"GET /canary HTTP/1.1\r\nHost: a b\r\n\r\n", REFUSED, id="no-name-of-a-host"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), REFUSED, id="tls"),
        pytest.param(bytes(range(256)) * 10, REFUSED, id="all-bytes"),
    ],
)
def test_framing(watched: WatchedServer, sent: bytes, wanted: tuple[tuple[int, ...], ...]) -> None:
    with watched.attack():
        assert statuses(converse(watched, sent + LAST)) in wanted
