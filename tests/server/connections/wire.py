"""A connection without a network: a test sends bytes, reads what comes back, and moves the clock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from mockserver.server.asgi import Application
from mockserver.server.connections.connection import Connection
from mockserver.server.connections.limits import ConnectionLimits
from mockserver.server.connections.watch import Watch

TURNS = 30  # of the event loop, in which an application that waits for nothing has responded


class Transport(asyncio.Transport):
    """Keeps what is written, until a test reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.buffered = 0  # bytes that the client has not read, as a test sets it
        self.ended = ""  # "eof", "closed" or "aborted"
        self.is_paused = False  # whether it reads nothing

    def write(self, data: Any) -> None:
        assert not self.is_closing()  # an error in uvloop
        self.written += data

    def write_eof(self) -> None:
        self.ended = "eof"

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def is_closing(self) -> bool:
        return self.ended in ("closed", "aborted")

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time a test moves on."""

    passed = 0.0  # seconds beyond those of the machine

    def time(self) -> float:
        return super().time() + self.passed


class Line:
    """One connection to a server."""

    def __init__(self, app: Application, watch: Watch) -> None:
        config = uvicorn.Config(app, lifespan="off", log_config=None, ws="none")
        self.transport = Transport()
        self.watch = watch
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Clock)
        self.loop = loop
        self.connection = Connection(
            watch=watch, config=config, server_state=ServerState(), app_state={}, _loop=self.loop
        )
        self.connection.connection_made(self.transport)

    async def send(self, *pieces: bytes) -> str:
        """Send pieces one after the other, and return the statuses of what comes back: `200 408`."""
        for piece in pieces:
            self.connection.data_received(piece)
            await self.turn()
        return self.read_statuses()

    async def wait(self, seconds: float) -> str:
        """Let time pass and the watch look, and return the statuses of what comes back."""
        self.loop.passed += seconds
        self.watch.look(self.loop.time())
        await self.turn()
        return self.read_statuses()

    async def turn(self) -> None:
        """Let the event loop do what is ready."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def turn_until(self, met: Callable[[], bool]) -> None:
        """Let the event loop do what is ready until a condition is met."""
        for _ in range(TURNS):
            if met():
                return
            await asyncio.sleep(0)
        raise AssertionError("the condition was not met")

    def read(self) -> bytes:
        """Return what has come back since the last time."""
        received, self.transport.written = self.transport.written, b""
        return received

    def read_statuses(self) -> str:
        return " ".join(re.findall(r"HTTP/1\.1 (\d{3}) ", self.read().decode()))


def run(app: Application, talk: Callable[[Callable[[], Line]], Awaitable[None]], **limits: Any) -> None:
    """Let a test talk over lines to one server; `talk` is given a function that connects."""

    async def begin() -> None:
        watch, lines = Watch(ConnectionLimits(**limits)), list[Line]()

        def connect() -> Line:
            lines.append(Line(app, watch))
            return lines[-1]

        await talk(connect)
        for line in lines:
            line.connection.connection_lost(None)
        await asyncio.sleep(0)
        assert (watch.held, len(watch.connections)) == (0, 0)

    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(begin())
