"""The bounds of a run in the phases of Schemathesis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

from schemathesis.engine.run.unit._case import BudgetExpired  # its own way to end the tests of one operation
from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER, HookContext

from ..budget import RunBudget
from .identifiers import phase_of_case

if TYPE_CHECKING:
    from schemathesis import Case

_LONGEST = 10**6  # seconds; timers of Python do not take more than some hundred days


@contextmanager
def bounded(budget: RunBudget) -> Iterator[None]:
    """End the tests of an operation when it has used its share. Checks that send requests of their own count, too."""

    def ask(_context: HookContext, case: Case[Any], _kwargs: dict[str, Any]) -> None:
        if not budget.take(case.operation.label, phase_of_case(case)):
            raise BudgetExpired

    GLOBAL_HOOK_DISPATCHER.register_hook_with_name(ask, "before_call")
    try:
        yield
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister(ask)


@contextmanager
def stopped_in_time(budget: RunBudget, stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` when the time is over, because Schemathesis may think for long without a request."""
    if budget.deadline == inf:
        yield
        return
    timer = Timer(min(max(budget.deadline - monotonic(), 0), _LONGEST), stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
