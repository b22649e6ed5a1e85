"""What all kinds of faults have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

FaultName = Literal["latency", "reset", "timeout", "empty", "truncated", "garbled", "slow", "error", "rate_limit"]
Effect = Literal["delays", "limits", "replaces", "damages"]
"""What a fault does with a response; of each, one fault at most happens to a request."""


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One thing that goes wrong."""

    kind: ClassVar[FaultName]
    effect: ClassVar[Effect]

    @classmethod
    def read(cls, _content: Mapping[str, Any]) -> Self:
        """Return the fault of a JSON object that keeps the schema of its kind in the control API.

        Raises `SandboxError` for numbers that do not fit together.
        """
        return cls()

    def describe(self) -> dict[str, Any]:
        """Return the members of the JSON object that only this kind has."""
        return {}


@dataclass(frozen=True, slots=True)
class Breakage(FaultKind):
    """No response is sent. A problem stands for it in the journal, and where a connection cannot be broken."""

    effect = "replaces"
    status: ClassVar[int]  # of the problem
    sentence: ClassVar[str]  # "the connection breaks"
