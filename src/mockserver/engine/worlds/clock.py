"""A world's time: the machine's, shifted or stopped.

Code on the path of a request reads the world's clock and not the machine's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of one world, always in UTC.

    >>> clock = Clock(datetime(2026, 1, 20, 14, 22, 15, tzinfo=UTC))
    >>> clock.advance(timedelta(minutes=1))
    >>> clock.timestamp()
    '2026-01-20T14:23:15Z'
    """

    __slots__ = ("_frozen", "_offset")

    def __init__(self, frozen: datetime | None = None) -> None:
        self._frozen = frozen.astimezone(UTC) if frozen else None
        self._offset = timedelta()

    def now(self) -> datetime:
        return (self._frozen or datetime.now(UTC)) + self._offset

    def timestamp(self) -> str:
        """RFC 3339 in whole seconds: `2026-01-20T14:22:15Z`."""
        return self.now().isoformat()[:19] + "Z"  # strftime writes the year 987 with three digits

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at `at`, or at the present moment."""
        self._frozen, self._offset = (at or self.now()).astimezone(UTC), timedelta()

    def run(self) -> None:
        """Run on from the time it shows, at the machine's pace."""
        now = self.now()
        self._frozen, self._offset = None, now - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by a span, whether stopped or running."""
        self._offset += by

    def copy(self) -> Clock:
        """A clock that shows the same, and can be changed by itself."""
        twin = Clock()
        twin._frozen, twin._offset = self._frozen, self._offset
        return twin

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None
