"""Daemon threads for what would hold up the event loop.

`ThreadPoolExecutor` will not do: Python waits for its threads when the process ends, and a handler may never return.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

LINGER = 10.0  # seconds for which a thread waits for more to do

T = TypeVar("T")
Job = Callable[[], None]
"""What a thread does; it must not raise."""


class Workers:
    """Up to `limit` threads; each starts when it is needed, and ends when it has had nothing to do for a while."""

    def __init__(self, name: str, limit: int) -> None:
        self.limit = limit
        self._name = name  # of the threads, for those who look at them: "mockserver-handler"
        self._changed = threading.Condition(threading.Lock())
        self._jobs: deque[Job] = deque()
        self._count = self._idle = 0  # threads

    @property
    def is_exhausted(self) -> bool:
        """Whether a further job would have to wait for a thread."""
        with self._changed:
            return self._count >= self.limit and self._idle <= len(self._jobs)

    def submit(self, job: Job) -> None:
        """Run a job in a thread, as soon as there is one."""
        with self._changed:
            self._jobs.append(job)
            if self._idle >= len(self._jobs):
                self._changed.notify()
            elif self._count < self.limit:
                self._count += 1
                threading.Thread(target=self._work, name=self._name, daemon=True).start()

    async def run(self, call: Callable[[], T]) -> T:
        """Return what `call` returns in a thread."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.submit(partial(settle, done, call))
        return await done

    def _work(self) -> None:
        while True:
            with self._changed:
                self._idle += 1
                has_job = self._changed.wait_for(lambda: self._jobs, LINGER)
                self._idle -= 1
                if not has_job:
                    self._count -= 1
                    return
                job = self._jobs.popleft()
            job()


def settle(done: asyncio.Future[T], call: Callable[[], T]) -> None:
    """Call a function in this thread, and hand its result or its exception to the event loop of `done`."""
    tell: Callable[[], None]
    try:
        tell = partial(_succeed, done, call())
    except Exception as reason:  # noqa: BLE001 - who awaits `done` decides
        tell = partial(_fail, done, reason)
    except BaseException as reason:  # noqa: BLE001 - SystemExit would end the event loop
        tell = partial(_fail, done, RuntimeError(f"{type(reason).__name__}: {reason}"))
    with suppress(RuntimeError):  # the loop has ended, and no one awaits the result
        done.get_loop().call_soon_threadsafe(tell)


def _succeed(done: asyncio.Future[T], result: T) -> None:
    if not done.done():
        done.set_result(result)


def _fail(done: asyncio.Future[T], reason: Exception) -> None:
    if not done.done():
        done.set_exception(reason)
