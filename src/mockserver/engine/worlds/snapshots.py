"""What a world held at one moment, and the snapshots of a world that have names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .clock import Clock
from .faults import Faults
from .prepared import PreparedStep
from .row_budget import RowBudget
from .schedule import Schedule
from .store import State

MOST_SNAPSHOTS = 100  # with names, of one world


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What a world held at one moment, without its journal: a rollback does not undo what was sent."""

    at: datetime  # by the clock of the world
    states: dict[str, State]  # by API
    switches: dict[str, str]
    clock: Clock
    prepared: Schedule[PreparedStep]
    faults: Faults

    @property
    def size(self) -> int:
        """The bytes of memory that its rows take, about, as if no other state shared them."""
        return sum(state.size for state in self.states.values())


class TooManySnapshots(Exception):
    """Raised when a world has as many named snapshots as it may."""


class Snapshots:
    """The snapshots of one world that have names, oldest first. The caller holds the lock of the world.

    They do not keep their world from expiring, and end with it. Each counts in full in the memory for rows, because the
    world may replace every row that it shares with it.
    """

    __slots__ = ("_named", "_rows")

    def __init__(self, rows: RowBudget | None) -> None:
        self._named: dict[str, Snapshot] = {}
        self._rows = rows  # the memory for rows; None: it is not counted

    def keep(self, name: str, snapshot: Snapshot) -> bool:
        """Keep a snapshot in place of the one of that name; return whether there was none.

        Raises `TooManySnapshots`, or `StateFull` if its rows would take too much memory, and then changes nothing.
        """
        before = self._named.get(name)
        if before is None and len(self._named) >= MOST_SNAPSHOTS:
            raise TooManySnapshots
        if self._rows is not None:
            self._rows.take(snapshot.size - (before.size if before is not None else 0))
            for state in snapshot.states.values():
                state.budget = self._rows
        self._named.pop(name, None)  # so that the new one is the latest
        self._named[name] = snapshot
        return before is None

    def find(self, name: str) -> Snapshot | None:
        """The snapshot of that name, or `None`."""
        return self._named.get(name)

    def drop(self, name: str) -> bool:
        """Delete a snapshot; return whether there was one of that name."""
        snapshot = self._named.pop(name, None)
        if snapshot is not None and self._rows is not None:
            self._rows.adjust(-snapshot.size)
        return snapshot is not None

    def clear(self) -> None:
        """Delete all snapshots."""
        for name in tuple(self._named):
            self.drop(name)

    def change(self, change: Callable[[Snapshot], Snapshot]) -> None:
        """Replace every snapshot, because what is served has changed."""
        for name, before in self._named.items():
            after = self._named[name] = change(before)
            if self._rows is not None:
                self._rows.adjust(after.size - before.size)

    def __iter__(self) -> Iterator[tuple[str, Snapshot]]:
        return iter(self._named.items())

    def __len__(self) -> int:
        return len(self._named)
