"""The clock of a world: `world.clock`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .exchanging import Steps, ask_for, make_request, write_moment
from .records import ClockRecord
from .verbs import Asynchronous, Standing, Synchronous, verb


class ClockVerbs:
    """What can be done with a clock."""

    _at: Standing

    @verb
    def now(self) -> Steps[datetime]:
        """The world's time, in UTC."""
        return (yield from ask_for(ClockRecord, make_request("get_clock", self._at.world))).now

    @verb
    def read(self) -> Steps[ClockRecord]:
        """The world's time, and whether it is stopped."""
        return (yield from ask_for(ClockRecord, make_request("get_clock", self._at.world)))

    @verb
    def freeze(self, at: datetime | str | None = None) -> Steps[ClockRecord]:
        """Stop the clock at a moment, `"2026-01-20T15:00:00Z"`, or at the present one."""
        if at is None:
            at = (yield from ask_for(ClockRecord, make_request("get_clock", self._at.world))).now
        return (yield from self._set({"freeze": write_moment(at)}))

    @verb
    def advance(
        self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> Steps[ClockRecord]:
        """Move the clock, whether it is stopped or running."""
        by = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        return (yield from self._set({"advance_seconds": by.total_seconds()}))

    @verb
    def run(self) -> Steps[ClockRecord]:
        """Let the clock run on from its present time, as fast as the machine's."""
        return (yield from self._set({"run": True}))

    def _set(self, change: dict[str, Any]) -> Steps[ClockRecord]:
        return (yield from ask_for(ClockRecord, make_request("set_clock", self._at.world, body=change)))


class RemoteClock(ClockVerbs, Synchronous):
    """The time of a world. All its APIs use it."""


class AsyncRemoteClock(ClockVerbs, Asynchronous):
    """The time of a world. All its APIs use it."""
