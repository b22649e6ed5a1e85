"""Connections without a network: time, memory, order and the rules of RFC 9112, by the clock of the test."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from mockserver.server.asgi import SILENCE, Receive, Scope, Send
from mockserver.server.connections.connection import _Stage
from mockserver.server.connections.limits import DISCARDED, HALF_CLOSED, LINGER, OVERFLOW, STALL

from .wire import Line, run

HOST = b"Host: localhost\r\n"
GET = b"GET /echo HTTP/1.1\r\n" + HOST + b"\r\n"
SLOW = b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n"


def post(*fields: bytes, body: bytes = b"", path: bytes = b"/echo") -> bytes:
    return b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked"


class App:
    """Responds to `/echo` with what it was sent, to `/slow` once `go_on` is set, to `/early` before it has a body."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        if scope["path"] == "/slow":
            await self.go_on.wait()
        if scope["path"] != "/early":
            is_complete = False
            while not is_complete:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                body += message["body"]
                is_complete = not message["more_body"]
        seen = {
            "method": scope["method"],
            "target": scope["raw_path"].decode() + "?" + scope["query_string"].decode(),
            "fields": [[name.decode(), value.decode()] for name, value in scope["headers"]],
            "body": body.decode(),
        }
        told = json.dumps(seen).encode()
        headers = [(b"content-length", b"%d" % len(told))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": told})


async def echo(line: Line, sent: bytes) -> Any:
    """Send a request, and return what the application saw."""
    line.connection.data_received(sent)
    await line.turn()
    head, _, body = line.read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    return json.loads(body)


# time


@pytest.mark.parametrize(
    ("pieces", "seconds"),
    [
        pytest.param([b"G", b"E", b"T"], 20, id="method"),
        pytest.param([b"GET /echo HTTP/1.1\r\n", b"Host: ", b"loc"], 20, id="head"),
        pytest.param([GET + b"GET /", b"e"], 20, id="second-head"),
        pytest.param([post(b"Content-Length: 9"), b"1", b"2"], 120, id="body"),
        pytest.param([post(CHUNKED), b"1\r\n1\r\n", b"1\r\n1\r\n"], 120, id="chunks"),
        pytest.param([post(CHUNKED, body=b"0\r\n"), b"A: b\r\n", b"A: b\r\n"], 120, id="trailers"),
    ],
)
def test_a_request_that_drips_gets_408(pieces: list[bytes], seconds: float) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(*pieces[:-1]) in ("", "200")
        assert await line.wait(seconds - 1) == ""
        assert await line.send(pieces[-1]) == ""  # a byte does not start the time again
        assert await line.wait(2) == "408"
        assert line.transport.ended == "eof"

    run(App(), talk)


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"\r\n\r\n"])
def test_a_connection_without_a_request_ends_silently(sent: bytes) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(sent) == ""
        assert (await line.wait(19), line.transport.ended) == ("", "")
        assert (await line.wait(2), line.transport.ended) == ("", "closed")

    run(App(), talk)


def test_an_idle_connection_ends() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        for _ in range(3):
            assert await line.send(GET) == "200"
            assert (await line.wait(4), line.transport.ended) == ("", "")
        assert (await line.wait(2), line.transport.ended) == ("", "closed")

    run(App(), talk, keep_alive_timeout=5.0)


def test_a_response_may_take_any_time() -> None:
    app = App()

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(SLOW) == ""
        assert await line.wait(100_000) == ""
        app.go_on.set()
        await line.turn()
        assert line.read_statuses() == "200"

    run(app, talk)


def test_the_rest_of_a_request_is_not_awaited_while_the_server_does_not_read() -> None:
    """A pipelined request waits for an earlier response, and its body with it."""
    app = App()

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(SLOW + post(b"Content-Length: 9", body=b"1234")) == ""
        assert await line.wait(100_000) == ""
        app.go_on.set()
        await line.turn()
        assert line.read_statuses() == "200"
        assert await line.send(b"56789") == "200"

    run(app, talk)


# responses that are not read


@pytest.mark.parametrize(("left", "ended"), [(50_000, ""), (100_000, "aborted"), (200_000, "aborted")])
def test_a_client_that_reads_nothing_of_a_large_response(left: int, ended: str) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.transport.buffered = 100_000
        line.connection.pause_writing()
        await line.send(GET)
        assert (await line.wait(STALL - 1), line.transport.ended) == ("", "")
        line.transport.buffered = left
        assert (await line.wait(2), line.transport.ended) == ("", ended)
        line.transport.buffered = 0
        line.connection.resume_writing()
        assert line.connection.writing_deadline > 1e9

    run(App(), talk)


@pytest.mark.parametrize(("left", "ended"), [(0, "closed"), (500, ""), (1000, "aborted")])
def test_an_idle_client_that_has_not_read_its_response(left: int, ended: str) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.transport.buffered = 1000
        assert await line.send(GET) == "200"
        line.transport.buffered = left
        assert (await line.wait(76), line.transport.ended) == ("", ended)

    run(App(), talk)


# order


@pytest.mark.parametrize(
    ("behind", "status"),
    [
        pytest.param(b"nonsense\r\n\r\n", "400", id="nonsense"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", "400", id="no-host"),
        pytest.param(post(CHUNKED, body=b"zz\r\n"), "400", id="bad-chunk"),
        pytest.param(post(b"Content-Length: 3", body=b"123") + b"nonsense\r\n\r\n", "200 400", id="after-two-requests"),
        pytest.param(b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\nnonsense\r\n\r\n", "200 400", id="asterisk"),
    ],
)
def test_a_refusal_comes_after_earlier_responses(behind: bytes, status: str) -> None:
    app = App()

    async def talk(connect: Any) -> None:
        line = connect()
        assert (await line.send(SLOW + behind), line.transport.ended) == ("", "")
        app.go_on.set()
        await line.turn()
        assert (line.read_statuses(), line.transport.ended) == (f"200 {status}", "eof")

    run(app, talk)


def test_what_follows_a_refusal_is_discarded_for_a_while() -> None:
    async def talk(connect: Any) -> None:
        line, other = connect(), connect()
        for each in (line, other):
            assert await each.send(b"nonsense\r\n\r\n") == "400"
            assert (await each.send(GET, b"x" * 2_000_000), each.transport.ended) == ("", "eof")
        assert (await other.send(b"x" * DISCARDED), other.transport.ended) == ("", "aborted")
        assert (await line.wait(LINGER - 1), line.transport.ended) == ("", "eof")
        assert (await line.wait(2), line.transport.ended) == ("", "aborted")

    run(App(), talk)


def test_a_response_before_the_whole_body_is_there() -> None:
    """The rest is discarded for a while, so that the client can read the response, and nothing else is sent."""

    async def talk(connect: Any) -> None:
        line = connect()
        line.connection.data_received(post(b"Content-Length: 9", path=b"/early", body=b"1234"))
        await line.turn()
        assert b"\r\nconnection: close\r\n" in line.read()
        assert (await line.send(b"56789", GET), line.transport.ended) == ("", "eof")
        assert (await line.wait(LINGER + 1), line.transport.ended) == ("", "aborted")

    run(App(), talk)


def test_a_response_after_a_body_that_was_not_asked_for() -> None:
    """The whole request was there before the response, and the connection goes on."""

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(b"Content-Length: 4", path=b"/early", body=b"1234")) == "200"
        assert await line.send(GET) == "200"
        assert await line.send(GET.replace(HOST, HOST + b"Connection: close\r\n")) == "200"
        assert line.transport.ended == "closed"

    run(App(), talk)


def test_half_a_request_that_ends() -> None:
    async def talk(connect: Any) -> None:
        for half in (b"GET /", GET[:-2], post(b"Content-Length: 9", body=b"1")):
            line = connect()
            await line.send(half)
            line.connection.eof_received()
            assert line.read_statuses() == "400"

    run(App(), talk)


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        pytest.param(GET, "200", id="one"),
        pytest.param(GET * 3, "200 200 200", id="pipelined"),
        pytest.param(GET * 2 + b"nonsense\r\n\r\n", "200 200 400", id="refused"),
    ],
)
def test_a_client_that_closes_its_half_gets_its_responses(sent: bytes, statuses: str) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.connection.data_received(sent)
        assert line.connection.eof_received()  # the transport stays open
        await line.turn()
        assert line.read_statuses() == statuses
        assert line.transport.ended

    run(App(), talk)


@pytest.mark.parametrize("behind", [b"", GET, b"nonsense\r\n\r\n"])
def test_a_client_that_has_gone_is_not_awaited_for_ever(behind: bytes) -> None:
    """It looks like one that has closed its half, and a response that never comes would keep its connection."""

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(SLOW + behind) == ""
        assert line.connection.eof_received()
        assert (await line.wait(HALF_CLOSED - 1), line.transport.ended) == ("", "")
        assert (await line.wait(2), line.transport.ended) == ("", "aborted")

    run(App(), talk)


def test_a_client_that_gives_up_waiting_for_silence_is_gone_at_once() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["extensions"][SILENCE]["call"]()
        await asyncio.Event().wait()

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(GET) == ""
        assert not line.connection.eof_received()

    run(app, talk)


def test_a_client_that_closes_its_half_while_a_response_is_written() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.connection.data_received(GET)
        await line.turn_until(lambda: line.connection._stage is _Stage.IDLE)  # and nothing is flushed yet
        assert not line.connection.eof_received()
        assert (line.read_statuses(), line.transport.ended) == ("200", "closed")

    run(App(), talk)


def test_a_connection_that_breaks_while_a_response_is_written() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.connection.data_received(GET)
        await line.turn_until(lambda: line.connection._stage is _Stage.IDLE)  # and nothing is flushed yet
        line.transport.abort()
        await line.turn()
        assert line.read() == b""

    run(App(), talk)


def test_nothing_is_read_while_requests_wait_for_their_turn() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(GET + SLOW + SLOW + GET) == "200"
        assert line.transport.is_paused
        app.go_on.set()
        assert await line.send() == "" and await line.wait(0) == "200 200 200"
        assert not line.transport.is_paused

    app = App()
    run(app, talk)


class Begun:
    """Begins its response before it has the body, and keeps the kinds of all messages that it receives."""

    def __init__(self) -> None:
        self.received: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        while True:
            message = await receive()
            self.received.append(message["type"])
            if not message.get("more_body"):
                break
        await send({"type": "http.response.body", "body": b""})


def test_a_request_that_ends_badly_while_its_response_is_sent() -> None:
    """There is no second response, and the application learns that the client is gone."""
    app = Begun()

    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(CHUNKED, body=b"1\r\n1\r\n")) == "200"
        assert (await line.send(b"zz\r\n"), line.transport.ended) == ("", "eof")
        assert app.received[-1] == "http.disconnect"

    run(app, talk)


def test_a_response_that_began_before_the_body_was_there_ends_the_connection() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(b"Content-Length: 2", body=b"1")) == "200"
        assert (await line.send(b"2"), line.transport.ended) == ("", "closed")

    run(Begun(), talk)


def test_an_application_learns_that_a_body_does_not_come() -> None:
    received = list[str]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while not received or received[-1] == "http.request":
            received.append((await receive())["type"])

    async def talk(connect: Any) -> None:
        line = connect()
        await line.send(post(b"Content-Length: 2", body=b"1"))
        assert await line.wait(121) == "408"
        assert received == ["http.request", "http.disconnect"]

    run(app, talk)


def test_the_end_of_a_large_response_may_take_long_to_read() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.transport.buffered = 1000
        assert await line.send(GET.replace(HOST, HOST + b"Connection: close\r\n")) == "200"
        line.transport.buffered = 500
        assert (await line.wait(LINGER + 1), line.transport.ended) == ("", "closed")
        assert (await line.wait(STALL), line.transport.ended) == ("", "closed")
        assert (await line.wait(STALL + 1), line.transport.ended) == ("", "aborted")

    run(App(), talk)


# memory


def test_an_upload_that_breaks_off_no_longer_counts() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        await line.send(post(b"Content-Length: 900"), b"x" * 500)
        assert line.watch.held >= 500
        line.connection.connection_lost(ConnectionResetError())
        assert line.watch.held == 0

    run(App(), talk)


def test_uploads_share_a_budget() -> None:
    async def talk(connect: Any) -> None:
        first, second, third = connect(), connect(), connect()
        upload = post(b"Content-Length: 2000")
        assert await first.send(upload, b"x" * 700) == ""
        second.connection.data_received(upload)
        second.connection.data_received(b"x" * 700)
        await second.turn()
        refused = second.read()
        assert refused.startswith(b"HTTP/1.1 503 ") and b"\r\nretry-after: 1\r\n" in refused
        assert await third.send(post(b"Content-Length: 2000", body=b"x" * 2000)) == "200"  # whole: nothing is awaited
        assert await first.send(b"x" * 200) == ""
        third.connection.connection_lost(None)
        assert await first.send(b"x" * 1100) == "200"
        assert first.watch.held == 0

    run(App(), talk, upload_budget=1000)


def test_bodies_that_wait_for_their_response_count() -> None:
    app = App()

    async def talk(connect: Any) -> None:
        waiting, other = connect(), connect()
        assert await waiting.send(post(b"Content-Length: 800", path=b"/slow"), b"x" * 700, b"x" * 100) == ""
        assert await other.send(post(b"Content-Length: 800"), b"x" * 700) == "503"
        app.go_on.set()
        await waiting.turn()
        assert (waiting.read_statuses(), waiting.watch.held) == ("200", 0)

    run(app, talk, upload_budget=1000)


def test_a_body_that_has_its_response_is_discarded_and_does_not_count() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(b"Content-Length: 9000", path=b"/early"), *[b"x" * 1000] * 8) == "200"
        assert line.watch.held == 0

    run(App(), talk, upload_budget=1000)


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param(b"1;" + b"a" * 100_000, id="chunk-extension"),
        pytest.param(b"1;" + b"a" * 100_000 + b"\r\n1\r\n", id="chunk-extensions"),
        pytest.param(b"0\r\n" + b"A: b\r\n" * 20_000, id="trailers"),
    ],
)
def test_what_frames_a_body_has_an_end(endless: bytes) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        await line.send(post(CHUNKED))
        pieces = [endless, *[endless.removeprefix(b"0\r\n")] * 20]
        assert await line.send(*pieces) == "400"

    run(App(), talk)


def test_one_byte_a_chunk_is_no_attack() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(CHUNKED), *[b"1\r\nx\r\n" * 100_000] * 3, b"0\r\n\r\n") == "200"

    run(App(), talk)


def test_a_head_has_an_end() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(b"GET /echo HTTP/1.1\r\nA: ", *[b"x" * 100_000] * 11) == "431"

    run(App(), talk)


def test_empty_lines_have_an_end() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(*[b"\r\n" * 50_000] * 2, GET) == "200"
        assert await line.send(*[b"\r\n" * 50_000] * 3) == "400"

    run(App(), talk)


def test_connections_have_a_number() -> None:
    async def talk(connect: Any) -> None:
        first, second = connect(), connect()
        refused = [connect() for _ in range(OVERFLOW)]
        for line in refused:
            await line.turn()
            assert (line.read_statuses(), line.transport.ended) == ("503", "eof")
        silent = connect()
        assert (silent.read_statuses(), silent.transport.ended) == ("", "aborted")
        assert [await first.send(GET), await second.send(GET)] == ["200", "200"]
        for line in (*refused, silent, second):
            line.connection.connection_lost(None)
        assert await connect().send(GET) == "200"

    run(App(), talk, max_connections=2)


# RFC 9112


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", 400, "this one has none", id="no-host"),
        pytest.param(b"GET / HTTP/1.1\r\n" + HOST * 2 + b"\r\n", 400, "this one has 2", id="two-hosts"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, '\\"a b\\"', id="invalid-host"),
        pytest.param(b"GET /\r\n", 400, "names no version", id="http-0.9"),
        pytest.param(b"GET / HTTP/2.0\r\n" + HOST + b"\r\n", 505, "not HTTP/2.0", id="http-2.0"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "not HTTP/2.0", id="http-2-preface"),
        pytest.param(post(b"Transfer-Encoding: gzip, chunked"), 501, "gzip, chunked", id="gzip"),
        pytest.param(post(b"Expect: tea"), 417, "tea", id="expectation"),
        pytest.param(b"GET pets HTTP/1.1\r\n" + HOST + b"\r\n", 400, "not a request of HTTP/1.1", id="no-slash"),
        pytest.param(
            b"GET /?q=a\x01 HTTP/1.1\r\n" + HOST + b"\r\n", 400, "must be percent-encoded", id="control-character"
        ),
        pytest.param(b"GET * HTTP/1.1\r\n" + HOST + b"\r\n", 400, '\\"*\\"', id="asterisk"),
        pytest.param(b"CONNECT a.test:443 HTTP/1.1\r\n" + HOST + b"\r\n", 405, "proxies", id="connect"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01", 400, "TLS", id="tls"),
    ],
)
def test_a_refusal_is_a_problem_document(sent: bytes, status: int, words: str) -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        line.connection.data_received(sent)
        await line.turn()
        head, _, body = line.read().decode().partition("\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ")
        assert "content-type: application/problem+json\r\n" in head and head.endswith("connection: close")
        assert f"content-length: {len(body.encode())}\r\n" in head
        assert json.loads(body)["status"] == status and words in body
        assert line.transport.ended == "eof"

    run(App(), talk)


def test_refusals_of_one_status_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    async def talk(connect: Any) -> None:
        for seconds in (0, 0, 0, 0, 60):
            await connect().wait(seconds)
            assert await connect().send(b"GET /echo HTTP/1.1\r\n\r\n") == "400"
            assert await connect().send(post(b"Expect: more")) == "417"

    run(App(), talk)
    first, second = (message for message in caplog.messages if " Host field" in message)
    assert first == "a client got 400: a request has one Host field (RFC 9112 §3.2); this one has none"
    assert second == first + " (3 others got 400 since the last such line)"
    assert len(caplog.messages) == 4, "one of each status a minute"


def test_http_0_9_in_pieces() -> None:
    async def talk(connect: Any) -> None:
        assert await connect().send(b"GET /", b"echo", b"\r\n") == "400"
        assert await connect().send(b"GET /echo\r\nHost: a\r\n") == "400"
        assert await connect().send(b"GET /echo HT", b"TP/1.1\r", b"\n", b"Host: a\r\n", b"\r\n") == "200"

    run(App(), talk)


def test_an_absolute_target_takes_the_place_of_host() -> None:
    async def talk(connect: Any) -> None:
        seen = await echo(connect(), b"GET http://api.test:81/echo?a=1 HTTP/1.1\r\nAccept: a/b\r\n" + HOST + b"\r\n")
        assert seen["target"] == "/echo?a=1"
        assert seen["fields"] == [["host", "api.test:81"], ["accept", "a/b"]]

    run(App(), talk)


def test_a_trailer_field_is_no_header_field() -> None:
    async def talk(connect: Any) -> None:
        line = connect()
        assert await line.send(post(CHUNKED, body=b"1\r\nx\r\n", path=b"/slow")) == ""
        app.go_on.set()
        seen = await echo(line, b"0\r\nAuthorization: Bearer x\r\nHost: b\r\n\r\n")
        assert [name for name, _ in seen["fields"]] == ["host", "transfer-encoding"]

    app = App()
    run(app, talk)


OFFER = (b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAEAAEAA")


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        pytest.param((b"Content-Length: 4",), b"null", id="length"),
        pytest.param((CHUNKED,), b"4\r\nnull\r\n0\r\n\r\n", id="chunks"),
    ],
)
@pytest.mark.parametrize("method", [b"POST", b"BREW"])
def test_an_offer_of_another_protocol_is_ignored(method: bytes, fields: tuple[bytes, ...], body: bytes) -> None:
    """The body is read, and so is the next request."""

    async def talk(connect: Any) -> None:
        line = connect()
        sent = post(*OFFER, *fields, body=body).replace(b"POST", method)
        for each in (sent, sent[:-3]):
            seen = await echo(line, each) if each is sent else await line.send(each)
            if each is sent:
                assert (seen["method"], seen["body"]) == (method.decode(), "null")
        assert await line.send(sent[-3:] + GET) == "200 200"

    run(App(), talk)


@pytest.mark.parametrize(
    ("target", "seen_target"),
    [
        pytest.param("/größe/ü", "/gr%C3%B6%C3%9Fe/%C3%BC?", id="path"),
        pytest.param("/echo?q=größe&☃=1", "/echo?q=gr%C3%B6%C3%9Fe&%E2%98%83=1", id="query"),
        pytest.param("/ü%C3%BC?ü=%C3%BC", "/%C3%BC%C3%BC?%C3%BC=%C3%BC", id="beside-encoded-ones"),
    ],
)
def test_bytes_beyond_ascii_in_a_target_are_percent_encoded(target: str, seen_target: str) -> None:
    """In one piece and byte by byte, and only there."""

    async def talk(connect: Any) -> None:
        sent = post("X-Name: größe".encode(), b"Content-Length: 2", path=target.encode(), body="ü".encode())
        line = connect()
        for pieces in ([sent], [sent[n : n + 1] for n in range(len(sent))], [sent]):
            for piece in pieces[:-1]:
                assert await line.send(piece) == ""
            seen = await echo(line, pieces[-1])
            assert (seen["target"], seen["body"]) == (seen_target, "ü")
            assert ["x-name", "größe"] in seen["fields"]

    run(App(), talk)


def test_latin_1_in_a_target_is_percent_encoded_as_it_is() -> None:
    async def talk(connect: Any) -> None:
        seen = await echo(connect(), GET.replace(b"/echo", b"/gr\xf6\xdfe?q=\xfc"))
        assert seen["target"] == "/gr%F6%DFe?q=%FC"

    run(App(), talk)


def test_expectations() -> None:
    async def talk(connect: Any) -> None:
        expecting = post(b"Content-Length: 4", b"Expect: 100-continue")
        line = connect()
        assert await line.send(expecting) == "100"
        assert await line.send(b"null") == "200"
        old = expecting.replace(b"HTTP/1.1", b"HTTP/1.0")
        assert await connect().send(old) == ""

    run(App(), talk)
