"""Handlers that stop in the middle until a test lets them go on. `HANDLERS` belongs to `small_sandbox.BOOKS`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .waiting import DEADLINE

HANDLERS = """
    from mockserver.handlers import handles
    from tests.support.held_handlers import pause

    @handles("updateBook", blocking=True)
    def update(call):
        books = call.collection("book")
        book = books.get(call.path["id"])
        pause()
        return books.update(book, call.members)

    @handles("readBook", blocking=True)
    def count(call):
        rows = call.transaction.iter_rows("book")
        first = next(rows)
        pause()
        return {**first, "pages": 1 + sum(1 for _ in rows)}

    @handles("readShelf")
    def read(call):
        return {"shelf": len(call.collection("book").list())}
"""


class Hold:
    """What a handler does while it is held, seen from the test."""

    def __init__(self) -> None:
        self._entered = threading.Semaphore(0)
        self._released = threading.Event()

    def await_handler(self) -> None:
        """Wait until a handler has come so far."""
        assert self._entered.acquire(timeout=DEADLINE), "no handler was called"

    def release(self) -> None:
        """Let every handler go on, this one and later ones."""
        self._released.set()

    def stay(self) -> None:
        self._entered.release()
        assert self._released.wait(DEADLINE), "no test let the handler go on"


_held: list[Hold] = []


def pause() -> None:
    """Stop here if a test holds handlers."""
    for hold in tuple(_held):
        hold.stay()


@contextmanager
def holding() -> Iterator[Hold]:
    """Hold handlers inside the `with` block, at most."""
    hold = Hold()
    _held.append(hold)
    try:
        yield hold
    finally:
        _held.remove(hold)
        hold.release()
