"""Bytes that are sent to a server as they are, and the responses that come back until it closes the connection."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from typing import Any

from tests.support.server_process import ServerProcess, ServerResponse

Bytes = bytes | Iterable[bytes]
LAST = b"GET /canary HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
"""A request after which the server closes the connection. Bytes before it that were read as a body show in it."""


def converse(server: ServerProcess, sent: Bytes) -> list[ServerResponse]:
    """Send bytes, and return all responses until the server closes the connection."""
    with server.connect() as connection:
        send_until_refused(connection, sent)
        return read_responses(read_to_the_end(connection))


def statuses(responses: Iterable[ServerResponse]) -> tuple[int, ...]:
    return tuple(response.status for response in responses)


def send_until_refused(connection: socket.socket, sent: Bytes) -> int:
    """Send bytes until all are sent or the server has closed the connection, and return how many were sent."""
    size = 0
    with suppress(BrokenPipeError, ConnectionResetError):  # what the server said before can still be read
        for piece in [sent] if isinstance(sent, bytes) else sent:
            connection.sendall(piece)
            size += len(piece)
    return size


def read_to_the_end(connection: socket.socket) -> bytes:
    pieces = []
    with suppress(ConnectionResetError):
        while piece := connection.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def read_responses(received: bytes) -> list[ServerResponse]:
    """Return the responses to GET or POST requests that stand one after the other."""
    stream = _Stream(received)
    responses = []
    while stream.tell() < len(received):
        response = HTTPResponse(stream)  # type: ignore[arg-type]  # it asks a socket for nothing but `makefile`
        try:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            responses.append(ServerResponse(response.status, headers, response.read()))
        except (HTTPException, ValueError) as error:
            raise AssertionError(f"this is not HTTP: {received[:500]!r}") from error
    return responses


class _Stream(BytesIO):
    """Bytes that `HTTPResponse` reads from and does not close, as the next response begins where one ends."""

    def makefile(self, *_: Any) -> _Stream:
        return self

    def close(self) -> None:
        pass
