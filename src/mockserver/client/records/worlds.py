"""Worlds and what they hold. Times are in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = dict[str, Any]
"""One row of a resource: an object of JSON."""


@dataclass(frozen=True)
class WorldRecord:
    """A world: an isolated set of state, journal, switches and clock."""

    name: str  # "anna"
    requests: int  # how many it got so far
    journal: int  # how many exchanges it keeps


@dataclass(frozen=True)
class SnapshotRecord:
    """What a world can return to."""

    name: str  # "logged-in"
    at: datetime  # when it was made, by the clock of the world


@dataclass(frozen=True)
class RowsRecord:
    """The rows of a resource, in the order in which they were added."""

    rows: tuple[Row, ...]
    identifiers: tuple[str, ...]  # what names each row in a path; "-" for the only one


@dataclass(frozen=True)
class SwitchRecord:
    """A switch of an API, in one world."""

    name: str  # "idun.reload"
    summary: str
    value: str  # "reloaded", the present one
    values: tuple[str, ...]  # those allowed; a new world has the first


@dataclass(frozen=True)
class ClockRecord:
    """The time of a world."""

    now: datetime
    frozen: bool  # it is stopped
