"""Signals that stop a long command, which then still reports what it has found."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Caught:
    """The signal that came."""

    number: int = 0  # 0: none

    @property
    def exit_code(self) -> int:
        """128 plus the number of the signal, as in shells; 0 without one."""
        return 128 + self.number if self.number else 0


@contextmanager
def catch_signals() -> Iterator[Caught]:
    """Raise `KeyboardInterrupt` in the main thread for SIGINT and SIGTERM, and remember which one came.

    If the block lets it pass, the process exits with the code of the signal.
    """
    caught = Caught()

    def catch(number: int, _: FrameType | None) -> None:
        caught.number = number
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # Python calls handlers in the main thread only
        yield caught
        return
    before = [(number, signal.signal(number, catch)) for number in _SIGNALS]
    try:
        yield caught
    except KeyboardInterrupt:
        if not caught.number:
            raise
        sys.exit(caught.exit_code)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
