"""The connections of one server: how many there are, what their uploads hold, and which have taken too long."""

from __future__ import annotations

import asyncio
import math
from typing import Protocol

from ...engine.throttle import Throttle
from .limits import OVERFLOW, ConnectionLimits

NEVER = math.inf


class Watched(Protocol):
    """A connection, as the watch sees it."""

    deadline: float  # by the loop's clock; `NEVER` while nothing is awaited from the client
    writing_deadline: float  # of a response that the client does not read

    def expire(self, now: float) -> None:
        """A deadline has passed."""


class Watch:
    """Ends what takes too long: one look over all connections about once a second, instead of a timer for each."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self.connections: set[Watched] = set()
        self.held = 0  # bytes of bodies that are being received or wait to be judged
        self.refusals = Throttle()  # of log lines about them, by status
        self._timer: asyncio.TimerHandle | None = None

    def add(self, connection: Watched, loop: asyncio.AbstractEventLoop) -> None:
        """Watch a connection from now on."""
        self.connections.add(connection)
        if self._timer is None:
            self._look_later(loop)

    def discard(self, connection: Watched) -> None:
        """Forget a connection that has ended."""
        self.connections.discard(connection)

    @property
    def is_full(self) -> bool:
        """Whether there are more connections than allowed."""
        return len(self.connections) > self.limits.max_connections

    @property
    def overflows(self) -> bool:
        """Whether there are so many that they are closed without a word."""
        return len(self.connections) > self.limits.max_connections + OVERFLOW

    def hold(self, size: int) -> bool:
        """Count bytes of an unfinished body, and return whether they are within the budget."""
        self.held += size
        return self.held <= self.limits.upload_budget

    def release(self, size: int) -> None:
        """Forget bytes that were held."""
        self.held -= size

    def look(self, now: float) -> None:
        """End what should have ended by `now`."""
        for connection in tuple(self.connections):
            if connection.deadline <= now or connection.writing_deadline <= now:
                connection.expire(now)

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(min(1.0, self.limits.shortest / 2), self._look_again, loop)

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self.look(loop.time())
        if self.connections:
            self._look_later(loop)
