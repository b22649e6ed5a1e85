"""Reads on in a journal from a position, while exchanges are recorded, dropped and cleared."""

from __future__ import annotations

from typing import NamedTuple

from ..engine.worlds.journal import Journal, Numbered
from .exchange_filter import ExchangeFilter

AT_ONCE = 20  # exchanges that one step looks at


class Step(NamedTuple):
    """What has happened since the last step, in this order; each part may be nothing."""

    has_ended: bool = False  # the world; there will be no other step
    was_cleared: bool = False  # the journal; numbers begin again with 1
    missed: int = 0  # exchanges that were dropped before they were read
    last: int = 0  # the number of the last one that was looked at or missed
    found: tuple[Numbered, ...] = ()  # the exchanges that match, oldest first
    has_more: bool = False  # another step would find something at once


class JournalReader:
    """A position in a journal.

    Nothing is queued for a client that reads slowly: the journal keeps what it keeps, and a step says how many
    exchanges were dropped before it came.
    """

    def __init__(self, journal: Journal, wanted: ExchangeFilter, last: int | None) -> None:
        self._journal = journal
        self._wanted = wanted
        begun = journal.read()
        self._last = begun.total if last is None else last  # the number of the last exchange that was looked at
        self._clears = begun.clears

    def read(self) -> Step:
        """Take the next step. It may search large bodies, so that an event loop lets a thread do it."""
        excerpt = self._journal.read(self._last)
        if excerpt.is_closed:
            return Step(has_ended=True)
        # the last one is unknown if the journal was cleared before the client came back
        was_cleared = excerpt.clears != self._clears or self._last > excerpt.total
        if was_cleared:
            excerpt = self._journal.read()
            self._last, self._clears = 0, excerpt.clears
        new = excerpt.exchanges
        missed = excerpt.total - len(new) - self._last
        found = tuple(self._wanted.select(new[:AT_ONCE]))
        self._last += missed + len(new[:AT_ONCE])
        return Step(False, was_cleared, missed, self._last, found, len(new) > AT_ONCE)
