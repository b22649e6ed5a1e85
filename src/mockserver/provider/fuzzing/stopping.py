"""The bounds of a run in the phases of Schemathesis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any

from schemathesis.engine.run.unit._case import BudgetExpired  # its own way to end the tests of one operation
from schemathesis.transport.requests import RequestsTransport

from ..budget import RunBudget
from ..failures import Phase
from .identifiers import phase_of_case

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.core.transport import Response as ReceivedResponse

_LONGEST = 10**6  # seconds; timers of Python do not take more than some hundred days


@contextmanager
def bounded(budget: RunBudget) -> Iterator[None]:
    """End the tests of an operation when it has used its share.

    Requests are counted where they are sent, because some checks of Schemathesis send requests without any hook.
    """
    send, phases = RequestsTransport.send, list[Phase]()

    def ask(transport: RequestsTransport, case: Case[Any], **options: Any) -> ReceivedResponse:
        phase = phase_of_case(case) if case.meta is not None or not phases else phases[-1]
        if not budget.take(case.operation.label, phase):
            raise BudgetExpired
        phases[:] = [phase]
        return send(transport, case, **options)

    RequestsTransport.send = ask  # type: ignore[method-assign, assignment]  # undone below
    try:
        yield
    finally:
        RequestsTransport.send = send  # type: ignore[method-assign]  # restores the method of the class


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
