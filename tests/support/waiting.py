"""Waiting for what another thread or process does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

DEADLINE = 60.0  # seconds; a busy machine is slow, and a test that passes waits no longer than it must

T = TypeVar("T")


def wait_for(met: Callable[[], T], what: str = "the change") -> T:
    """Return the first true value of `met`, which is called again and again."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        found = met()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {DEADLINE:g} seconds")
