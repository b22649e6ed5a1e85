"""The end of the body is missing: Content-Length says more than is sent, and then the connection is closed."""

from __future__ import annotations

from dataclasses import dataclass

from .fault import FaultKind


@dataclass(frozen=True, slots=True)
class Truncated(FaultKind):
    kind = "truncated"
    effect = "damages"


def truncate(body: bytes) -> bytes:
    """Return the first half of a body, without its last byte in any case."""
    return body[: len(body) // 2]
