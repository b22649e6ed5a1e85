"""Lanes: one handler at a time is inside, and the requests for it wait in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

LIMIT = 1000  # requests that wait in one lane


def describe_way_out(world: str) -> str:
    """Return the sentence that says how a world gets free whose handler does not return."""
    return f"POST /_mock/worlds/{world}/reset frees the world; a server with --no-control has to be restarted"


class LaneFull(Exception):
    """Raised when so many requests wait already that another may not."""

    def __init__(self, occupant: Ticket) -> None:
        super().__init__(
            f"{LIMIT:,} requests wait for {occupant.label}, which has taken {occupant.seconds:.0f} s so far"
        )


class LaneBusy(Exception):
    """Raised when a turn does not come in the time that its request can wait."""

    def __init__(self, occupant: Ticket | None) -> None:
        label = occupant.label if occupant is not None else "another request"
        taken = f", which has taken {occupant.seconds:.0f} s so far" if occupant is not None else ""
        super().__init__(f"the request cannot wait any longer for {label}{taken}")


class Ticket:
    """A request's place in a lane.

    `admit` is called once, when it is its turn: in any thread, with the world's lock held, so it must not wait.
    """

    __slots__ = ("admit", "label", "since", "thread")

    def __init__(self, label: str, admit: Callable[[], None]) -> None:
        self.label = label  # "adoptPet (POST /pets/{id}/adopt)"
        self.admit = admit
        self.since: float | None = None  # when its handler began, by `time.monotonic`; None: it has not begun
        self.thread: int | None = None  # in which it runs

    def begin(self) -> None:
        """Remember that its handler begins now, in this thread."""
        self.thread, self.since = threading.get_ident(), monotonic()

    @property
    def seconds(self) -> float:
        """How long its handler has been running; 0 if it has not begun."""
        return 0.0 if self.since is None else monotonic() - self.since


class Lane:
    """The requests of one world that exclude each other. `lock` is the lock of the world."""

    __slots__ = ("_lock", "_waiting", "occupant")

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._waiting: list[Ticket] = []
        self.occupant: Ticket | None = None  # whose turn it is

    @property
    def is_own(self) -> bool:
        """Whether this thread runs the handler that is inside: what that one asks for need not wait for it."""
        return self.occupant is not None and self.occupant.thread == threading.get_ident()

    def enter(self, ticket: Ticket) -> None:
        """Admit a request, now or when those before it have left. Raises `LaneFull` if too many wait."""
        with self._lock:
            if self.occupant is None:
                self.occupant = ticket
                ticket.admit()
            elif len(self._waiting) < LIMIT:
                self._waiting.append(ticket)
            else:
                raise LaneFull(self.occupant)

    def leave(self, ticket: Ticket) -> None:
        """End a request's turn and begin the next one's. One that was freed earlier has no turn to end."""
        with self._lock:
            if self.occupant is ticket:
                self.free()
            else:
                self.withdraw(ticket)

    def withdraw(self, ticket: Ticket) -> bool:
        """Take back a request that still waits; return whether it did."""
        with self._lock:
            is_waiting = ticket in self._waiting
            if is_waiting:
                self._waiting.remove(ticket)
            return is_waiting

    def free(self) -> None:
        """Begin the next request's turn, even if the handler of this one is still running and may never return."""
        with self._lock:
            self.occupant = self._waiting.pop(0) if self._waiting else None
            if self.occupant is not None:
                self.occupant.admit()

    @contextmanager
    def inside(self, label: str, patience: float | None = None) -> Iterator[None]:
        """Wait for a turn, and end it after the `with` block. Inside of its own turn a thread need not wait.

        Raises `LaneFull` if too many wait, and `LaneBusy` if the turn has not come after `patience` seconds.
        """
        if self.is_own:
            yield
            return
        admitted = threading.Event()
        ticket = Ticket(label, admitted.set)
        try:
            self.enter(ticket)
            if not admitted.wait(patience):
                raise LaneBusy(self.occupant)
            ticket.begin()
            yield
        finally:
            self.leave(ticket)
