"""A real port: methods that the HTTP parser does not know, and the end of a server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from mockserver.server.app import MockApp
from mockserver.server.heads import METHOD_LIMIT
from mockserver.server.listening import GRACE, ServerThread
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
    server = ServerThread(MockApp(sandbox_of(api).engine))
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


def test_ctrl_c_ends_the_server_within_a_second() -> None:
    assert GRACE < 1
