"""An iterator that can be iterated again."""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Replayable(Generic[_T]):
    """Keeps the items of an iterator; each is made at first use, and once, whichever thread asks for it."""

    def __init__(self, source: Iterator[_T]) -> None:
        self._source = source
        self._known: list[_T] = []
        self._lock = RLock()

    def __iter__(self) -> Iterator[_T]:
        index = 0
        while True:
            if index == len(self._known) and not self._extend(index):
                return
            yield self._known[index]
            index += 1

    def _extend(self, index: int) -> bool:
        """Make the item at `index`, unless another thread has; return whether there is one."""
        with self._lock:
            if index == len(self._known):
                try:
                    self._known.append(next(self._source))
                except StopIteration:
                    return False
            return True
