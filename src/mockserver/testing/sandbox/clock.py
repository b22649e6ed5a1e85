"""A world's clock as tests set it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from ...engine.worlds.worlds import World
from ...openapi.errors import SandboxError
from .json_values import is_number

_YEARS = "the clock would leave the years 1970 to 8999"  # after which Python's own time ends soon


class SandboxClock:
    """The time of one test; all its APIs go by it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self._world.clock.now()

    def freeze(self, at: datetime | str | None = None) -> None:
        """Stop at a moment, `"2026-01-20T15:00:00Z"`, or at the present one."""
        moment = at if at is None or isinstance(at, datetime) else _read_moment(at)
        if moment is not None and moment.tzinfo is None:
            raise SandboxError(f"{moment.isoformat()} has no offset; write it like 2026-01-20T15:00:00Z")
        if moment is not None:
            _check_year(moment)
        with self._world.lock:
            self._world.clock.freeze(moment)

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move on by a span, whether stopped or running."""
        for name, span in {"seconds": seconds, "minutes": minutes, "hours": hours, "days": days}.items():
            if not is_number(span, -math.inf):
                raise SandboxError(f"{name}={span!r} is no span of time; allowed: a number")
        with self._world.lock:
            try:
                by = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
                _check_year(self._world.clock.now() + by)
            except OverflowError:
                raise SandboxError(_YEARS) from None
            self._world.clock.advance(by)

    def run(self) -> None:
        """Go on from where it stands, at the machine's pace."""
        with self._world.lock:
            self._world.clock.run()


def _check_year(moment: datetime) -> None:
    if not 1970 <= moment.year < 9000:
        raise SandboxError(_YEARS)


def _read_moment(text: object) -> datetime:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        raise SandboxError(f"{text!r} is no time; write it like 2026-01-20T15:00:00Z") from None
