"""Listening on a port, serving with uvicorn, and stopping within a second."""

from __future__ import annotations

import asyncio
import gc
import math
import re
import signal
import socket
import struct
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..openapi.errors import OptionError
from .asgi import RESET, Application
from .sweeping import INTERVAL
from .writing import end_quietly

BACKLOG = 2048  # connections waiting to be accepted
HEAD_LIMIT = 1024 * 1024  # bytes of a request line and header fields; MockApp responds 431 to far fewer
PATIENCE = 20  # seconds without a byte after which a request that has begun is given up
GRACE = 0.5  # seconds that running requests have to end
METHOD_LIMIT = 64  # characters
_METHODS = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT"))
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises `OptionError` if it cannot listen there."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise OptionError(f"--host {host}: is not an address of this machine") from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as reason:
        listener.close()
        raise OptionError(
            f"cannot listen on {host} port {port}: {reason.strerror}; --port 0 takes a free one"
        ) from None
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket) -> str:
    """`http://127.0.0.1:8000`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(
    app: Application,
    listener: socket.socket,
    announce: Callable[[], None] = lambda: None,
    sweep: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM, which also work while `announce` is called. `sweep` is called once a minute."""
    gc.freeze()  # what was loaded is never garbage: collections need not scan it
    server = _make_server(app, sweep)

    def stop(*_: object) -> None:  # until uvicorn installs its own handlers
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    announce()
    server.run(sockets=[listener])


class ServerThread:
    """A server in a thread of this process, on a free port, until it is closed."""

    def __init__(self, app: Application) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.address = address_of(self._listener)  # "http://127.0.0.1:53124"
        self._server = _make_server(app)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="mockserver", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop the server, wait for its thread, and free the port."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


def _make_server(app: Application, sweep: Callable[[], Awaitable[None]] | None = None) -> uvicorn.Server:
    config = uvicorn.Config(
        end_quietly(app),
        http=Protocol,
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        ws="none",
        log_config=None,  # the program configures logging
        callback_notify=sweep,
        timeout_notify=INTERVAL,
    )
    config.timeout_graceful_shutdown = GRACE  # type: ignore[assignment]  # uvicorn 0.54 only hands it to asyncio
    return uvicorn.Server(config)


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol with limits for unfinished requests, each response in one write, and any method.

    - uvicorn 0.54 writes head and body one after the other: two system calls and two packets for each response. Joining
      them serves a third more requests per second. Drop when uvicorn does so itself.
    - uvicorn 0.54 waits for the rest of a request without end, and keeps a head of any size. Here `PATIENCE` seconds of
      silence are refused with 408 (RFC 9110 §15.5.9), and a head beyond `HEAD_LIMIT` with 400.
    - httptools 0.9 refuses methods that it does not know, and with them OpenAPI 3.2's `additionalOperations`. It is
      given POST instead, unless the request is pipelined.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn declares it
        super().connection_made(_JoinedWrites(transport, self.loop))  # type: ignore[arg-type]  # has what uvicorn uses
        self._head: float = 0  # bytes of an unfinished head
        self._is_unfinished = False
        self._heard = 0.0  # when the last bytes arrived, by the loop's clock
        self._waiting: asyncio.TimerHandle | None = None
        self._method: str | None = None  # the client's method, if httptools is given POST

    def data_received(self, data: bytes) -> None:
        if not self._is_unfinished:
            data = self._with_known_method(data)
        self._head += len(data)
        super().data_received(data)
        if self._head > HEAD_LIMIT:
            self.send_400_response(f"the head of the request is longer than {HEAD_LIMIT} bytes")
        elif self._is_unfinished:  # most requests arrive whole and need no timer
            self._heard = self.loop.time()
            if self._waiting is None:
                self._waiting = self.loop.call_later(PATIENCE, self._lose_patience)

    def eof_received(self) -> None:
        if self._is_unfinished and not self.transport.is_closing():
            self.send_400_response("the request ended before it was complete")

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._is_unfinished = True
        super().on_message_begin()
        self.scope["extensions"] = {RESET: {"call": self._reset}}

    def on_headers_complete(self) -> None:
        self._head = -math.inf
        super().on_headers_complete()
        if self._method is not None:  # the task that handles the request has not begun yet
            self.scope["method"], self._method = self._method, None

    def on_message_complete(self) -> None:
        self._head, self._is_unfinished = 0, False
        self._stop_waiting()
        super().on_message_complete()

    def _with_known_method(self, data: bytes) -> bytes:
        """Return the beginning of a request, its method replaced if httptools does not know it."""
        end = data.find(b" ", 0, METHOD_LIMIT + 1)
        method = data[:end] if end > 0 else b"GET"
        if method in _METHODS or not _TOKEN.fullmatch(method):
            return data
        self._method = method.decode()
        return b"POST" + data[end:]

    def _lose_patience(self) -> None:
        silence = self.loop.time() - self._heard
        if silence < PATIENCE:
            self._waiting = self.loop.call_later(PATIENCE - silence, self._lose_patience)
            return
        said = f"the request was not complete after {PATIENCE} seconds of silence".encode()
        head = "HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
        self.transport.write(head.encode() + b"content-length: %d\r\n\r\n" % len(said) + said)
        self.transport.close()

    def _reset(self) -> None:
        """Break the connection as a crash would: the client sees a reset."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _JoinedWrites:
    """A transport that collects writes until the next turn of the event loop, then writes them at once."""

    __slots__ = ("_loop", "_pending", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pending: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._pending:
            self._loop.call_soon(self._flush)
        self._pending.append(data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._pending:
            data, self._pending = b"".join(self._pending), []
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
