"""What can happen instead of a response.

Two doors break connections: `server.writing` and `testing.transports`. What they do for each kind is written there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Fault = Literal["reset", "timeout"]


class FaultKind(NamedTuple):
    """The problem that stands for a fault in the journal, and that a door sends if it cannot break a connection."""

    status: int
    sentence: str  # "the connection breaks"


FAULT_KINDS: Mapping[Fault, FaultKind] = {
    "reset": FaultKind(503, "the connection breaks"),
    "timeout": FaultKind(504, "no response comes"),
}
