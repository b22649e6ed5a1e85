"""Sequences leave item by item: over a real socket, in ASGI messages, and until the client goes away."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from mockserver.server.app import MockApp
from mockserver.server.asgi import Message
from tests.support.server_process import ServerProcess
from tests.support.small_sandbox import load_books, sandbox_of
from tests.support.waiting import DEADLINE

DOCUMENT = """
openapi: 3.2.0
info: {title: Streams, version: '1'}
paths:
  /lines:
    get:
      responses:
        '200':
          description: ok
          content: {application/x-ndjson: {itemSchema: {type: integer}, example: [1, 2, 3]}}
  /nothing:
    get:
      responses:
        '200':
          description: ok
          content: {application/x-ndjson: {itemSchema: {type: integer}, example: []}}
"""
LONG = "3600"  # seconds: whoever waited for the second item would wait for ever
SHORT = "0.05"


def app_of(folder: Path, interval: float = 0.0) -> MockApp:
    api = load_books(folder, document=DOCUMENT, behaviour=None, seed=None, prefix="")
    return MockApp(sandbox_of(api).engine, stream_interval=interval)


class Client:
    """An ASGI client that may go away after some pieces."""

    def __init__(self, path: str, method: str = "GET", *, leaves_after: int | None = None) -> None:
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
        }
        self.sent: list[Message] = []
        self._leaves_after = leaves_after
        self.heard = asyncio.Event()  # when the first piece has come
        self._gone = asyncio.Event()
        self._asked = False

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request"}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)
        if self.bodies:
            self.heard.set()
        if len(self.bodies) == self._leaves_after:
            self._gone.set()

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.sent if message["type"] == "http.response.body"]

    async def ask(self, app: MockApp) -> None:
        await app(self.scope, self.receive, self.send)


@pytest.mark.parametrize(
    ("method", "path", "bodies"),
    [
        pytest.param("GET", "/lines", [b"1\n", b"2\n", b"3\n", b""], id="one-message-each"),
        pytest.param("HEAD", "/lines", [b""], id="head"),
        pytest.param("GET", "/nothing", [b""], id="no-items"),
    ],
)
@pytest.mark.parametrize("interval", [0.0, 0.001])
def test_messages(tmp_path: Path, method: str, path: str, bodies: list[bytes], interval: float) -> None:
    client = Client(path, method)
    asyncio.run(client.ask(app_of(tmp_path, interval)))
    assert client.bodies == bodies
    assert not any(name == b"content-length" for name, _ in client.sent[0]["headers"])
    assert [bool(message.get("more_body")) for message in client.sent[1:]] == [True] * (len(bodies) - 1) + [False]


def test_a_client_that_goes_away_ends_the_stream(tmp_path: Path) -> None:
    client = Client("/lines", leaves_after=1)
    asyncio.run(asyncio.wait_for(client.ask(app_of(tmp_path, float(LONG))), DEADLINE))
    assert client.bodies == [b"1\n", b""]


def test_a_stream_that_is_cancelled_ends_well(tmp_path: Path) -> None:
    async def cancel() -> Client:
        client = Client("/lines")
        task = asyncio.ensure_future(client.ask(app_of(tmp_path, float(LONG))))
        await client.heard.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return client

    client = asyncio.run(cancel())
    assert client.bodies == [b"1\n", b""]
    assert not client.sent[-1].get("more_body")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "streams.yaml"
    file.write_text(DOCUMENT)
    return file


@pytest.fixture
def waiting(document: Path) -> Iterator[ServerProcess]:
    with ServerProcess(str(document), "--stream-interval", LONG) as server:
        yield server


def _begin(server: ServerProcess) -> tuple[socket.socket, HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    connection.request("GET", "/lines")
    response = connection.getresponse()
    return connection.sock, response


def test_the_first_item_arrives_before_the_last_is_sent(waiting: ServerProcess) -> None:
    connection, response = _begin(waiting)
    assert response.getheader("transfer-encoding") == "chunked"
    assert response.readline() == b"1\n"  # the second is an hour away
    code = waiting.interrupt()
    assert response.readline() == b"", "the stream ends with the server"
    assert code == 0
    assert "Traceback" not in waiting.output
    connection.close()


def test_all_items_arrive_in_the_end(document: Path) -> None:
    with ServerProcess(str(document), "--stream-interval", SHORT) as server:
        connection, response = _begin(server)
        assert response.read() == b"1\n2\n3\n"
        connection.close()
