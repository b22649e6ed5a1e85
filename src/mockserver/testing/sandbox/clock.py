"""The clock of a sandbox, as a test sets it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from ...engine.worlds.world import World
from ...openapi.errors import SandboxError
from .json_values import is_number

_YEARS = "the clock would leave the years 1970 to 8999"  # Python's datetime ends with the year 9999


class SandboxClock:
    """The time of one sandbox. All its APIs use it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        return self._world.clock.now()

    def freeze(self, at: datetime | str | None = None) -> None:
        """Stop the clock at a moment, `"2026-01-20T15:00:00Z"`, or at the present one."""
        moment = at if at is None or isinstance(at, datetime) else _read_moment(at)
        if moment is not None and moment.tzinfo is None:
            raise SandboxError(f"{moment.isoformat()} has no offset; write it like 2026-01-20T15:00:00Z")
        if moment is not None:
            _check_year(moment)
        with self._world.lock:
            self._world.clock.freeze(moment)

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move the clock, whether it is stopped or running."""
        for name, span in {"seconds": seconds, "minutes": minutes, "hours": hours, "days": days}.items():
            if not is_number(span, -math.inf):
                raise SandboxError(f"{name}={span!r} is not a span of time; allowed: a number")
        with self._world.lock:
            try:
                by = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
                _check_year(self._world.clock.now() + by)
            except OverflowError:
                raise SandboxError(_YEARS) from None
            self._world.clock.advance(by)

    def run(self) -> None:
        """Let the clock run on from its present time, as fast as the machine's."""
        with self._world.lock:
            self._world.clock.run()


def _check_year(moment: datetime) -> None:
    if not 1970 <= moment.year < 9000:
        raise SandboxError(_YEARS)


def _read_moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        raise SandboxError(f"{text!r} is not a time; write it like 2026-01-20T15:00:00Z") from None
