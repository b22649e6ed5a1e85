"""Places in documents that exist only here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A `Position`."""

    file: str
    line: int | None
    pointer: str
