"""A real port: methods that the HTTP parser does not know, and the end of a server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from mockserver.control import build_shell
from mockserver.server.app import MockApp
from mockserver.server.connections.heads import METHOD_LIMIT
from mockserver.server.listening import GRACE, ServerThread
from tests.support.server_process import SOURCE
from tests.support.small_sandbox import load_books, sandbox_of
from tests.support.waiting import DEADLINE

DOCUMENT = """
openapi: 3.2.0
info: {title: Methods, version: '1'}
paths:
  /pot:
    get: {responses: {'200': {description: ok}}}
    query: {responses: {'202': {description: ok}}}
    additionalOperations:
      BREW: {requestBody: {content: {text/plain: {schema: {const: tea}}}}, responses: {'201': {description: ok}}}
      COPY: {responses: {'204': {description: ok}}}
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("methods")
    api = load_books(folder, document=DOCUMENT, behaviour=None, seed=None, prefix="")
    server = ServerThread(MockApp(sandbox_of(api).engine, build_shell=build_shell))
    yield int(server.address.rpartition(":")[2])
    server.close()


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        pytest.param("GET", None, 200, id="known"),
        pytest.param("QUERY", None, 202, id="query"),
        pytest.param("COPY", None, 204, id="additional"),
        pytest.param("BREW", "tea", 201, id="unknown-to-the-parser"),
        pytest.param("BREW", "coffee", 422, id="with-a-wrong-body"),
        pytest.param("STEEP", None, 405, id="not-documented"),
        pytest.param("X" * METHOD_LIMIT, None, 405, id="long"),
        pytest.param("X" * (METHOD_LIMIT + 1), None, 400, id="too-long"),
        pytest.param("B[]W", None, 400, id="not-a-token"),
    ],
)
def test_methods(port: int, method: str, body: str | None, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    connection.request(method, "/pot", body, {"Content-Type": "text/plain"} if body else {})
    response = connection.getresponse()
    assert response.status == status
    if status == 405:
        assert response.headers["Allow"] == "BREW, COPY, GET, HEAD, OPTIONS, QUERY"
    connection.close()


def test_a_method_belongs_to_its_own_request(port: int) -> None:
    """On one connection, and in a head that arrives in pieces."""
    connection = HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    statuses = []
    for method in ("BREW", "GET", "COPY", "QUERY", "GET"):
        connection.request(method, "/pot")
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()
    assert statuses == [201, 200, 204, 202, 200]
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as pieces:
        for piece in (b"BREW /pot HT", b"TP/1.1\r\nHost: a\r\n", b"\r\n"):
            pieces.sendall(piece)
        assert pieces.recv(100).startswith(b"HTTP/1.1 201 ")


def ask(port: int, sent: bytes) -> bytes:
    """Send a request, and return the response up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        pytest.param("http://localhost/_mock/x", "evil.test", b"404", id="loopback-as-target"),
        pytest.param("http://evil.test/_mock/x", "localhost", b"421", id="other-name-as-target"),
        pytest.param("http://evil.test/pot", "localhost", b"200", id="mocked-api"),
    ],
)
def test_the_host_of_the_target_counts(port: int, target: str, host: str, status: bytes) -> None:
    response = ask(port, f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert response.split(b" ")[1] == status


def test_options_of_the_server(port: int) -> None:
    response = ask(port, b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert response.startswith(b"HTTP/1.1 204 ")


STUCK = """
import sys, threading
from mockserver.server import listening
from mockserver.server.listening import address_of, listen, run

listening.PATIENCE = float(sys.argv[1])

async def app(scope, receive, send):
    print("stuck", flush=True)
    threading.Event().wait()

listener = listen("127.0.0.1", 0)
run(app, listener, lambda: print(address_of(listener), flush=True))
"""


@pytest.mark.parametrize(
    ("patience", "numbers"),
    [
        pytest.param(0.1, [signal.SIGTERM], id="told-once"),
        pytest.param(3600.0, [signal.SIGTERM, signal.SIGINT], id="told-twice"),
    ],
)
def test_a_server_ends_while_its_event_loop_is_stuck(patience: float, numbers: list[int]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", STUCK, str(patience)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert process.stdout.readline() == "stuck\n"
            for number in numbers:
                process.send_signal(number)
            assert process.wait(DEADLINE) in [128 + number for number in numbers]


def test_ctrl_c_ends_the_server_within_a_second() -> None:
    assert GRACE < 1
