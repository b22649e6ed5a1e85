"""How much the worlds of one server may hold."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

WORLD_LIMIT = 10_000
EXCHANGE_LIMIT = 1000
FOLLOWER_LIMIT = 200  # streams and waiting requests that follow the journals of one server
JOURNAL_SIZE = 256_000_000
STATE_SIZE = 512_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one server."""

    worlds: int = WORLD_LIMIT  # beside the default one
    idle: float = inf  # seconds after which a world that is not used ends
    journal_size: int = JOURNAL_SIZE  # bytes of memory for the journals of all worlds, about; 0: no exchange is kept
    state_size: float = inf  # bytes of memory for the rows that requests write in all worlds, about
    exchanges: int | None = EXCHANGE_LIMIT  # in the journal of one world; None: any number
