"""Requests over HTTP: responses, and errors of the connection."""

from __future__ import annotations

import gzip
import time

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.openapi.messages import Headers, Request
from mockserver.provider.service import sending
from mockserver.provider.service.sending import NoResponse, Sender
from tests.provider.raw import DROP, HANG, http, serve_heads, serve_raw
from tests.support.waiting import DEADLINE

GET = Request("GET", "/a%2Fb", "x=%20")


def send(said: bytes, request: Request = GET, timeout: float = DEADLINE) -> object:
    with serve_raw(lambda _: said) as url, Sender(url, timeout=timeout) as sender:
        return sender.send(request)


def test_a_request_is_sent_unchanged() -> None:
    seen: list[str] = []

    def respond(line: str) -> bytes:
        seen.append(line)
        return http("200 OK", b"ok", "x-a: 1", "x-a: 2")

    with serve_raw(respond) as url, Sender(url + "/base/") as sender:
        response = sender.send(Request("PATCH", "/a%2Fb/%7Bid%7D", "q=a+b%20c", Headers([("X-A", "1")]), b"{}"))
    assert seen == ["PATCH /base/a%2Fb/%7Bid%7D?q=a+b%20c HTTP/1.1"]
    assert (response.status, response.body) == (200, b"ok")
    assert [value for name, value in response.headers if name.lower() == "x-a"] == ["1", "2"]


def test_a_redirect_is_not_followed() -> None:
    with serve_raw(lambda _: http("302 Found", b"", "location: /elsewhere")) as url, Sender(url) as sender:
        assert sender.send(GET).status == 302


def test_a_content_encoding_is_removed() -> None:
    zipped = http("200 OK", gzip.compress(b"plain"), "content-encoding: gzip")
    with serve_raw(lambda _: zipped) as url, Sender(url) as sender:
        assert sender.send(GET).body == b"plain"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_on_a_connection_that_closes_is_sent_again(method: str) -> None:
    lines: list[str] = []

    def respond(line: str) -> bytes:
        lines.append(line)
        return http("200 OK", b"ok", closes=False)

    with serve_raw(respond, is_stale=True) as url, Sender(url) as sender:
        responses = [sender.send(Request(method, f"/{number}", "", Headers([]), b"{}")) for number in range(4)]
    assert [response.body for response in responses] == [b"ok"] * 4
    assert lines == [f"{method} /{number} HTTP/1.1" for number in range(4)]


def test_a_new_connection_that_closes_is_not_opened_again() -> None:
    lines: list[str] = []

    def respond(line: str) -> bytes:
        lines.append(line)
        return DROP if "/2" in line else http("200 OK", b"ok", closes=False)

    with serve_raw(respond, is_stale=True) as url, Sender(url) as sender:
        sender.send(Request("GET", "/1"))
        with pytest.raises(NoResponse) as caught:
            sender.send(Request("GET", "/2"))
    assert caught.value.check == "server.dropped"
    assert lines == ["GET /1 HTTP/1.1", "GET /2 HTTP/1.1"]


def test_only_codings_that_can_be_read_are_asked_for() -> None:
    heads: list[bytes] = []

    def respond(head: bytes) -> bytes:
        heads.append(head.lower())
        return http("200 OK")

    with serve_heads(respond) as url, Sender(url) as sender:
        sender.send(GET)
        sender.send(Request("GET", "/", "", Headers([("Accept-Encoding", "br")])))
    assert [head.partition(b"accept-encoding: ")[2].partition(b"\r\n")[0] for head in heads] == [
        b"gzip, deflate",
        b"br",
    ]


def test_an_event_stream_is_read_until_the_timeout() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    with serve_raw(lambda _: head + b"9\r\ndata: 1\n\n\r\n0\r\n\r\n") as url, Sender(url) as sender:
        assert sender.send(GET).body == b"data: 1\n\n"


@pytest.mark.parametrize(
    ("said", "check"),
    [
        pytest.param(HANG, "server.timeout", id="silence"),
        pytest.param(DROP, "server.dropped", id="dropped"),
        pytest.param(b"\x00\x01 nonsense\r\n\r\n", "server.garbage", id="garbage"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", "server.dropped", id="shorter-than-declared"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "server.garbage", id="length-is-not-a-number"),
        pytest.param(http("200 OK", b"no gzip", "content-encoding: gzip"), "server.garbage", id="wrong-encoding"),
    ],
)
def test_without_a_response_an_error_names_the_check(said: bytes, check: str) -> None:
    with pytest.raises(NoResponse) as caught:
        send(said, timeout=0.3 if said == HANG else DEADLINE)
    assert caught.value.check == check


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(HANG, "no response within 0.3 s (--timeout)", id="silence"),
        pytest.param(b"SSH-2.0-OpenSSH\r\n", "does not speak HTTP", id="ssh"),
    ],
)
def test_a_server_without_http_cannot_be_tested(said: bytes, words: str) -> None:
    with (
        serve_raw(lambda _: said) as url,
        Sender(url, timeout=0.3 if said == HANG else DEADLINE) as sender,
        pytest.raises(OptionError) as caught,
    ):
        sender.probe()
    assert words in str(caught.value)


def test_a_closed_port_cannot_be_tested() -> None:
    with serve_raw(lambda _: DROP) as url:
        pass
    with Sender(url) as sender, pytest.raises(OptionError, match=f"--url {url}: the service cannot be reached"):
        sender.probe()


def test_a_service_may_take_a_while_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    responses = iter([DROP, DROP, http("503 Service Unavailable", b"")])
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with serve_raw(lambda _: next(responses)) as url, Sender(url) as sender:
        sender.probe(patience=60)
    assert not list(responses)


def test_a_service_that_does_not_start_in_time_cannot_be_tested() -> None:
    with serve_raw(lambda _: DROP) as url:
        pass
    with Sender(url) as sender, pytest.raises(OptionError, match=r"connection refused \(--wait 0.01\)"):
        sender.probe(patience=0.01)


def test_a_service_with_a_large_first_response_can_be_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MAX_RESPONSE", 10)
    with serve_raw(lambda _: http("200 OK", b"x" * 11)) as url, Sender(url) as sender:
        sender.probe()
        with pytest.raises(NoResponse, match="more than 10 bytes"):
            sender.send(GET)
