"""A world's clock as tests set it."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..errors import SandboxError
from ..worlds import World


class SandboxClock:
    """The time of one test; all its APIs go by it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self._world.clock.now()

    def freeze(self, at: datetime | str | None = None) -> None:
        """Stop at a moment, `"2026-01-20T15:00:00Z"`, or at the present one."""
        moment = _read_moment(at) if isinstance(at, str) else at
        if moment is not None and moment.tzinfo is None:
            raise SandboxError(f"{moment.isoformat()} has no offset; write it like 2026-01-20T15:00:00Z")
        with self._world.lock:
            self._world.clock.freeze(moment)

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move on by a span, whether stopped or running."""
        with self._world.lock:
            self._world.clock.advance(timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days))

    def run(self) -> None:
        """Go on from where it stands, at the machine's pace."""
        with self._world.lock:
            self._world.clock.run()


def _read_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise SandboxError(f"{text!r} is no time; write it like 2026-01-20T15:00:00Z") from None
