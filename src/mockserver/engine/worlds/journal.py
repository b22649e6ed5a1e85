"""The last exchanges of a world, limited in number and in bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from ..exchanges import Exchange

EXCHANGE_LIMIT = 1000
VIOLATION_SIZE = 500  # bytes, about
BYTE_LIMIT = 16 * 1024 * 1024  # of bodies kept by one world

Listener = Callable[[Exchange], None]


class Journal:
    """The exchanges of one world, oldest first. The oldest are dropped for new ones. Listeners receive each."""

    __slots__ = ("_bytes", "_exchanges", "_listeners", "total")

    def __init__(self, listeners: Sequence[Listener] = ()) -> None:
        self._listeners = listeners
        self._exchanges: deque[Exchange] = deque()
        self._bytes = 0
        self.total = 0  # exchanges ever recorded, those already dropped included

    def record(self, exchange: Exchange) -> None:
        self._exchanges.append(exchange)
        self._bytes += _size(exchange)
        self.total += 1
        while len(self._exchanges) > EXCHANGE_LIMIT or (self._bytes > BYTE_LIMIT and len(self._exchanges) > 1):
            self._bytes -= _size(self._exchanges.popleft())
        for listener in self._listeners:
            listener(exchange)

    def clear(self) -> None:
        self._exchanges.clear()
        self._bytes = self.total = 0

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._exchanges))

    def __len__(self) -> int:
        return len(self._exchanges)


def _size(exchange: Exchange) -> int:
    return len(exchange.request.body) + len(exchange.response.body) + VIOLATION_SIZE * len(exchange.violations)
