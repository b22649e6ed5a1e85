"""One world: its state, journal, clock, switches and identifiers, apart from those of every other."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from weakref import WeakSet

from .clock import Clock
from .faults import Faults
from .journal import Journal
from .lanes import Lane
from .prepared import PreparedStep
from .row_budget import RowBudget
from .schedule import Schedule
from .store import Admit, State


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a world held at one moment, without its journal: a rollback does not undo what was sent.

    A world does not expire while any of its snapshots exists.
    """

    states: dict[str, State]  # by API
    switches: dict[str, str]
    clock: Clock
    prepared: Schedule[PreparedStep]
    faults: Faults


class Beginning(NamedTuple):
    """What every world of a server begins with."""

    seeds: Mapping[str, State]  # by API
    switches: Mapping[str, str] = {}  # {"idun.reload": "reloaded"}
    seed: int = 0  # of identifiers
    frozen: datetime | None = None  # the time at which clocks stand; None: they run


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
        self._snapshots = WeakSet[Snapshot]()
        self._visits = 0  # requests that are being judged in threads
        self.reset()

    def reset(self) -> None:
        """Start again: seeded state, empty journal, the first identifiers."""
        with self.lock:
            self.journal.clear()
            self.clock = Clock(self._beginning.frozen)
            self.switches = dict(self._beginning.switches)  # "idun.reload" -> "reloaded"
            self.prepared = Schedule[PreparedStep]()  # responses
            self.faults = Faults()
            self.requests = 0  # requests received so far
            self._replace_states({})
            self._free_lanes()

    def end(self) -> None:
        """Give back the memory of a world that no new request will use."""
        with self.lock:
            self.has_ended = True
            self.journal.close()
            self._replace_states({})
            self._free_lanes()
            self._rows = None

    @property
    def is_in_use(self) -> bool:
        """Whether a request is in progress, or a snapshot is held."""
        if not self.lock.acquire(blocking=False):
            return True
        self.lock.release()
        return bool(self._snapshots or self._visits) or any(lane.occupant is not None for lane in self._lanes())

    def state(self, api: str) -> State:
        """The state of one API in this world; an empty one if the API is no longer served. Hold the lock."""
        state = self._states.get(api)
        if state is None:
            if api not in self._beginning.seeds:
                return State()
            state = self._states[api] = self._beginning.seeds[api].fork()
            state.budget = self._rows
        return state

    def _replace_states(self, states: dict[str, State]) -> None:
        """Use other states from now on, and count the memory of their rows instead."""
        before, self._states = self._states, states
        for state in before.values():
            state.budget = None  # a request may still write to it
        if self._rows is not None:
            for state in states.values():
                state.budget = self._rows
            self._rows.adjust(sum(each.size for each in states.values()) - sum(each.size for each in before.values()))

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

    @contextmanager
    def alone(self, label: str) -> Iterator[None]:
        """Change the state inside the `with` block; `label` says what does it, for those who wait."""
        with self.changes.inside(label), self.lock:
            yield

    def _free_lanes(self) -> None:
        """Let go of the handlers that run: the state that they have read is gone, so they cannot commit."""
        for lane in self._lanes():
            lane.free()

    def _lanes(self) -> tuple[Lane, ...]:
        return self.changes, *tuple(self._reads.values())

    def adopt(
        self,
        beginning: Beginning,
        choices: Mapping[str, tuple[str, ...]],
        admit: Callable[[str], Admit],
    ) -> None:
        """Continue with other seeds and switches, whose values are among `choices`. What still fits stays."""
        before, seeds, self._beginning = self._beginning.seeds, beginning.seeds, beginning
        states = {api: state for api, state in self._states.items() if api in seeds}
        self._replace_states({api: state.carry(before[api], seeds[api], admit(api)) for api, state in states.items()})
        kept = {name: value for name, value in self.switches.items() if value in choices.get(name, ())}
        self.switches = {**beginning.switches, **kept}

    def snapshot(self) -> Snapshot:
        """What `rollback` returns to. It costs next to nothing until something changes."""
        with self.lock:
            states = {api: state.fork() for api, state in self._states.items()}
            queues = self.prepared.copy(), self.faults.copy()
            snapshot = Snapshot(states, dict(self.switches), self.clock.copy(), *queues)
            self._snapshots.add(snapshot)
            return snapshot

    def rollback(self, snapshot: Snapshot) -> None:
        """Return to a snapshot, which can be used again."""
        with self.lock:
            self._replace_states({api: state.fork() for api, state in snapshot.states.items()})
            self.switches = dict(snapshot.switches)
            self.clock = snapshot.clock.copy()
            self.prepared = snapshot.prepared.copy()
            self.faults = snapshot.faults.copy()
            self._free_lanes()

    def make_uuid(self, *purpose: object) -> str:
        """A UUID that depends only on the server's seed and the purpose: equal requests get equal ids."""
        text = "\x1f".join(str(part) for part in (self._beginning.seed, *purpose))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))
