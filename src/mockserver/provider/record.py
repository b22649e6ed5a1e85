"""The requests and the failures of a run so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from ..openapi.operations import Operation
from .budget import RunBudget
from .causes import cause_of
from .failures import Failure, Failures, Phase


@dataclass(slots=True)
class RequestCounts:
    """How many requests were sent to one operation, and the statuses of the responses."""

    sent: Counter[Phase] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)  # 0: no response


class EnoughError(Exception):
    """Raised at the first failure with `--fail-fast`."""


class Record:
    """Counts requests, and keeps the failures of tested operations."""

    def __init__(
        self,
        operations: Iterable[Operation],
        tested: Collection[str],
        is_enough: Callable[[Failure], bool] | None = None,
        *,
        is_strict: bool = False,
        budget: RunBudget | None = None,
    ) -> None:
        known = tuple(operations)
        self.failures = Failures(known)
        self.warnings: dict[str, Failure] = {}  # by fingerprint; empty if warnings are failures
        self.notices: list[str] = []  # what the run could not prove
        self.is_strict = is_strict
        self.budget = budget or RunBudget((), len(known))
        self.tallies: dict[str, RequestCounts] = {str(operation): RequestCounts() for operation in known}
        self._tested = tested
        self._is_enough = is_enough

    def count(self, operation: Operation, phase: Phase, status: int) -> None:
        """Count one request; a status of 0 means that no response came."""
        tally = self.tallies[str(operation)]
        tally.sent[phase] += 1
        tally.statuses[status] += 1

    def note(self, notice: str) -> None:
        """Keep a sentence about what the run could not prove, once."""
        if notice not in self.notices:
            self.notices.append(notice)

    def report(self, failure: Failure, operation: Operation) -> None:
        """Keep a failure, unless the operation is called only to prepare the test of another one.

        What is only a warning is kept apart, unless the run is strict.

        Raises `EnoughError` if the run ends here.
        """
        if str(operation) not in self._tested:
            return
        failure = replace(failure, cause=cause_of(failure))
        if not self.is_strict and failure.severity == "warning":
            self.warnings.setdefault(failure.fingerprint, failure)
            return
        if failure.position is None:
            failure = replace(failure, position=operation.document.position(operation.pointer))
        self.failures.add(failure)
        if self._is_enough is not None and self._is_enough(failure):
            raise EnoughError
