"""Servers that send given bytes, HTTP or not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

HANG = b"hang"  # sends nothing, and keeps the connection open
DROP = b""  # sends nothing, and closes the connection


@contextmanager
def serve_raw(respond: Callable[[str], bytes], *, is_stale: bool = False) -> Iterator[str]:
    """Serve at the address given. `respond` returns the bytes for a request line such as `GET /books HTTP/1.1`.

    With `is_stale`, a connection stays open until a second request has come, and then closes without a response.
    """
    with serve_heads(lambda head: respond(head.split(b"\r\n")[0].decode()), is_stale=is_stale) as address:
        yield address


@contextmanager
def serve_heads(respond: Callable[[bytes], bytes], *, is_stale: bool = False) -> Iterator[str]:
    """Serve as `serve_raw` does; `respond` gets the complete head of a request."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def handle(connection: socket.socket) -> None:
        said = respond(_read_head(connection))
        if said == HANG:
            return
        connection.sendall(said)
        if is_stale and said != DROP:
            _read_head(connection)
        connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            open_ones.append(connection)
            threading.Thread(target=_quietly, args=(handle, connection), daemon=True).start()

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


def _read_head(connection: socket.socket) -> bytes:
    """Return the head of a request. Raises `OSError` if the connection closes before its end."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionError("closed")
        head += piece
    return head


def http(status: str, body: bytes = b"", *headers: str, closes: bool = True) -> bytes:
    """Return a complete response, after which the connection closes."""
    closing = ["connection: close"] if closes else []
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *closing, *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def _quietly(handle: Callable[[socket.socket], None], connection: socket.socket) -> None:
    try:
        handle(connection)
    except OSError:
        return
