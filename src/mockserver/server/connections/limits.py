"""What clients may take of a server: time for an unfinished request, memory for bodies, connections."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_LIMIT = 256 * 1024  # bytes of a request line and header fields; MockApp responds 431 to far fewer
STALL = 60.0  # seconds in which a client must read something of what is sent to it
LINGER = 2.0  # seconds in which the rest of a refused request is discarded, so that the client can read why
HALF_CLOSED = 2.0  # seconds in which a client that has closed its half of the connection gets its responses
DISCARDED = 32 * 1024 * 1024  # bytes of it
OVERFLOW = 64  # connections beyond the limit that are told so; others are closed without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """The limits of one server."""

    header_timeout: float = 20.0  # seconds for the head of a request, from its first byte or from connecting
    body_timeout: float = 120.0  # seconds for the body
    keep_alive_timeout: float = 75.0  # seconds without a request, after a response
    upload_budget: int = 256_000_000  # bytes of bodies that are being received, of all connections
    max_connections: int = 1000

    @property
    def shortest(self) -> float:
        """The shortest time, in seconds."""
        return min(self.header_timeout, self.body_timeout, self.keep_alive_timeout)
