"""One world: its state, journal, clock, switches and identifiers, apart from those of every other."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from weakref import WeakSet

from .clock import Clock
from .faults import Faults, PlannedFault
from .journal import Journal
from .lanes import Lane
from .prepared import PreparedStep
from .row_budget import RowBudget
from .schedule import Schedule
from .snapshots import Snapshot, Snapshots
from .store import Admit, State

Choices = Mapping[str, tuple[str, ...]]
"""All values that each switch may have: `{"idun.reload": ("reloaded", "reload_failed")}`."""


class Beginning(NamedTuple):
    """What every world of a server begins with."""

    seeds: Mapping[str, State]  # by API
    switches: Mapping[str, str] = {}  # {"idun.reload": "reloaded"}
    seed: int = 0  # of identifiers
    frozen: datetime | None = None  # the time at which clocks stand; None: they run
    faults: Sequence[PlannedFault] = ()  # for all requests


class World:
    """Everything that the requests of one world can change.

    Threads share it by two rules:

    1. `lock` is held for moments only: while something is read or changed, and while a quick handler runs.
    2. A handler that may block is inside a lane instead: `changes` if it may change the state, so that no other change
       comes between its first read and its commit. It reads a copy of the state, and commits with the lock held.
    """

    def __init__(self, name: str, beginning: Beginning, journal: Journal, rows: RowBudget | None = None) -> None:
        self.name = name
        self.lock = threading.RLock()
        self.journal = journal
        self.used = 0.0  # when a request or a call of the control API came last, by `time.monotonic`
        self.has_ended = False  # what is written now is lost
        self.changes = Lane(self.lock)
        self._reads: dict[tuple[str, str], Lane] = {}
        self._beginning = beginning
        self._rows = rows  # the memory for its rows; None: it is not counted
        self._states: dict[str, State] = {}
        self.snapshots = Snapshots(rows)  # those with names
        self._held = WeakSet[Snapshot]()  # those that a caller in this process holds
        self._visits = 0  # requests that are being judged in threads
        self.reset()

    def reset(self) -> None:
        """Start again: seeded state, empty journal, the first identifiers, no snapshots with names."""
        with self.lock:
            self.journal.clear()
            self.clock = Clock(self._beginning.frozen)
            self.switches = dict(self._beginning.switches)  # "idun.reload" -> "reloaded"
            self.prepared = Schedule[PreparedStep]()  # responses
            self.faults = Faults(self._beginning.faults)
            self.requests = 0  # requests received so far
            self.snapshots.clear()
            self._replace_states({})
            self._free_lanes()

    def end(self) -> None:
        """Give back the memory of a world that no new request will use."""
        with self.lock:
            self.has_ended = True
            self.journal.close()
            self.snapshots.clear()
            self._replace_states({})
            self._free_lanes()
            self._rows = None

    @property
    def beginning(self) -> Beginning:
        """What it began with."""
        return self._beginning

    def begins_with(self, beginning: Beginning) -> bool:
        """Whether this is what the world begins with, and it has not ended."""
        return self._beginning is beginning and not self.has_ended

    @property
    def is_in_use(self) -> bool:
        """Whether a request is in progress, or a caller in this process holds a snapshot."""
        if not self.lock.acquire(blocking=False):
            return True
        self.lock.release()
        return bool(self._held or self._visits) or any(lane.occupant is not None for lane in self._lanes())

    def state(self, api: str) -> State:
        """The state of one API in this world; an empty one if the API is no longer served. Hold the lock."""
        state = self._states.get(api)
        if state is None:
            if api not in self._beginning.seeds:
                return State()
            state = self._states[api] = self._beginning.seeds[api].fork()
            state.budget = self._rows
        return state

    def _replace_states(self, states: dict[str, State], *, is_refusable: bool = False) -> None:
        """Use other states from now on, and count the memory of their rows instead.

        Raises `StateFull` if they take too much and it `is_refusable`, and then changes nothing.
        """
        before = self._states
        if self._rows is not None:
            count = self._rows.take if is_refusable else self._rows.adjust
            count(sum(each.size for each in states.values()) - sum(each.size for each in before.values()))
        self._states = states
        for state in before.values():
            state.budget = None  # a request may still write to it
        for state in states.values():
            state.budget = self._rows

    def copy_states(self) -> dict[str, State]:
        """The state of every API that is served; what happens afterwards does not change it."""
        with self.lock:
            return {api: self.state(api).fork() for api in self._beginning.seeds}

    # who is at work

    @contextmanager
    def visited(self) -> Iterator[None]:
        """Keep the world from expiring inside the `with` block, which holds no lock."""
        with self.lock:
            self._visits += 1
        try:
            yield
        finally:
            with self.lock:
                self._visits -= 1

    def reads(self, api: str, operation_id: str) -> Lane:
        """The lane of an operation that changes nothing, and whose handler may block."""
        with self.lock:
            return self._reads.setdefault((api, operation_id), Lane(self.lock))

    def _free_lanes(self) -> None:
        """Let go of the handlers that run: the state that they have read is gone, so they cannot commit."""
        for lane in self._lanes():
            lane.free()

    def _lanes(self) -> tuple[Lane, ...]:
        return self.changes, *tuple(self._reads.values())

    def adopt(self, beginning: Beginning, choices: Choices, admit: Callable[[str], Admit]) -> None:
        """Continue with other seeds and switches, whose values are among `choices`. What still fits stays."""
        before, seeds, self._beginning = self._beginning.seeds, beginning.seeds, beginning

        def carry(states: Mapping[str, State]) -> dict[str, State]:
            kept = {api: state for api, state in states.items() if api in seeds}
            return {api: state.carry(before[api], seeds[api], admit(api)) for api, state in kept.items()}

        def keep(switches: Mapping[str, str]) -> dict[str, str]:
            kept = {name: value for name, value in switches.items() if value in choices.get(name, ())}
            return {**beginning.switches, **kept}

        self._replace_states(carry(self._states))
        self.switches = keep(self.switches)
        self.snapshots.change(lambda each: replace(each, states=carry(each.states), switches=keep(each.switches)))

    # snapshots

    def snapshot(self) -> Snapshot:
        """What `rollback` returns to. It costs next to nothing until something changes.

        The world does not expire while the caller holds it.
        """
        with self.lock:
            snapshot = self.capture()
            self._held.add(snapshot)
            return snapshot

    def keep_snapshot(self, name: str) -> bool:
        """Make a snapshot with a name, in place of the one that has it; return whether there was none.

        Raises `TooManySnapshots` and `StateFull`.
        """
        with self.lock:
            return self.snapshots.keep(name, self.capture())

    def capture(self) -> Snapshot:
        """What the world holds now, without keeping the world from expiring. Hold the lock."""
        states = {api: state.fork() for api, state in self._states.items()}
        queues = self.prepared.copy(), self.faults.copy()
        return Snapshot(self.clock.now(), states, dict(self.switches), self.clock.copy(), *queues)

    def rollback(self, snapshot: Snapshot) -> None:
        """Return to a snapshot, which can be used again."""
        with self.lock:
            self._restore(snapshot)
            self._free_lanes()

    def _restore(self, snapshot: Snapshot, *, is_refusable: bool = False) -> None:
        states = {api: state.fork() for api, state in snapshot.states.items()}
        self._replace_states(states, is_refusable=is_refusable)
        self.switches = dict(snapshot.switches)
        self.clock = snapshot.clock.copy()
        self.prepared = snapshot.prepared.copy()
        self.faults = snapshot.faults.copy()

    def fork(self, name: str, journal: Journal) -> World:
        """A world of another name that continues from here, without the exchanges and the named snapshots.

        Raises `StateFull` if its rows would take too much memory.
        """
        with self.lock:
            twin = World(name, self._beginning, journal, self._rows)
            twin._restore(self.capture(), is_refusable=True)
            twin.requests = self.requests
            twin.has_ended = self.has_ended  # then there was nothing to continue from
            return twin

    def make_uuid(self, *purpose: object) -> str:
        """A UUID that depends only on the server's seed and the purpose: equal requests get equal ids."""
        text = "\x1f".join(str(part) for part in (self._beginning.seed, *purpose))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))
