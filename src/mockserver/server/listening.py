"""Listening on a port, serving with uvicorn, and stopping within a second."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from types import FrameType

import uvicorn

from ..openapi.errors import OptionError
from .asgi import Application
from .connections.connection import Connection
from .connections.limits import ConnectionLimits
from .connections.watch import Watch
from .sweeping import INTERVAL
from .writing import end_quietly

BACKLOG = 2048  # connections waiting to be accepted
GRACE = 0.5  # seconds that running requests have to end
PATIENCE = 5.0  # seconds after which a server that was told to stop ends in any case
SWITCH_INTERVAL = 0.001  # seconds for which a busy thread keeps the event loop waiting; Python's default is 0.005
_USUAL = ConnectionLimits()


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
    limits: ConnectionLimits = _USUAL,
) -> None:
    """Serve until Ctrl-C or SIGTERM, which also work while `announce` is called. `sweep` is called once a minute."""
    gc.freeze()  # what was loaded is never garbage: collections need not scan it
    sys.setswitchinterval(SWITCH_INTERVAL)
    server = _make_server(app, limits, sweep)

    def stop(*_: object) -> None:  # until uvicorn installs its own handlers
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    announce()
    try:
        server.run(sockets=[listener])
    finally:
        server.has_ended.set()


class ServerThread:
    """A server in a thread of this process, on a free port, until it is closed."""

    def __init__(self, app: Application, limits: ConnectionLimits = _USUAL) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.address = address_of(self._listener)  # "http://127.0.0.1:53124"
        self._server = _make_server(app, limits)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, name="mockserver", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop the server, wait for its thread, and free the port."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


class _Server(uvicorn.Server):
    """uvicorn's server, which ends even if a handler never returns the event loop to it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.has_ended = threading.Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop within `PATIENCE` seconds, or at once when told for the second time."""
        if self.should_exit:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)
        threading.Thread(target=self._end_in_any_case, args=(sig,), name="mockserver-end", daemon=True).start()

    def _end_in_any_case(self, sig: int) -> None:
        if not self.has_ended.wait(PATIENCE):
            os._exit(128 + sig)


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """uvicorn 0.54 tells an error when it ends requests that are running at a stop, which is what a stop does."""
    return not record.msg.startswith("Cancel %s running task(s)")


def _make_server(
    app: Application, limits: ConnectionLimits, sweep: Callable[[], Awaitable[None]] | None = None
) -> _Server:
    config = uvicorn.Config(
        end_quietly(app),
        http=partial(Connection, watch=Watch(limits)),  # type: ignore[arg-type]  # makes what the class makes
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
    logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)
    return _Server(config)
