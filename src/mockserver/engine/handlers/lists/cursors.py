"""Cursors: where a page begins or ends, so that it stays there when rows are created or deleted meanwhile."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...worlds.store import Row

_KNOWN = 4  # rows by which a place is found again, the nearest first

Name = Callable[[Row], str]
"""What identifies a row among the others of its list."""


class Cursor(NamedTuple):
    """A place between two rows of a list."""

    is_back: bool  # whether it ends a page instead of beginning one
    at: int  # rows before it, when it was made
    after: tuple[str, ...]  # what identifies the rows that follow, the nearest first: one, or none
    before: tuple[str, ...]  # the same of the rows before it

    def write(self) -> str:
        """The cursor as text that only the server reads."""
        value = [int(self.is_back), self.at, self.after, self.before]
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that a text is, `None` if it is none."""
        try:
            is_back, at, after, before = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(bool(is_back), int(at), tuple(map(str, after)), tuple(map(str, before)))
        except (ValueError, TypeError):
            return None

    def find(self, rows: Sequence[Row], name: Name) -> int:
        """How many rows are before it now. The first of these that is still there decides:

        1. the row that followed it
        2. the rows before it, the nearest first
        3. the number of rows that were before it
        """
        wanted = {*self.after, *self.before}
        found: dict[str, int] = {}
        for index, row in enumerate(rows):
            own = name(row)
            if own in wanted:
                found[own] = index
                if own in self.after:
                    return index
        nearest = next((found[each] for each in self.before if each in found), None)
        return min(self.at, len(rows)) if nearest is None else nearest + 1


def mark(rows: Sequence[Row], at: int, name: Name, *, is_back: bool = False) -> Cursor:
    """The cursor before the row at an index."""
    before = rows[max(0, at - _KNOWN) : at]
    return Cursor(is_back, at, tuple(map(name, rows[at : at + 1])), tuple(map(name, reversed(before))))
