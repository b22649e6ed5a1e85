"""What a state file says, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from ..store import Row

FORMAT = "mockserver-state"  # the first member of a state file
VERSION = 1  # of the format


class SavedRows(NamedTuple):
    """One collection that differs from its seed."""

    api: str  # "pets"
    name: str  # "pet"
    rows: Mapping[str, Row | None]  # in order; None: the row of the seed
    gone: frozenset[str] = frozenset()  # rows of the seed that were deleted


class SavedState(NamedTuple):
    """What one API held."""

    counters: Mapping[str, int]
    deleted: Mapping[str, Mapping[str, str | None]]  # identifiers of deleted rows, each with that of the row before it
    collections: tuple[int, ...]  # places in `SavedWorlds.collections`


class SavedMoment(NamedTuple):
    """What a world held at one moment."""

    switches: Mapping[str, str]  # that were not as at the beginning
    clock: tuple[datetime | None, timedelta] | None  # its hands; None: as at the beginning
    states: Mapping[str, SavedState]  # by API


class SavedWorld(NamedTuple):
    """One world."""

    name: str
    requests: int
    holds: SavedMoment
    snapshots: tuple[tuple[str, datetime, SavedMoment], ...] = ()  # each with its name and moment


@dataclass(frozen=True)
class SavedWorlds:
    """Everything in a state file."""

    worlds: tuple[SavedWorld, ...] = ()  # those used last at the end
    collections: tuple[SavedRows, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)  # by API: a hash of what decides which rows fit
    key: bytes | None = None  # of the names of worlds by credential
