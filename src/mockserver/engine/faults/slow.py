"""The body comes slowly: some bytes a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from .fault import FaultKind

TICK = 0.1  # seconds between two pieces, unless a byte takes longer


@dataclass(frozen=True, slots=True)
class Slow(FaultKind):
    kind = "slow"
    effect = "damages"
    bytes_per_second: float = 100

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        return cls(content["bytes_per_second"])

    def describe(self) -> dict[str, Any]:
        return {"bytes_per_second": self.bytes_per_second}


def iter_drips(body: bytes, bytes_per_second: float) -> Iterator[tuple[float, bytes]]:
    """Yield the pieces of a body, each with the seconds to wait before it."""
    size = max(int(bytes_per_second * TICK), 1)
    for start in range(0, len(body), size):
        piece = body[start : start + size]
        yield len(piece) / bytes_per_second, piece
