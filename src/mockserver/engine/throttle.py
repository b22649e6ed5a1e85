"""Lets few of many equal log lines through."""

from __future__ import annotations

from collections.abc import Hashable

INTERVAL = 60  # seconds between two lines of one kind


class Throttle:
    """Lets one line of each kind through a minute, and counts the others. Its caller knows all kinds; they are few."""

    __slots__ = ("_lines",)

    def __init__(self) -> None:
        self._lines: dict[Hashable, tuple[float, int]] = {}  # kind -> when a line came through; those left out since

    def admit(self, kind: Hashable, now: float) -> int | None:
        """Return how many lines of a kind were left out before this one; `None` if this one is to be left out.

        `now` is the reading in seconds of a clock that only goes forward.
        """
        came, left_out = self._lines.get(kind, (now - INTERVAL, 0))
        if now - came < INTERVAL:
            self._lines[kind] = came, left_out + 1
            return None
        self._lines[kind] = now, 0
        return left_out
