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

    __slots__ = ("_hands",)

    def __init__(self, frozen: datetime | None = None) -> None:
        # when it was stopped, and what is added to that or to the machine's time: one value, so that a handler in
        # another thread sees both before a change or both after it
        self._hands: tuple[datetime | None, timedelta] = (frozen.astimezone(UTC) if frozen else None), timedelta()

    def now(self) -> datetime:
        frozen, offset = self._hands
        return (frozen or datetime.now(UTC)) + offset

    def timestamp(self) -> str:
        """RFC 3339 in whole seconds: `2026-01-20T14:22:15Z`."""
        return self.now().isoformat()[:19] + "Z"  # strftime writes the year 987 with three digits

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at `at`, or at the present moment."""
        self._hands = (at or self.now()).astimezone(UTC), timedelta()

    def run(self) -> None:
        """Run on from the time it shows, at the machine's pace."""
        self._hands = None, self.now() - datetime.now(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by a span, whether stopped or running."""
        frozen, offset = self._hands
        self._hands = frozen, offset + by

    def copy(self) -> Clock:
        """A clock that shows the same, and can be changed by itself."""
        twin = Clock()
        twin._hands = self._hands
        return twin

    @property
    def hands(self) -> tuple[datetime | None, timedelta]:
        """When it was stopped, if it was, and what is added to that or to the machine's time."""
        return self._hands

    @classmethod
    def from_hands(cls, frozen: datetime | None, offset: timedelta) -> Clock:
        """The clock with these `hands`."""
        clock = cls(frozen)
        clock.advance(offset)
        return clock

    @property
    def is_frozen(self) -> bool:
        return self._hands[0] is not None
