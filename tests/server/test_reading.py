"""Requests are read within limits, in pieces and with their Content-Encoding undone."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from mockserver.server.connections.limits import LINGER
from mockserver.server.cors import Cors
from mockserver.server.reading import DEFAULT_MAX_BODY, MAX_HEADERS
from tests.server.connections.wire import Line, run
from tests.server.door import Door
from tests.support.asgi import ask, drive, get

JSON = ("Content-Type", "application/json")
NEW = b'{"title": "It"}'
DISCONNECT = {"type": "http.disconnect"}


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([NEW], id="whole"),
        pytest.param([NEW[:3], NEW[3:]], id="halves"),
        pytest.param([bytes([byte]) for byte in NEW], id="byte-by-byte"),
        pytest.param([b"", NEW, b""], id="with-empty-pieces"),
    ],
)
def test_a_body_in_pieces(door: Door, pieces: list[bytes]) -> None:
    assert get(door.app, "POST", "/books/books", pieces, [JSON]).status == 201
    assert door.titles() == ["Emma", "Ulysses", "It"]


@pytest.mark.parametrize(
    ("coding", "encoded"),
    [
        pytest.param("gzip", gzip.compress(NEW), id="gzip"),
        pytest.param("GZIP", gzip.compress(NEW), id="upper-case"),
        pytest.param("deflate", zlib.compress(NEW), id="zlib"),
        pytest.param("deflate", zlib.compress(NEW)[2:-4], id="raw-deflate"),
        pytest.param("identity", NEW, id="identity"),
        pytest.param("deflate, gzip", gzip.compress(zlib.compress(NEW)), id="two-codings"),
    ],
)
def test_a_content_encoding_is_undone(door: Door, coding: str, encoded: bytes) -> None:
    assert get(door.app, "POST", "/books/books", encoded, [JSON, ("Content-Encoding", coding)]).status == 201
    assert door.titles()[-1] == "It"


@pytest.mark.parametrize(
    ("coding", "encoded", "status", "rule"),
    [
        pytest.param("br", NEW, 415, "body.encoding", id="unknown"),
        pytest.param("gzip", NEW, 415, "body.encoding", id="not-gzip"),
        pytest.param("gzip", gzip.compress(NEW)[:-4], 415, "body.encoding", id="cut-off"),
        pytest.param("gzip", gzip.compress(bytes(20_000_000)), 413, "body.too-large", id="bomb"),
        pytest.param(
            "gzip, gzip",
            gzip.compress(gzip.compress(bytes(20_000_000))),
            413,
            "body.too-large",
            id="bomb-in-a-bomb",
        ),
    ],
)
def test_a_content_encoding_that_cannot_be_undone(
    door: Door, coding: str, encoded: bytes, status: int, rule: str
) -> None:
    response = get(door.app, "POST", "/books/books", encoded, [JSON, ("Content-Encoding", coding)])
    assert (response.status, [row["rule"] for row in response.json()["violations"]]) == (status, [rule])
    assert door.titles() == ["Emma", "Ulysses"]


@pytest.mark.parametrize(("size", "status"), [(len(NEW), 201), (len(NEW) - 1, 413), (0, 413)])
def test_max_body(tmp_path: Path, size: int, status: int) -> None:
    door = Door(tmp_path, max_body=size)
    assert get(door.app, "POST", "/books/books", NEW, [JSON]).status == status
    assert get(door.app, "POST", "/books/books", [NEW[:5], NEW[5:-1], b' "}'], [JSON]).status in (413, 400, 409)
    assert len(door.titles()) == (3 if status == 201 else 2)


def test_an_endless_body_is_read_up_to_the_limit(tmp_path: Path) -> None:
    app = Door(tmp_path, max_body=100).app
    assert get(app, "POST", "/books/books", [bytes(60)] * 2, [JSON], ending=DISCONNECT).status == 413


@pytest.mark.parametrize(
    ("length", "status"),
    [
        pytest.param("100", 201, id="at-the-limit"),
        pytest.param("101", 413, id="one-byte-more"),
        pytest.param("0" * 30 + "101", 413, id="zeros"),
        pytest.param("9" * 30, 413, id="beyond-64-bits"),
        pytest.param("many", 201, id="not-a-number"),
    ],
)
def test_a_body_that_is_announced_as_too_large_is_not_read(tmp_path: Path, length: str, status: int) -> None:
    """The response is the one to a body that turns out to be too large."""
    door, origin = Door(tmp_path, max_body=100, cors=Cors()), ("Origin", "http://localhost:3000")
    body = NEW if status == 201 else []
    announced = get(door.app, "POST", "/books/books", body, [JSON, origin, ("Content-Length", length)], ending=None)
    assert (announced.status, len(door.titles())) == (status, 3 if status == 201 else 2)
    if status == 413:
        read = get(door.app, "POST", "/books/books", bytes(101), [JSON, origin])
        assert (announced.json(), announced.headers) == (read.json(), read.headers)
        first, second = door.sandbox.engine.worlds.get().journal
        assert (first.violations, first.request.body) == (second.violations, second.request.body)
        assert [violation.rule for violation in first.violations] == ["body.too-large"]


def test_a_client_that_waits_for_100_continue_sends_nothing_of_a_body_that_is_too_large(tmp_path: Path) -> None:
    async def talk(connect: Callable[[], Line]) -> None:
        line = connect()
        head = b"POST /books/books HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n"
        assert await line.send(head) == "413"
        await line.wait(LINGER)
        assert line.transport.ended == "aborted"

    run(Door(tmp_path, max_body=100).app, talk)


def test_the_default_limit() -> None:
    assert DEFAULT_MAX_BODY == 10 * 1024 * 1024


@pytest.mark.parametrize("pieces", [pytest.param([NEW[:5]], id="half"), pytest.param([NEW], id="all-but-the-end")])
def test_a_client_that_disconnects_early_changes_nothing(door: Door, pieces: list[bytes]) -> None:
    assert ask(door.app, "POST", "/books/books", pieces, [JSON], ending=DISCONNECT) is None
    assert (door.titles(), door.seen) == (["Emma", "Ulysses"], [])


def test_a_client_that_disconnects_at_once(door: Door) -> None:
    scope = {"type": "http", "method": "GET", "path": "/books/books", "headers": []}
    assert drive(door.app, scope, [DISCONNECT]) == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param([("X-Big", "x" * (MAX_HEADERS - 5))], 200, id="at-the-limit"),
        pytest.param([("X-Big", "x" * (MAX_HEADERS - 4))], 431, id="one-byte-more"),
        pytest.param([(f"x-{number:04}", "x" * 10) for number in range(5000)], 431, id="many"),
    ],
)
def test_the_limit_of_header_fields(door: Door, headers: list[tuple[str, str]], status: int) -> None:
    response = get(door.app, "GET", "/books/shelf", headers=headers)
    assert response.status == status
    assert [exchange.response.status for exchange in door.seen] == [status]
    if status == 431:
        assert response.json()["detail"].endswith(f"allowed: up to {MAX_HEADERS}")
