"""A real port: listening, serving with uvicorn, and ending within a second."""

from __future__ import annotations

import asyncio
import gc
import math
import re
import signal
import socket
import struct
import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..openapi.errors import OptionError
from .asgi import RESET, Application
from .writing import end_quietly

BACKLOG = 2048  # connections waiting to be accepted
HEAD_LIMIT = 1024 * 1024  # bytes of a request line and header fields; MockApp refuses more politely, and far fewer
PATIENCE = 20  # seconds without a byte of a request that has begun
GRACE = 0.5  # seconds that requests under way have to end
METHOD_LIMIT = 64  # characters
_METHODS = frozenset((b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE", b"CONNECT"))
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110 §5.6.2


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises `OptionError` for what cannot be listened on."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise OptionError(f"--host {host}: is no address of this machine") from None
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


def run(app: Application, listener: socket.socket, announce: Callable[[], None] = lambda: None) -> None:
    """Serve until Ctrl-C or SIGTERM; either counts from the moment at which `announce` says that we serve."""
    gc.freeze()  # what was loaded stays: no collection need look at it again
    server = _make_server(app)

    def stop(*_: object) -> None:  # uvicorn's own handlers take over as soon as its loop runs
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    announce()
    server.run(sockets=[listener])


class ServerThread:
    """A server in a thread of this process, on a free port of this machine, until it is closed."""

    def __init__(self, app: Application) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.address = address_of(self._listener)  # "http://127.0.0.1:53124"
        self._server = _make_server(app, log_config=None)  # logging belongs to the program whose thread this is
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="mockserver", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End the thread and free the port; returns when both are done."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


def _make_server(app: Application, **options: Any) -> uvicorn.Server:
    config = uvicorn.Config(
        end_quietly(app),
        http=Protocol,
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        log_level="warning",
        ws="none",
        **options,
    )
    config.timeout_graceful_shutdown = GRACE  # type: ignore[assignment]  # uvicorn 0.54 only hands it to asyncio
    return uvicorn.Server(config)


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with patience for half-sent requests bounded and each answer in one write.

    - uvicorn 0.54 writes head and body one after the other: two system calls and two packets for every answer. Joined,
      a third more requests are answered each second. Drop when uvicorn does so itself.
    - A request that is begun and not ended is waited for without end, and its head kept whatever its size. Here
      `PATIENCE` seconds of silence are answered with 408 (RFC 9110 §15.5.9), and a head beyond `HEAD_LIMIT` with 400.
    - httptools 0.9 refuses methods that it does not know, and with them OpenAPI 3.2's `additionalOperations`: it is
      given POST in their place, as long as they are not pipelined.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(_JoinedWrites(transport, self.loop))  # type: ignore[arg-type]  # has what uvicorn uses
        self._head: float = 0  # bytes of a head that has not ended yet
        self._is_unfinished = False
        self._heard = 0.0  # when the last bytes came, by the loop's clock
        self._waiting: asyncio.TimerHandle | None = None
        self._method: str | None = None  # what the client said, where httptools is told POST

    def data_received(self, data: bytes) -> None:
        if not self._is_unfinished:
            data = self._with_known_method(data)
        self._head += len(data)
        super().data_received(data)
        if self._head > HEAD_LIMIT:
            self.send_400_response(f"the head of the request is longer than {HEAD_LIMIT} bytes")
        elif self._is_unfinished:  # most requests come whole, and need no timer
            self._heard = self.loop.time()
            if self._waiting is None:
                self._waiting = self.loop.call_later(PATIENCE, self._lose_patience)

    def eof_received(self) -> None:
        if self._is_unfinished and not self.transport.is_closing():
            self.send_400_response("the request ended before it was whole")

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
        if self._method is not None:  # the request is answered in a task that has not begun yet
            self.scope["method"], self._method = self._method, None

    def on_message_complete(self) -> None:
        self._head, self._is_unfinished = 0, False
        self._stop_waiting()
        super().on_message_complete()

    def _with_known_method(self, data: bytes) -> bytes:
        """The beginning of a request, its method one that httptools knows."""
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
        said = f"the request was not whole after {PATIENCE} seconds of silence".encode()
        head = "HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
        self.transport.write(head.encode() + b"content-length: %d\r\n\r\n" % len(said) + said)
        self.transport.close()

    def _reset(self) -> None:
        """Break the connection as a crash would: the client sees a reset, not an end."""
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _JoinedWrites:
    """A transport that keeps what is written until the event loop turns, then writes it in one go."""

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
