"""The last exchanges of each world. The journals of all worlds share one budget of memory.

When the budget is used up, the oldest exchanges make room for new ones, whichever worlds they belong to.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence

from ...openapi.rules import Violation
from ..exchanges import Exchange
from .limits import EXCHANGE_LIMIT, JOURNAL_SIZE

# Bytes of memory beside the characters and bodies that are counted: the records, their numbers and their places. They
# were measured with tracemalloc: for exchanges of 1 kB to 100 kB, with up to 20 fields and 100 violations, the estimate
# is between 1 % below and 20 % above the memory taken. A body that a document shares counts for each exchange.
_EXCHANGE_SIZE = 900
_VIOLATION_SIZE = 300
_FIELD_SIZE = 100  # of a response
_PIECE_SIZE = 40  # of a streamed response

Listener = Callable[[Exchange], None]


class JournalBudget:
    """The memory that the journals of one server share, and the order of all their exchanges."""

    __slots__ = ("_lock", "_next", "_order", "exchanges", "limit", "used")

    def __init__(self, limit: int = JOURNAL_SIZE, exchanges: int | None = EXCHANGE_LIMIT) -> None:
        self.limit = limit  # bytes, about; 0: no exchange is kept
        self.exchanges = exchanges  # kept by one world; None: any number
        self.used = 0  # bytes, about
        self._lock = threading.Lock()  # held by every journal that reads or changes its exchanges
        self._next = 0
        self._order: OrderedDict[int, Journal] = OrderedDict()  # the journal of each exchange, the oldest first


_Entry = tuple[int, int, Exchange]
"""Its number among the exchanges of all worlds, its size in bytes, and the exchange."""


class Journal:
    """The exchanges of one world, oldest first. Listeners receive each, also when none is kept.

    Threads may record while others read. The newest exchange of a server is kept, however large it is.
    """

    __slots__ = ("_budget", "_entries", "_is_closed", "_listeners", "total")

    def __init__(self, budget: JournalBudget, listeners: Sequence[Listener] = ()) -> None:
        self._budget = budget
        self._listeners = listeners
        self._entries: deque[_Entry] = deque()
        self._is_closed = False
        self.total = 0  # exchanges ever recorded, those already dropped included

    def record(self, exchange: Exchange) -> None:
        size, budget = estimate_size(exchange), self._budget
        with budget._lock:
            self.total += 1
            if budget.limit and not self._is_closed:
                number = budget._next = budget._next + 1
                budget._order[number] = self
                budget.used += size
                self._entries.append((number, size, exchange))
                if budget.exchanges is not None and len(self._entries) > budget.exchanges:
                    self._drop_oldest()
                while budget.used > budget.limit and len(budget._order) > 1:
                    next(iter(budget._order.values()))._drop_oldest()
        for listener in self._listeners:
            listener(exchange)

    def clear(self) -> None:
        with self._budget._lock:
            while self._entries:
                self._drop_oldest()
            self.total = 0

    def close(self) -> None:
        """Drop the exchanges, and keep no more of them: a request may still be on its way when its world ends."""
        self._is_closed = True
        self.clear()

    def __iter__(self) -> Iterator[Exchange]:
        with self._budget._lock:
            return iter([exchange for _, _, exchange in self._entries])

    def __len__(self) -> int:
        return len(self._entries)

    def _drop_oldest(self) -> None:
        number, size, _ = self._entries.popleft()
        del self._budget._order[number]
        self._budget.used -= size


def estimate_size(exchange: Exchange) -> int:
    """Return about how many bytes of memory an exchange takes."""
    request, response = exchange.request, exchange.response
    texts = str((request.path, request.query, response.headers))  # one call for all of them
    size = _EXCHANGE_SIZE + len(texts) + len(request.body) + request.headers.estimate_size()
    size += len(response.body) + _FIELD_SIZE * len(response.headers)
    if response.ends:
        size += _PIECE_SIZE * len(response.ends)
    return size + sum(map(_estimate_violation, exchange.violations)) if exchange.violations else size


def _estimate_violation(violation: Violation) -> int:
    texts = (violation.message, violation.pointer, violation.name, violation.seen, violation.allowed)
    return _VIOLATION_SIZE + sum(map(len, texts))
