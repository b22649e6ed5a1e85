"""Warnings about worlds that made room for new ones, at most one a minute."""

from __future__ import annotations

import logging

from ..throttle import Throttle
from .world import World

_log = logging.getLogger("mockserver.worlds")


class Evictions:
    """Tells of worlds that ended because there were too many."""

    __slots__ = ("_throttle",)

    def __init__(self) -> None:
        self._throttle = Throttle()

    def tell(self, ended: World, limit: int, now: float) -> None:
        """Warn that `ended` made room, and how many have done so since the last warning.

        `now` is a reading of `time.monotonic`.
        """
        left_out = self._throttle.admit("evicted", now)
        if left_out is None:
            return
        others = f", as {left_out:,} others did since the last such line" if left_out else ""
        idle = f"{now - ended.used:,.0f} s" if now - ended.used >= 1 else "less than a second"
        _log.warning(
            "the limit of --max-worlds %s is reached: %s, idle for %s, ended to make room for a new world%s",
            f"{limit:,}",
            ended.name,
            idle,
            others,
        )
