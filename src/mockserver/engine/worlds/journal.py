"""The last exchanges of each world. The journals of all worlds share one budget of memory.

When the budget is used up, the oldest exchanges make room for new ones, whichever worlds they belong to.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ...openapi.rules import Violation
from ..exchanges import Exchange
from .limits import EXCHANGE_LIMIT, FOLLOWER_LIMIT, JOURNAL_SIZE

# Bytes of memory beside the characters and bodies that are counted: the records, their numbers and their places. They
# were measured with tracemalloc: for exchanges of 1 kB to 100 kB, with up to 20 fields and 100 violations, the estimate
# is between 1 % below and 20 % above the memory taken. A body that a document shares counts for each exchange.
_EXCHANGE_SIZE = 900
_VIOLATION_SIZE = 300
_FIELD_SIZE = 100  # of a response
_PIECE_SIZE = 40  # of a streamed response

Listener = Callable[[Exchange], None]
Tell = Callable[[], None]
"""Called in any thread when a journal has changed; it returns at once, and reads nothing itself."""


class TooManyFollowers(Exception):
    """Raised when the journals of a server have as many followers as they may."""


class Numbered(NamedTuple):
    """An exchange, and its number in its world."""

    number: int  # from 1
    exchange: Exchange


class JournalExcerpt(NamedTuple):
    """What a journal holds at one moment."""

    total: int  # exchanges recorded since it was cleared; the number of the newest
    exchanges: list[Numbered]  # oldest first
    clears: int  # how often it was cleared: numbers of another time mean other exchanges
    is_closed: bool  # its world has ended


class JournalBudget:
    """The memory that the journals of one server share, and the order of all their exchanges."""

    __slots__ = ("_lock", "_next", "_order", "exchanges", "followers", "limit", "used")

    def __init__(self, limit: int = JOURNAL_SIZE, exchanges: int | None = EXCHANGE_LIMIT) -> None:
        self.limit = limit  # bytes, about; 0: no exchange is kept
        self.exchanges = exchanges  # kept by one world; None: any number
        self.used = 0  # bytes, about
        self.followers = 0  # of all journals
        self._lock = threading.Lock()  # held by every journal that reads or changes its exchanges
        self._next = 0
        self._order: OrderedDict[int, Journal] = OrderedDict()  # the journal of each exchange, the oldest first


_Entry = tuple[int, int, Exchange]
"""Its number among the exchanges of all worlds, its size in bytes, and the exchange."""


class Journal:
    """The exchanges of one world, oldest first. Listeners receive each, also when none is kept.

    Threads may record while others read. The newest exchange of a server is kept, however large it is.
    """

    __slots__ = ("_budget", "_clears", "_entries", "_followers", "_is_closed", "_listeners", "total")

    def __init__(self, budget: JournalBudget, listeners: Sequence[Listener] = ()) -> None:
        self._budget = budget
        self._listeners = listeners
        self._entries: deque[_Entry] = deque()
        self._is_closed = False
        self._clears = 0
        self._followers: tuple[Tell, ...] = ()
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
        if self._followers:
            self._tell_followers()

    def clear(self) -> None:
        with self._budget._lock:
            while self._entries:
                self._drop_oldest()
            self.total = 0
            self._clears += 1
        self._tell_followers()

    def close(self) -> None:
        """Drop the exchanges, and keep no more of them: a request may still be on its way when its world ends."""
        self._is_closed = True
        self.clear()
        self._drop_followers(lambda _: True)

    def read(self, after: int = 0) -> JournalExcerpt:
        """Return the exchanges with a higher number than `after`; all of them if no exchange has that number yet.

        Those that are kept are always the last ones. The time that it takes grows with the number that is returned.
        """
        with self._budget._lock:
            newer = self.total - after if after <= self.total else self.total
            entries = list(islice(reversed(self._entries), newer))
            first = self.total - len(entries) + 1
            numbered = [Numbered(first + place, entry[2]) for place, entry in enumerate(reversed(entries))]
            return JournalExcerpt(self.total, numbered, self._clears, self._is_closed)

    def follow(self, tell: Tell) -> None:
        """Call `tell` after each change from now on: an exchange, a clear, the end of the world, which is the last.

        Raises `TooManyFollowers` if the journals of the server have as many as they may.
        """
        budget = self._budget
        with budget._lock:
            if budget.followers >= FOLLOWER_LIMIT:
                raise TooManyFollowers
            budget.followers += 1
            self._followers = (*self._followers, tell)

    def unfollow(self, tell: Tell) -> None:
        """Call `tell` no more."""
        self._drop_followers(lambda each: each == tell)

    def _drop_followers(self, is_dropped: Callable[[Tell], bool]) -> None:
        with self._budget._lock:
            kept = tuple(each for each in self._followers if not is_dropped(each))
            self._budget.followers -= len(self._followers) - len(kept)
            self._followers = kept

    def _tell_followers(self) -> None:
        for tell in self._followers:
            tell()

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
