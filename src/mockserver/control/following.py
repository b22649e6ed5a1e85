"""Coroutines that wait for a journal to change, which any thread may do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..engine.worlds.journal import Journal, TooManyFollowers
from ..engine.worlds.limits import FOLLOWER_LIMIT
from .problems import ControlProblem


class Follower:
    """Wakes one coroutine when its journal has changed.

    It holds no exchange: the coroutine reads the journal, which is bounded. It is woken once for all exchanges that are
    recorded before it runs.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._is_told = False

    def tell(self) -> None:
        """Say that the journal has changed, from any thread."""
        if not self._is_told:
            self._is_told = True
            with suppress(RuntimeError):  # the loop is closed, because the server has stopped
                self._loop.call_soon_threadsafe(self._changed.set)

    def look(self) -> None:
        """Say that the journal is read now; what changes from now on wakes again."""
        self._changed.clear()
        self._is_told = False

    async def wait(self, gone: asyncio.Task[None], seconds: float) -> None:
        """Wait for a change, at most so many seconds, or until the client is `gone`."""
        changed = asyncio.ensure_future(self._wait_for_change())
        try:
            await asyncio.wait({changed, gone}, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        finally:
            changed.cancel()

    async def _wait_for_change(self) -> None:
        await self._changed.wait()


@contextmanager
def follow(journal: Journal) -> Iterator[Follower]:
    """Follow a journal inside the `with` block. Raises a 503 if the server has as many followers as it may."""
    follower = Follower()
    try:
        journal.follow(follower.tell)
    except TooManyFollowers:
        detail = f"{FOLLOWER_LIMIT} streams and waiting requests are open, the most that this server has; "
        raise ControlProblem(503, f"{detail}close one, or ask without wait") from None
    try:
        yield follower
    finally:
        journal.unfollow(follower.tell)
