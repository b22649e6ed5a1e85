"""How a handler behaves: whether it may block the thread that runs it, and whether it may change the state."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter, thread_time

from ...openapi.operations import Operation

SLOW = 0.02  # seconds; a shorter handler costs others less than it would gain from a thread
GRACE = 3  # calls of an action of ours
LARGE = 256 * 1024  # bytes of a response; to check and write more takes longer than most handlers do
_SAFE = frozenset(("GET", "HEAD", "OPTIONS", "TRACE", "QUERY"))  # RFC 9110 §9.2.1; OpenAPI 3.2 §4.8.9.1 has QUERY
_log = logging.getLogger("mockserver.handlers")


class Conduct:
    """What is known of one operation's handler. It changes with what its calls show."""

    __slots__ = ("_grace", "_is_declared", "_operation", "changes", "clock", "may_block")

    def __init__(self, operation: Operation, *, is_ours: bool = False, is_blocking: bool = False) -> None:
        self._operation = operation
        self._is_declared = is_blocking
        self._grace = GRACE if is_ours else 0  # slow calls that do not count: the first ones read schemas
        # an action of ours never waits, so that only a busy machine can make its time longer than its processor time
        self.clock: Callable[[], float] = thread_time if is_ours else perf_counter
        self.may_block = is_blocking or not is_ours  # a user's function has to show first that it is quick
        self.changes = operation.method.upper() not in _SAFE  # a safe method may prove to change something

    def note_large(self) -> None:
        """Take notice of a large response: the next one is made in a thread."""
        self._is_declared = self.may_block = True

    def note(self, seconds: float) -> None:
        """Take notice of how long a call lasted: one that is slow makes the handler a blocking one for good."""
        if seconds > SLOW and self._grace:
            self._grace -= 1
        elif seconds > SLOW and not self._is_declared:
            self._is_declared = True
            _log.warning(
                "the handler of %s took %.0f ms; from now on it runs in a thread, as with blocking=True",
                self._operation,
                seconds * 1000,
            )
        self.may_block = self._is_declared
