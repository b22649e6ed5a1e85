"""Requests that no client should send, to a real server: each is a 4xx with a sentence, and changes nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from tests.support.server_process import ServerProcess, ServerResponse, read_response

PATH = "/adapter/v1/custom-connectors"
FIRST = f"{PATH}/c0ffee01-1234-5678-90ab-cdef01234567"
KEY = ("Authorization", "Bearer pk_live_sandbox")
JSON = ("Content-Type", "application/json")
MAX_BODY = 100_000

pytestmark = pytest.mark.xdist_group("hostile")


@pytest.fixture(scope="module")
def running() -> Iterator[ServerProcess]:
    """A server that waits an hour for the rest of a request, so that a quick response did not wait for it."""
    patience = ("--header-timeout", "3600", "--body-timeout", "3600")
    with ServerProcess("--api", "adapter", "--max-body", str(MAX_BODY), *patience) as server:
        yield server


@pytest.fixture
def server(running: ServerProcess) -> Iterator[ServerProcess]:
    """The server; after the test it must be running, unchanged and without a traceback."""
    before = running.ask("GET", f"{PATH}?include_inactive=true", [KEY])
    assert before.status == 200
    yield running
    after = running.ask("GET", f"{PATH}?include_inactive=true", [KEY])
    assert (after.status, after.body) == (200, before.body)
    assert running.process.poll() is None
    assert "Traceback" not in running.output, running.output


def sentence_of(response: ServerResponse) -> str:
    """Return the sentence of an error body."""
    told = json.loads(response.body)
    return str(told.get("message") or told["detail"])


def assert_refused(response: ServerResponse, *statuses: int) -> None:
    assert response.status in (statuses or range(400, 500)), response
    told = sentence_of(response)
    assert told
    if response.headers.get("mock-source") != "handler":  # an API's own message quotes an identifier as it was sent
        assert "\n" not in told and len(told) < 2000
    assert b"Traceback" not in response.body


NEW = b'{"name": "x", "source_name": "y"}'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 422, id="empty"),
        pytest.param(b" \n", 400, id="blank"),
        pytest.param(b"{", 400, id="cut-off"),
        pytest.param(b"{'name': 1}", 400, id="single-quotes"),
        pytest.param(NEW + b"x", 400, id="something-after-it"),
        pytest.param(b"[" * 40_000, 400, id="deep"),
        pytest.param(b"[" * 40_000 + b"]" * 40_000, 400, id="deep-and-closed"),
        pytest.param(b'{"a":' * 15_000 + b"1" + b"}" * 15_000, 400, id="deep-objects"),
        pytest.param(b'{"name": NaN, "source_name": "y"}', 400, id="nan"),
        pytest.param(b'{"name": -Infinity, "source_name": "y"}', 400, id="infinity"),
        pytest.param(b'{"name": 1e999, "source_name": "y"}', 400, id="number-too-large"),
        pytest.param(b'{"name": ' + b"9" * 5000 + b"}", 400, id="integer-too-long"),
        pytest.param(b'{"name": "x", "name": "x", "source_name": "y"}', 400, id="key-twice"),
        pytest.param(b'{"name": "\xff", "source_name": "y"}', 400, id="not-utf-8"),
        pytest.param(b'{"name": "\xed\xa0\x80", "source_name": "y"}', 400, id="surrogate-bytes"),
        pytest.param(b'{"name": "\\ud800", "source_name": "y"}', 400, id="half-a-surrogate-pair"),
        pytest.param(b'{"name": "a\x00", "source_name": "y"}', 400, id="null-byte"),
        pytest.param(NEW.decode().encode("utf-16"), 400, id="utf-16"),
        pytest.param(b"\x00" * 100, 400, id="zeros"),
        pytest.param(b"null", 422, id="null"),
        pytest.param(b"[]", 422, id="an-array"),
        pytest.param(b'{"__proto__": {}, "constructor": 1}', 422, id="prototypes"),
        pytest.param(b'{"name": ' + b'"' + b"x" * 90_000 + b'"}', 422, id="large-and-wrong"),
        pytest.param(b" " * (MAX_BODY + 1), 413, id="too-large"),
        pytest.param(b" " * 5_000_000, 413, id="far-too-large"),
    ],
)
def test_bodies(server: ServerProcess, body: bytes, status: int) -> None:
    assert_refused(server.ask("POST", PATH, [KEY, JSON], body), status)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([], id="no-content-type"),
        pytest.param([("Content-Type", "text/plain")], id="text"),
        pytest.param([("Content-Type", "")], id="empty"),
        pytest.param([("Content-Type", "json")], id="no-slash"),
        pytest.param([("Content-Type", "application/json; charset=latin-1")], id="charset"),
        pytest.param([("Content-Type", "application/json; charset=\x22")], id="broken-parameter"),
        pytest.param([("Content-Type", "application/json, text/plain")], id="two"),
        pytest.param([JSON, ("Content-Type", "text/plain")], id="two-lines"),
        pytest.param([JSON, ("Content-Encoding", "gzip")], id="not-gzip"),
        pytest.param([JSON, ("Content-Encoding", "br")], id="unknown-coding"),
        pytest.param([JSON, ("Content-Encoding", ", ".join(["gzip"] * 1000))], id="a-thousand-codings"),
    ],
)
def test_content_types_and_codings(server: ServerProcess, headers: list[tuple[str, str]]) -> None:
    assert_refused(server.ask("POST", PATH, [KEY, *headers], NEW), 400, 415)


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("/%00", id="null"),
        pytest.param(f"{PATH}/%00", id="null-as-identifier"),
        pytest.param(f"{PATH}/%2F", id="slash"),
        pytest.param(f"{PATH}%2Fx", id="slash-in-a-literal"),
        pytest.param(f"{PATH}/..%2F..%2Fetc%2Fpasswd", id="dots"),
        pytest.param("/adapter/../../etc/passwd", id="dot-segments"),
        pytest.param(f"{PATH}/%0A", id="line-end"),
        pytest.param(f"{PATH}/%FF%FE", id="not-utf-8"),
        pytest.param(f"{PATH}/%", id="broken-percent"),
        pytest.param(f"{PATH}/%zz", id="no-hexadecimals"),
        pytest.param(f"{PATH}/" + "a" * 30_000, id="long"),
        pytest.param("/" * 5_000, id="slashes"),
        pytest.param("/a" * 10_000, id="deep"),
        pytest.param("//adapter/v1/custom-connectors", id="two-slashes-first"),
        pytest.param("/ADAPTER/v1/custom-connectors", id="upper-case"),
        pytest.param("*", id="asterisk"),
        pytest.param("nonsense", id="no-slash-first"),
        pytest.param("http://other.test:99999999/x", id="absolute-with-a-bad-port"),
    ],
)
def test_paths(server: ServerProcess, target: str) -> None:
    assert_refused(server.ask("PATCH", target, [KEY, JSON], b"{}"))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("include_inactive=true&include_inactive=false", 400, id="twice"),
        pytest.param("include_inactive=" + "x" * 20_000, 422, id="long"),
        pytest.param("include_inactive=%FF", 400, id="not-utf-8"),
        pytest.param("include_inactive=%00", 422, id="null"),
        pytest.param("include_inactive=true%0A", 422, id="line-end"),
    ],
)
def test_queries(server: ServerProcess, query: str, status: int) -> None:
    assert_refused(server.ask("GET", f"{PATH}?{query}", [KEY]), status, 400, 422)


@pytest.mark.parametrize("query", ["x=1&x=2&y", "&&&=&==", "%", "%FF=1", "a" * 20_000, "=" * 10_000])
def test_unknown_query_keys_are_ignored(server: ServerProcess, query: str) -> None:
    assert server.ask("GET", f"{PATH}?{query}", [KEY]).status == 200


@pytest.mark.parametrize("method", ["BREW", "TRACE", "PROPFIND", "PUT", "DELETE", "get", "QUERY", "CONNECT"])
def test_methods(server: ServerProcess, method: str) -> None:
    response = server.ask(method, FIRST, [KEY])
    assert_refused(response, 400, 404, 405)
    if response.status == 405:
        assert response.headers["allow"] == "OPTIONS, PATCH"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("X-Big", "x" * 100_000)], id="one-large"),
        pytest.param([(f"X-{number}", "x" * 100) for number in range(1000)], id="a-thousand"),
        pytest.param([("Cookie", "a=b; " * 20_000)], id="cookies"),
    ],
)
def test_large_header_fields(server: ServerProcess, headers: list[tuple[str, str]]) -> None:
    assert_refused(server.ask("GET", PATH, [KEY, *headers]), 400, 431)


HALVES = [
    pytest.param(b"GET /ada", id="target"),
    pytest.param(b"GET /adapter HTTP/1.1\r\nHost: x\r\nAccept:", id="head"),
    pytest.param(b"POST /adapter HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{", id="body"),
]


@pytest.mark.parametrize("half", HALVES)
def test_half_a_request_that_ends(server: ServerProcess, half: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(half)
        connection.shutdown(socket.SHUT_WR)
        response = read_response(connection)
    assert (response.status, sentence_of(response)) == (400, "the request ended before it was complete")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param([("Authorization", "Bearer")], 401, id="no-token"),
        pytest.param([("Authorization", "Bearer \xff")], 401, id="latin-1"),
        pytest.param([KEY, KEY], 401, id="credentials-twice"),
        pytest.param([KEY, ("Mock-World", "../../x")], 400, id="world"),
        pytest.param([KEY, ("Mock-World", "a"), ("Mock-World", "b")], 400, id="two-worlds"),
        pytest.param([KEY, ("Prefer", "code=")], 400, id="prefer"),
        pytest.param([KEY, ("Prefer", 'code="' * 5000)], 400, id="prefer-quotes"),
        pytest.param([KEY, ("Prefer", "code=999999999999")], 400, id="prefer-number"),
        pytest.param([KEY, ("Prefer", "example=" + "x" * 5000)], 404, id="prefer-long"),
    ],
)
def test_header_fields(server: ServerProcess, headers: list[tuple[str, str]], status: int) -> None:
    assert_refused(server.ask("GET", PATH, headers), status)


@pytest.mark.parametrize("value", ["a/b;" * 10_000, ",,,,;;;", "text/html;q=9", "\xff", '"' * 1000, "*/*;q=0"])
def test_adapter_ignores_accept(server: ServerProcess, value: str) -> None:
    assert server.ask("GET", PATH, [KEY, ("Accept", value)]).status == 200


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"nonsense\r\n\r\n", id="nonsense"),
        pytest.param(b"GET\r\n\r\n", id="no-target"),
        pytest.param(b"GET / HTTP/9.9\r\n\r\n", id="version"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50), id="tls"),
        pytest.param(b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", id="null-in-target"),
        pytest.param(b"GET / HTTP/1.1\r\nHost x\r\n\r\n", id="field-without-colon"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", id="null-in-a-field"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", id="negative-length"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n", id="length-in-letters"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", id="two-lengths"
        ),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="broken-chunk"),
    ],
)
def test_what_is_not_http(server: ServerProcess, raw: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(raw)
        assert_refused(read_response(connection))


def head(method: str = "POST", *fields: str) -> bytes:
    lines = [f"{method} {PATH} HTTP/1.1", "Host: localhost", f"{KEY[0]}: {KEY[1]}", f"{JSON[0]}: {JSON[1]}", *fields]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"POST /adap", id="half-a-line"),
        pytest.param(head()[:-2], id="half-a-head"),
        pytest.param(head("POST", f"Content-Length: {len(NEW)}"), id="no-body"),
        pytest.param(head("POST", f"Content-Length: {len(NEW)}") + NEW[:-1], id="half-a-body"),
        pytest.param(head("POST", "Transfer-Encoding: chunked") + b"21\r\n" + NEW, id="half-a-chunk"),
        pytest.param(head("POST", "Transfer-Encoding: chunked") + b"21\r\n" + NEW + b"\r\n", id="no-last-chunk"),
    ],
)
@pytest.mark.parametrize("is_reset", [pytest.param(False, id="closed"), pytest.param(True, id="reset")])
def test_a_client_that_disconnects_half_way(server: ServerProcess, raw: bytes, is_reset: bool) -> None:
    connection = server.connect()
    connection.sendall(raw)
    if is_reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    connection.close()


def test_a_client_that_disconnects_before_the_response(server: ServerProcess) -> None:
    for _ in range(20):
        with server.connect() as connection:
            connection.sendall(head("GET"))


def test_an_identifier_in_an_error_is_data(server: ServerProcess) -> None:
    """The error repeats a part of the path: as JSON, not as a header or markup."""
    response = server.ask("PATCH", f"{PATH}/%22%3Cscript%3E%0D%0AX-Evil:1", [KEY, JSON], b"{}")
    assert_refused(response, 404)
    assert response.headers["content-type"] == "application/json"
    assert "x-evil" not in response.headers
    assert '"<script>\r\nX-Evil:1' in sentence_of(response)
