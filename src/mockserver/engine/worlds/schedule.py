"""What is to happen to the requests that match: prepared responses and faults, each one thing after the other."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from ..matching.match import RequestPattern
from ..matching.sent_request import SentRequest

T = TypeVar("T")
ENTRY_LIMIT = 1000  # entries of one schedule
_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _any(_thing: object) -> bool:
    return True


class ScheduleFull(Exception):
    """Raised when a schedule has as many entries as it may."""

    def __str__(self) -> str:
        return f"the world has {ENTRY_LIMIT} of them, the most that it may; delete some first"


class Entry(Generic[T]):
    """Things that happen to the requests that match, in turn. One that repeats without end may be the last."""

    __slots__ = ("_rank", "_waiting", "id", "match", "said", "used")

    def __init__(self, id: str, match: RequestPattern, number: int, said: Mapping[str, Any]) -> None:
        self.id = id
        self.match = match
        self.said = said  # what the control API was told: {"responses": [{"status": 409}]}; empty: a test said it
        self.used = 0  # how often something happened
        self._waiting: deque[tuple[T, bool]] = deque()  # each with whether it repeats without end
        conditions, exactness = match.rank
        self._rank = (-conditions, -exactness, -number)  # the most specific first, then the newest

    def __lt__(self, other: Entry[T]) -> bool:
        return self._rank < other._rank

    def add(self, things: Sequence[T], times: int | None) -> None:
        """Add `things` in turn, `times` times over; with `None` the last of them repeats without end.

        What repeats without end is dropped when something is added after it.
        """
        if self._waiting and self._waiting[-1][1]:
            self._waiting.pop()
        if times is None:
            self._waiting.extend((thing, False) for thing in things[:-1])
            self._waiting.append((things[-1], True))
        else:
            self._waiting.extend((thing, False) for thing in list(things) * times)

    @property
    def remaining(self) -> int | None:
        """How many requests it is still for; `None` if there is no end."""
        return None if self._waiting and self._waiting[-1][1] else len(self._waiting)

    @property
    def is_over(self) -> bool:
        return not self._waiting

    @property
    def next(self) -> T:
        """What is taken next. Raises `IndexError` if the entry is over."""
        return self._waiting[0][0]

    def take(self) -> T:
        """The next thing. Raises `IndexError` if the entry is over."""
        thing, endless = self._waiting[0]
        if not endless:
            self._waiting.popleft()
        self.used += 1
        return thing

    def copy(self) -> Entry[T]:
        twin: Entry[T] = Entry.__new__(Entry)
        twin.id, twin.match, twin.said, twin.used, twin._rank = self.id, self.match, self.said, self.used, self._rank
        twin._waiting = deque(self._waiting)
        return twin


class Schedule(Generic[T]):
    """The entries of one world, in the order in which they are tried. The caller holds the lock of the world."""

    __slots__ = ("_by_id", "_letter", "_made", "pending")

    def __init__(self, letter: str = "r") -> None:
        self._letter = letter  # begins the ids that it makes
        self._by_id: dict[str, Entry[T]] = {}
        self.pending: list[Entry[T]] = []  # those that are not over; always the same list
        self._made = 0  # entries ever made

    def __bool__(self) -> bool:
        """Whether something may still happen."""
        return bool(self.pending)

    def __iter__(self) -> Iterator[Entry[T]]:
        """The entries, oldest first; those that are over included."""
        return iter(list(self._by_id.values()))

    def find(self, id: str) -> Entry[T] | None:
        return self._by_id.get(id)

    def put(
        self,
        id: str | None,
        match: RequestPattern,
        things: Sequence[T],
        times: int | None,
        said: Mapping[str, Any] = _NOTHING,
    ) -> Entry[T]:
        """Make an entry, in place of the one of the same id. Without an id it gets one: `r1`, `r2`.

        Raises `ScheduleFull` if there are too many; those that are over make room first.
        """
        if id is None or id not in self._by_id:
            self._make_room()
        self._made += 1
        key = self._make_id() if id is None else id
        self.remove(key)
        entry: Entry[T] = Entry(key, match, self._made, said)
        entry.add(things, times)
        self._by_id[key] = entry
        insort(self.pending, entry)
        return entry

    def extend(self, id: str, match: RequestPattern, things: Sequence[T], times: int | None) -> Entry[T]:
        """Add things after those of the entry of that id; make it if it does not exist or is over."""
        entry = self._by_id.get(id)
        if entry is None or entry.is_over:
            return self.put(id, match, things, times)
        entry.add(things, times)
        return entry

    def take(self, sent: SentRequest, is_for: Callable[[T], bool] = _any) -> tuple[Entry[T], T] | None:
        """The next thing for a request, with its entry; `None` if no entry matches whose next thing `is_for` allows.

        The most specific match decides, see `RequestPattern.rank`; between equal ones the newest.
        """
        entry = next(self.iter_matching(sent, is_for), None)
        return None if entry is None else (entry, self.use(entry))

    def iter_matching(self, sent: SentRequest, is_for: Callable[[T], bool] = _any) -> Iterator[Entry[T]]:
        """The entries that match a request, in the order in which they are tried; the caller uses one at most."""
        return (entry for entry in self.pending if is_for(entry.next) and entry.match.admits(sent))

    def use(self, entry: Entry[T]) -> T:
        """The next thing of an entry that is not over."""
        thing = entry.take()
        if entry.is_over:
            self.pending.remove(entry)
        return thing

    def remove(self, id: str) -> bool:
        """Remove an entry; return whether it existed."""
        entry = self._by_id.pop(id, None)
        if entry is not None and not entry.is_over:
            self.pending.remove(entry)
        return entry is not None

    def clear(self, api: str | None = None) -> None:
        """Remove what is for one API, or all."""
        for entry in self:
            if api is None or entry.match.api == api:
                self.remove(entry.id)

    def copy(self) -> Schedule[T]:
        twin: Schedule[T] = Schedule(self._letter)
        twin._by_id = {key: entry.copy() for key, entry in self._by_id.items()}
        twin.pending[:] = [twin._by_id[entry.id] for entry in self.pending]
        twin._made = self._made
        return twin

    def _make_id(self) -> str:
        number = self._made
        while f"{self._letter}{number}" in self._by_id:
            number += 1
        return f"{self._letter}{number}"

    def _make_room(self) -> None:
        if len(self._by_id) >= ENTRY_LIMIT:
            over = next((entry.id for entry in self._by_id.values() if entry.is_over), None)
            if over is None:
                raise ScheduleFull
            del self._by_id[over]
