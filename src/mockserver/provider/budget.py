"""`--max-requests` and `--max-seconds`: how many requests a run may send, and how long it may take.

A phase may use half of what is left when it begins, and the last one all of it. In a phase, each operation may use an
equal share of what is left when it begins. What one does not use is left for those after it. The sequences of the
documented phase and the stateful one mix operations; there, a share has no time of its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from threading import Lock

from .failures import Phase

NAMED = 3  # operations that a notice names


@dataclass(slots=True)
class _PhaseBudget:
    """What one phase, and each operation in it, may use."""

    requests: float
    deadline: float
    sent: Counter[str] = field(default_factory=Counter)  # by operation
    shares: dict[str, tuple[float, float]] = field(default_factory=dict)  # operation -> requests, deadline
    left_out: list[str] = field(default_factory=list)  # operations with a request that was not sent


class RunBudget:
    """Says before each request whether it may be sent. Without bounds, every request may."""

    def __init__(
        self,
        phases: Sequence[Phase],
        operations: int,
        *,
        max_requests: int | None = None,
        max_seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._phases = tuple(phases)
        self._operations = max(operations, 1)
        self._max_requests = inf if max_requests is None else max_requests
        self._max_seconds = inf if max_seconds is None else max_seconds
        self._clock = clock
        self.deadline = clock() + self._max_seconds  # inf without --max-seconds
        self._sent = 0
        self._begun: dict[Phase, _PhaseBudget] = {}
        self._lock = Lock()  # workers of Schemathesis share the budget

    @property
    def is_spent(self) -> bool:
        """Return whether no request may be sent any more."""
        return self._sent >= self._max_requests or self._clock() >= self.deadline

    def take(self, operation: str, phase: Phase) -> bool:
        """Count a request to `"GET /books"`; return whether it may be sent."""
        if self._max_requests == self._max_seconds == inf:
            return True
        with self._lock:
            allowance = self._begun.get(phase) or self._begin(phase)
            if self._is_over(operation, phase, allowance):
                if operation not in allowance.left_out:
                    allowance.left_out.append(operation)
                return False
            allowance.sent[operation] += 1
            self._sent += 1
            return True

    @property
    def reached(self) -> str:
        """`--max-requests 100` if that bound has held back a request; empty if none has."""
        return self._bounds() if any(allowance.left_out for allowance in self._begun.values()) or self.is_spent else ""

    def describe(self) -> list[str]:
        """Return a sentence for each phase that had to leave out requests."""
        told = []
        for phase in self._phases:
            allowance = self._begun.get(phase)
            if allowance is None and self.is_spent:
                told.append(f"{self._bounds()}: the phase {phase} was left out")
            elif allowance is not None and allowance.left_out:
                named = ", ".join(allowance.left_out[:NAMED])
                more = len(allowance.left_out) - NAMED
                others = f" and {more} more" if more > 0 else ""
                told.append(f"{self._bounds()}: the phase {phase} left out requests to {named}{others}")
        return told

    def _begin(self, phase: Phase) -> _PhaseBudget:
        requests, seconds = self._max_requests - self._sent, self.deadline - self._clock()
        if phase != self._phases[-1]:
            requests, seconds = requests / 2, seconds / 2
        self._begun[phase] = allowance = _PhaseBudget(_whole(requests), self._clock() + seconds)
        return allowance

    def _is_over(self, operation: str, phase: Phase, allowance: _PhaseBudget) -> bool:
        now, sent = self._clock(), allowance.sent
        if self.is_spent or sent.total() >= allowance.requests or now >= allowance.deadline:
            return True
        requests, deadline = allowance.shares.get(operation) or self._share(operation, phase, allowance, now)
        return sent[operation] >= requests or now >= deadline

    def _share(self, operation: str, phase: Phase, allowance: _PhaseBudget, now: float) -> tuple[float, float]:
        """Return what an operation may use, from its first request on."""
        waiting = max(self._operations - len(allowance.shares), 1)
        requests, deadline = allowance.requests, allowance.deadline
        if phase == "documented":
            requests /= self._operations
        elif phase != "stateful":
            requests, deadline = (requests - allowance.sent.total()) / waiting, now + (deadline - now) / waiting
        allowance.shares[operation] = found = (_whole(requests), deadline)
        return found

    def _bounds(self) -> str:
        if self._max_seconds == inf:
            return f"--max-requests {self._max_requests}"
        if self._max_requests == inf:
            return f"--max-seconds {self._max_seconds:g}"
        return f"--max-requests {self._max_requests} --max-seconds {self._max_seconds:g}"


def _whole(number: float) -> float:
    """Round up, so that no share is empty."""
    return number if number == inf else ceil(number)
