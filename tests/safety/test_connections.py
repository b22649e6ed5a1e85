"""Clients that are slow, leave in the middle, ask for too much at once, or do not read what they asked for."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.support.waiting import wait_for

from .conftest import ATTACKED
from .conversation import LAST, converse, read_responses, read_to_the_end, send_until_refused, statuses
from .length import IS_LONG
from .watched_server import Limits, WatchedServer

TIMEOUT = 3  # seconds for each part of a request
UPLOADS = 40_000_000  # bytes
OPTIONS = (
    *(str(ATTACKED), "--max-body", "10000000", "--upload-budget", str(UPLOADS)),
    *("--header-timeout", str(TIMEOUT), "--body-timeout", str(TIMEOUT), "--keep-alive-timeout", str(TIMEOUT)),
)
MANY = 900 if IS_LONG else 500  # connections, fewer than the server admits

HOST = b"Host: localhost\r\n"
GET = b"GET /canary HTTP/1.1\r\n" + HOST
POST = b"POST /any HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SIZED = POST + b"Content-Length: 100000\r\n\r\n"

STARTS = {  # what a client has sent before it begins to drip, and what it drips without end
    "target": (b"GET /", b"a"),
    "name": (GET, b"A"),
    "value": (GET + b"X-A: ", b"a"),
    "fields": (GET, b"A: b\r\n"),
    "body": (SIZED, b" "),
    "chunk-size": (CHUNKED, b"0"),
    "chunk-extension": (CHUNKED + b"1;", b"a"),
    "chunks": (CHUNKED, b"1\r\n \r\n"),
    "trailers": (CHUNKED + b"0\r\n", b"A: b\r\n"),
}


@contextmanager
def connections(watched: WatchedServer, count: int) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [stack.enter_context(watched.connect()) for _ in range(count)]


def test_clients_that_drip(watched: WatchedServer) -> None:
    """A byte now and then does not start the time again."""
    with watched.attack(), connections(watched, len(STARTS)) as clients:
        for client, (start, _) in zip(clients, STARTS.values(), strict=True):
            client.sendall(start)
        received = dict(zip(STARTS, drip(clients, [piece for _, piece in STARTS.values()]), strict=True))
    assert {name: statuses(read_responses(each)) for name, each in received.items()} == dict.fromkeys(STARTS, (408,))


def drip(clients: list[socket.socket], pieces: list[bytes]) -> list[bytes]:
    """Send a piece on each connection ten times a second until the server has said something on all of them."""
    received = [b""] * len(clients)

    def send_pieces() -> bool:
        for number, (client, piece) in enumerate(zip(clients, pieces, strict=True)):
            if received[number]:
                continue
            client.settimeout(0.1 / len(clients))
            with suppress(ConnectionError):
                client.sendall(piece)
            with suppress(TimeoutError):
                received[number] = client.recv(65_536)
        return all(received)

    wait_for(send_pieces, "the end of every wait")
    return received


@pytest.mark.parametrize("start", [pytest.param(start, id=name) for name, (start, _) in STARTS.items()])
def test_clients_that_fall_silent(watched: WatchedServer, start: bytes) -> None:
    """Many at a time, each of which leaves with a reset."""
    with watched.attack(), connections(watched, 50) as clients:
        for client in clients:
            client.sendall(start)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_connections_that_ask_for_nothing(watched: WatchedServer) -> None:
    with watched.attack(), connections(watched, MANY) as clients:
        assert [client.recv(1) for client in clients] == [b""] * MANY  # closed


def test_connections_that_ask_once(watched: WatchedServer) -> None:
    with watched.attack(), connections(watched, MANY) as clients:
        for client in clients:
            client.sendall(GET + b"\r\n")
        assert {statuses(read_responses(read_to_the_end(client))) for client in clients} == {(200,)}


def test_pipelined_requests(watched: WatchedServer) -> None:
    with watched.attack():
        assert statuses(converse(watched, (GET + b"\r\n") * 1_000 + LAST)) == (200,) * 1_001


@pytest.mark.parametrize("target", [b"/canary", b"/_mock/openapi.json", b"/any"])
def test_responses_that_are_not_read(watched: WatchedServer, target: bytes) -> None:
    """The server stops to read from a client that does not read."""
    asked = b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    with watched.attack(Limits(cpu=10)), watched.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.settimeout(1)
        sent = 0
        with suppress(TimeoutError, ConnectionError):
            while sent < 20_000_000:
                sent += client.send(asked * 100)
    assert sent < 20_000_000


def test_a_half_closed_connection(watched: WatchedServer) -> None:
    with watched.attack(), watched.connect() as client:
        client.sendall(GET + b"\r\n")
        client.shutdown(socket.SHUT_WR)
        assert statuses(read_responses(read_to_the_end(client))) == (200,)


def test_uploads_that_stop_before_their_end(watched: WatchedServer) -> None:
    """All unfinished bodies share a budget, and others are refused."""
    with watched.attack(Limits(memory=3 * UPLOADS / 1_000_000)), connections(watched, 20) as clients:
        for client in clients:
            send_until_refused(client, POST + b"Content-Length: 9000000\r\n\r\n" + b" " * 8_000_000)
        answers = [statuses(read_responses(read_to_the_end(client))) for client in clients]
    assert (503,) in answers and set(answers) <= {(408,), (503,), ()}  # (): it sent so much more that it was cut off


@pytest.mark.parametrize(
    "offer",
    [
        pytest.param(b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\n", id="http-2"),
        pytest.param(b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n", id="websocket"),
        pytest.param(b"Upgrade: a, b/1, c\r\nConnection: upgrade\r\n", id="other"),
    ],
)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"Content-Length: 4\r\n\r\nnull", 201, id="body"),
        pytest.param(b"Content-Length: 4\r\n\r\nnulx", 400, id="broken-body"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n4\r\nnulx\r\n0\r\n\r\n", 400, id="broken-chunks"),
    ],
)
def test_an_offer_of_another_protocol(watched: WatchedServer, offer: bytes, body: bytes, status: int) -> None:
    """Java's client offers HTTP/2 with each request; the body behind it must be read."""
    with watched.attack():
        assert statuses(converse(watched, POST + offer + body + LAST)) == (status, 200)
