"""Responses are written whole or item by item: in ASGI messages and over a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from mockserver.engine.faults.slow import Slow
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.worlds.faults import PlannedFault
from mockserver.openapi.messages import FRAMING_FIELDS, Response
from mockserver.server.app import MockApp
from mockserver.server.asgi import Message
from mockserver.server.writing import encode_headers
from tests.server.door import Door
from tests.support.asgi import get
from tests.support.preparing import prepare_response
from tests.support.server_process import ServerProcess
from tests.support.small_sandbox import BOOK_RULES, changed, load_books, sandbox_of, write_folder
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
  /whole: {get: {responses: {'200': {description: ok, content: {application/json: {example: {whole: true}}}}}}}
  /nothing:
    get:
      responses:
        '200':
          description: ok
          content: {application/x-ndjson: {itemSchema: {type: integer}, example: []}}
"""
LONG = "3600"  # seconds; no test waits for the second item
SHORT = "0.05"


def app_of(folder: Path, interval: float = 0.0) -> MockApp:
    api = load_books(folder, document=DOCUMENT, behaviour=None, seed=None, prefix="")
    return MockApp(sandbox_of(api).engine, stream_interval=interval)


class Client:
    """An ASGI client that may disconnect after some pieces."""

    def __init__(self, path: str, method: str = "GET", *, disconnects_after: int | None = None) -> None:
        target, _, query = path.partition("?")
        self.scope = {
            "type": "http",
            "method": method,
            "path": target,
            "raw_path": target.encode(),
            "query_string": query.encode(),
            "headers": [],
        }
        self.sent: list[Message] = []
        self._disconnects_after = disconnects_after
        self.heard = asyncio.Event()  # set when the first piece arrives
        self._gone = asyncio.Event()
        if disconnects_after == 0:
            self._gone.set()
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
        if len(self.bodies) == self._disconnects_after:
            self._gone.set()

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.sent if message["type"] == "http.response.body"]

    async def ask(self, app: MockApp) -> None:
        await app(self.scope, self.receive, self.send)


def test_head_has_the_length_and_no_content(door: Door) -> None:
    whole, head = get(door.app, "GET", "/books/shelf"), get(door.app, "HEAD", "/books/shelf")
    assert whole.body == b'{"shelf":1}' and whole.all("content-length") == ["11"]
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)


def test_head_of_an_unknown_path(door: Door) -> None:
    for path in ("/books/books/9", "/nobody"):
        response = get(door.app, "HEAD", path)
        assert (response.status, response.body) == (404, b"")
        assert int(response.all("content-length")[0]) > 0


def test_no_content_has_no_length(door: Door) -> None:
    response = get(door.app, "DELETE", "/books/books/1")
    assert (response.status, response.body, response.all("content-length")) == (204, b"", [])


def test_line_ends_in_a_header_value_become_spaces(tmp_path: Path) -> None:
    rules = changed(BOOK_RULES, {"/errors/cases/not_found/headers": {"X-Id": "no {id}"}})
    app = MockApp(sandbox_of(load_books(tmp_path, behaviour=rules)).engine)
    response = get(app, "GET", "/books/books/a%0D%0ASet-Cookie:%20b")
    assert response.status == 404
    assert response.all("x-id") == ["no a  Set-Cookie: b"]
    assert response.all("set-cookie") == []


@pytest.mark.parametrize(
    ("method", "path", "bodies"),
    [
        pytest.param("GET", "/lines", [b"1\n", b"2\n", b"3\n", b""], id="one-message-each"),
        pytest.param("HEAD", "/lines", [b""], id="head"),
        pytest.param("GET", "/nothing", [b""], id="no-items"),
    ],
)
@pytest.mark.parametrize("interval", [0.0, 0.001])
def test_one_message_for_each_item(
    tmp_path: Path, method: str, path: str, bodies: list[bytes], interval: float
) -> None:
    client = Client(path, method)
    asyncio.run(client.ask(app_of(tmp_path, interval)))
    assert client.bodies == bodies
    assert not any(name == b"content-length" for name, _ in client.sent[0]["headers"])
    assert [bool(message.get("more_body")) for message in client.sent[1:]] == [True] * (len(bodies) - 1) + [False]


def test_a_disconnect_ends_the_stream(tmp_path: Path) -> None:
    client = Client("/lines", disconnects_after=1)
    asyncio.run(asyncio.wait_for(client.ask(app_of(tmp_path, float(LONG))), DEADLINE))
    assert client.bodies == [b"1\n", b""]


def test_a_cancelled_stream_is_completed(tmp_path: Path) -> None:
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


def test_all_items_arrive(document: Path) -> None:
    with ServerProcess(str(document), "--stream-interval", SHORT) as server:
        connection, response = _begin(server)
        assert response.read() == b"1\n2\n3\n"
        connection.close()


@pytest.mark.parametrize("name", sorted(FRAMING_FIELDS))
def test_the_framing_is_the_servers(name: str) -> None:
    fields = ((name.title(), "9"), ("X-It", "1"))
    assert encode_headers(fields) == [(b"X-It", b"1")]


def test_a_documented_length_is_not_sent_beside_the_true_one(tmp_path: Path) -> None:
    write_folder(
        tmp_path,
        it_yaml="""
            openapi: 3.1.0
            info: {title: Files, version: '1'}
            paths:
              /file:
                get:
                  responses:
                    '200':
                      description: ok
                      headers:
                        Content-Length: {required: true, schema: {type: integer}, example: 1234}
                        Transfer-Encoding: {schema: {type: string}, example: chunked}
                        Connection: {schema: {type: string}, example: close}
                      content: {text/plain: {example: hello}}
            """,
    )
    with ServerProcess(str(tmp_path / "it.yaml")) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
        connection.request("GET", "/file")
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"hello")
        connection.close()
        assert response.msg.get_all("content-length") == ["5"]
        assert response.msg.get_all("transfer-encoding") is None
        assert response.msg.get_all("connection") is None


@pytest.mark.parametrize("status", [204, 304])
def test_a_prepared_response_without_content_has_no_body(door: Door, status: int) -> None:
    prepare_response(door.sandbox.engine.worlds.get(), "books", "readShelf", Response(status, (), b"text"))
    response = get(door.app, "GET", "/books/shelf")
    assert (response.status, response.body, response.all("content-length")) == (status, b"", [])


# faults


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    file = tmp_path_factory.mktemp("broken") / "streams.yaml"
    file.write_text(DOCUMENT)
    with ServerProcess(str(file)) as server:
        yield server


def receive_all(server: ServerProcess, target: str) -> bytes:
    """What the server sends until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def test_a_reset_breaks_the_connection(broken: ServerProcess) -> None:
    with pytest.raises(ConnectionResetError):
        receive_all(broken, "/lines?__fault=reset")


def test_an_empty_response_is_the_end_of_the_connection(broken: ServerProcess) -> None:
    assert receive_all(broken, "/lines?__fault=empty") == b""


def test_a_truncated_response_announces_more_than_it_has(broken: ServerProcess) -> None:
    head, _, body = receive_all(broken, "/whole?__fault=truncated").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"content-length: 14" in head
    assert body == b'{"whole'


def test_a_truncated_stream_has_no_end(broken: ServerProcess) -> None:
    head, _, body = receive_all(broken, "/lines?__fault=truncated").partition(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head
    assert body == b"3\r\n1\n2\r\n", "the chunk of no bytes, which ends a stream, is missing"


def test_a_slow_response_is_whole(broken: ServerProcess) -> None:
    connection = HTTPConnection("127.0.0.1", broken.port, timeout=DEADLINE)
    connection.request("GET", "/whole?__fault=slow")
    response = connection.getresponse()
    assert (response.getheader("content-length"), response.read()) == ("14", b'{"whole":true}')
    connection.request("GET", "/whole?__delay=1")
    assert connection.getresponse().read() == b'{"whole":true}', "the connection can be used again"
    connection.close()


def test_what_waits_holds_up_no_other_request_and_no_stop(document: Path) -> None:
    with ServerProcess(str(document), "--delay", "3600000") as server:
        waiting = [socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE) for _ in range(3)]
        for connection, target in zip(waiting, ("/lines", "/whole", "/whole?__fault=timeout"), strict=True):
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        other = HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
        other.request("GET", "/_mock/health")
        assert other.getresponse().status == 200
        other.close()
        assert server.interrupt() == 0
        assert "Traceback" not in server.output
        for connection in waiting:
            connection.close()


class TestDisconnects:
    """A client that leaves ends what waits for it; each of these would take an hour."""

    @pytest.mark.parametrize("target", ["/whole?__delay=3600000", "/whole?__fault=timeout"])
    def test_before_the_response(self, tmp_path: Path, target: str) -> None:
        client = Client(target, disconnects_after=0)
        asyncio.run(asyncio.wait_for(client.ask(app_of(tmp_path, 0)), DEADLINE))
        assert client.sent == []

    def test_while_it_is_sent(self, tmp_path: Path) -> None:
        app = app_of(tmp_path, 0)
        world = app.engine.worlds.get()
        world.faults.put(None, RequestPattern(), PlannedFault(Slow(1 / 3600)), None)
        client = Client("/whole", disconnects_after=0)
        asyncio.run(asyncio.wait_for(client.ask(app), DEADLINE))
        assert client.bodies == [b'{"whole":true}'], "what is left, which uvicorn drops"


@pytest.mark.parametrize(("fault", "status"), [("reset", 503), ("empty", 503), ("truncated", 200)])
def test_another_server_sends_the_response(tmp_path: Path, fault: str, status: int) -> None:
    response = get(app_of(tmp_path, 0), "GET", f"/whole?__fault={fault}")
    assert response.status == status
    assert response.all("content-length") == [str(len(response.body))]
