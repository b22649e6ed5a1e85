"""Warnings about worlds that made room for new ones, at most one a minute."""

from __future__ import annotations

import logging
from math import inf

from .world import World

INTERVAL = 60  # seconds between two warnings

_log = logging.getLogger("mockserver.worlds")


class Evictions:
    """Tells of worlds that ended because there were too many."""

    __slots__ = ("_told", "_untold")

    def __init__(self) -> None:
        self._told = -inf  # when the last warning was given, by `time.monotonic`
        self._untold = 0  # worlds that have ended since

    def tell(self, ended: World, limit: int, now: float) -> None:
        """Warn that `ended` made room, and how many have done so since the last warning."""
        if now - self._told < INTERVAL:
            self._untold += 1
            return
        others = f", as {self._untold:,} others did since the last such line" if self._untold else ""
        idle = f"{now - ended.used:,.0f} s" if now - ended.used >= 1 else "less than a second"
        _log.warning(
            "the limit of --max-worlds %s is reached: %s, idle for %s, ended to make room for a new world%s",
            f"{limit:,}",
            ended.name,
            idle,
            others,
        )
        self._told, self._untold = now, 0
