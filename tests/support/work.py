"""Counted work: a bound on the number of calls holds on a busy machine, and a bound on seconds does not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class Work:
    """The work of one `with` block."""

    calls = 0  # of functions, those written in C included


@contextmanager
def count_calls() -> Iterator[Work]:
    """Count the calls that this thread makes inside the `with` block."""
    work = Work()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if event in ("call", "c_call"):
            work.calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield work
    finally:
        sys.setprofile(before)
