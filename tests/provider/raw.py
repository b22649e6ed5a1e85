"""Servers that are no good at HTTP: what they send is written down byte by byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANG = b"hang"  # answers nothing, and keeps the connection
DROP = b""  # answers nothing, and ends the connection


@contextmanager
def serve_raw(answer: Callable[[str], bytes]) -> Iterator[str]:
    """While this lasts, `answer` says what is sent for a request line such as `GET /books HTTP/1.1`."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def talk(connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        said = answer(head.split(b"\r\n")[0].decode())
        if said != HANG:
            connection.sendall(said)
            connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            open_ones.append(connection)
            threading.Thread(target=_quietly, args=(talk, connection), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in open_ones:
            connection.close()


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """A whole answer, after which the connection ends."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _quietly(talk: Callable[[socket.socket], None], connection: socket.socket) -> None:
    try:
        talk(connection)
    except OSError:
        return
