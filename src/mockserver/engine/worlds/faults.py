"""Injected faults of one world: what happens to the responses of which requests, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from ..faults import describe_fault
from ..faults.fault import Effect, FaultKind
from ..faults.rate_limit import ClientCounts
from ..matching.match import RequestPattern
from ..matching.sent_request import SentRequest
from .schedule import ENTRY_LIMIT, Entry, Schedule


class PlannedFault(NamedTuple):
    """A fault, and how likely it is."""

    fault: FaultKind
    rate: float = 1.0  # the share of the matching requests to which it happens
    seed: int | None = None  # the same seed chooses the same ones; None: the identifier of the entry is the seed

    def describe(self) -> dict[str, Any]:
        """Return what the control API is told about it: `{"kind": "reset", "rate": 0.5}`."""
        chance = {"rate": self.rate} if self.rate < 1 else {}
        seed = {"seed": self.seed} if self.seed is not None else {}
        return {**describe_fault(self.fault), **chance, **seed}


class Strike(NamedTuple):
    """A fault that happens to a request."""

    entry: Entry[PlannedFault]
    fault: FaultKind
    random: Random  # for what the fault leaves to chance


class Faults:
    """The faults of one world, in the order in which they are tried. The caller holds the lock of the world.

    Chance depends on the seed of an entry and on how many requests it was tried for, so that the same requests get the
    same faults, after a snapshot too.
    """

    __slots__ = ("_counts", "_schedule", "_tried", "pending")

    def __init__(self, always: Sequence[PlannedFault] = ()) -> None:
        """`always` are the faults that every world begins with, for all requests."""
        self._schedule = Schedule[PlannedFault]("f")
        self.pending = self._schedule.pending  # empty: nothing goes wrong
        self._tried: dict[str, int] = {}  # by entry: the requests for which it was tried
        self._counts: dict[str, ClientCounts] = {}  # by entry, for rate limits
        for planned in always:
            self.put(None, RequestPattern(), planned, None)

    def __bool__(self) -> bool:
        """Whether something may still happen."""
        return bool(self._schedule)

    def __iter__(self) -> Iterator[Entry[PlannedFault]]:
        """The entries, oldest first; those that are over included."""
        return iter(self._schedule)

    def find(self, id: str) -> Entry[PlannedFault] | None:
        return self._schedule.find(id)

    def put(
        self, id: str | None, match: RequestPattern, planned: PlannedFault, times: int | None
    ) -> Entry[PlannedFault]:
        """Let a fault happen to the requests that match, `times` times or always, in place of the entry of that id.

        Raises `ScheduleFull` if there are too many.
        """
        entry = self._schedule.put(id, match, [planned], times, _say(planned, times))
        self._forget(entry.id)
        if len(self._tried) > ENTRY_LIMIT:
            self._forget_others()
        return entry

    def extend(self, id: str, match: RequestPattern, planned: PlannedFault, times: int | None) -> None:
        """Let a fault happen after those of the entry of that id."""
        entry = self._schedule.extend(id, match, [planned], times)
        entry.said = planned.describe()

    def take(self, sent: SentRequest, effect: Effect) -> Strike | None:
        """The fault of that effect that happens to a request: of the most specific match, then the newest, whose chance
        strikes.
        """
        for entry in self._schedule.iter_matching(sent, lambda planned: planned.fault.effect == effect):
            random = self._roll(entry)
            if random is not None:
                return Strike(entry, self._schedule.use(entry).fault, random)
        return None

    def find_limit(self, sent: SentRequest) -> Strike | None:
        """The rate limit that counts a request; nothing happens to it yet."""
        for entry in self._schedule.iter_matching(sent, lambda planned: planned.fault.effect == "limits"):
            random = self._roll(entry)
            if random is not None:
                return Strike(entry, entry.next.fault, random)
        return None

    def use(self, entry: Entry[PlannedFault]) -> None:
        """Note that a request was refused by a rate limit."""
        self._schedule.use(entry)

    def counts_of(self, entry: Entry[PlannedFault]) -> ClientCounts:
        """The requests that a rate limit has counted."""
        return self._counts.setdefault(entry.id, ClientCounts())

    def remove(self, id: str) -> bool:
        """Remove an entry; return whether it existed."""
        self._forget(id)
        return self._schedule.remove(id)

    def clear(self, api: str | None = None) -> None:
        """Remove what is for one API, or all."""
        self._schedule.clear(api)
        self._forget_others()

    def copy(self) -> Faults:
        twin = Faults()
        twin._schedule = self._schedule.copy()
        twin.pending = twin._schedule.pending
        twin._tried = dict(self._tried)
        twin._counts = {key: counts.copy() for key, counts in self._counts.items()}
        return twin

    def _roll(self, entry: Entry[PlannedFault]) -> Random | None:
        """The source of chance for one request; `None` if the fault does not happen to it."""
        planned = entry.next
        tried = self._tried[entry.id] = self._tried.get(entry.id, 0) + 1
        random = Random(f"{entry.id if planned.seed is None else planned.seed}/{tried}")
        return random if planned.rate >= 1 or random.random() < planned.rate else None

    def _forget(self, id: str) -> None:
        self._tried.pop(id, None)
        self._counts.pop(id, None)

    def _forget_others(self) -> None:
        """Forget what was counted for entries that are gone."""
        for gone in self._tried.keys() - {entry.id for entry in self._schedule}:
            self._forget(gone)


def _say(planned: PlannedFault, times: int | None) -> dict[str, Any]:
    return {**planned.describe(), **({"times": times} if times is not None else {})}
