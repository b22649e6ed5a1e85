"""One world: its state, journal, clock, switches and identifiers, apart from those of every other."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ...openapi.messages import Response
from .clock import Clock
from .faults import Faults
from .journal import Journal, Listener
from .queues import Queues
from .store import Admit, State


@dataclass(frozen=True)
class Snapshot:
    """What a world held at one moment, without its journal: a rollback does not undo what was sent."""

    states: dict[str, State]  # by API
    switches: dict[str, str]
    clock: Clock
    prepared: Queues[Response]
    faults: Faults


class World:
    """Everything that the requests of one world can change."""

    def __init__(
        self,
        name: str,
        seeds: Mapping[str, State],
        switches: Mapping[str, str],
        seed: int,
        frozen: datetime | None,
        listeners: Sequence[Listener] = (),
    ) -> None:
        self.name = name
        self.lock = threading.RLock()  # held while a request changes the world
        self._seeds = seeds
        self._default_switches = switches
        self._seed = seed
        self._frozen = frozen
        self._listeners = listeners
        self.reset()

    def reset(self) -> None:
        """Start again: seeded state, empty journal, the first identifiers."""
        with self.lock:
            self.clock = Clock(self._frozen)
            self.journal = Journal(self._listeners)
            self.switches = dict(self._default_switches)  # "idun.reload" -> "reloaded"
            self.prepared = Queues[Response]()  # responses by API and operation
            self.faults = Faults()
            self.requests = 0  # requests received so far
            self._states: dict[str, State] = {}

    def state(self, api: str) -> State:
        """The state of one API in this world."""
        state = self._states.get(api)
        if state is None:
            state = self._states[api] = self._seeds[api].fork()
        return state

    def adopt(
        self,
        seeds: Mapping[str, State],
        switches: Mapping[str, str],
        choices: Mapping[str, tuple[str, ...]],
        admit: Callable[[str], Admit],
    ) -> None:
        """Continue with other seeds and switches, whose values are among `choices`. What still fits stays."""
        before, self._seeds, self._default_switches = self._seeds, seeds, switches
        states = {api: state for api, state in self._states.items() if api in seeds}
        self._states = {api: state.carry(before[api], seeds[api], admit(api)) for api, state in states.items()}
        kept = {name: value for name, value in self.switches.items() if value in choices.get(name, ())}
        self.switches = {**switches, **kept}

    def snapshot(self) -> Snapshot:
        """What `rollback` returns to. It costs next to nothing until something changes."""
        with self.lock:
            states = {api: state.fork() for api, state in self._states.items()}
            return Snapshot(states, dict(self.switches), self.clock.copy(), self.prepared.copy(), self.faults.copy())

    def rollback(self, snapshot: Snapshot) -> None:
        """Return to a snapshot, which can be used again."""
        with self.lock:
            self._states = {api: state.fork() for api, state in snapshot.states.items()}
            self.switches = dict(snapshot.switches)
            self.clock = snapshot.clock.copy()
            self.prepared = snapshot.prepared.copy()
            self.faults = snapshot.faults.copy()

    def make_uuid(self, *purpose: object) -> str:
        """A UUID that depends only on the server's seed and the purpose: equal requests get equal ids."""
        text = "\x1f".join(str(part) for part in (self._seed, *purpose))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))
