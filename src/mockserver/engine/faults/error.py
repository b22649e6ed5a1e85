"""An error is sent instead of the response: the documented one of its status, else a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .fault import FaultKind

USUAL_STATUS = 503


@dataclass(frozen=True, slots=True)
class ErrorFault(FaultKind):
    kind = "error"
    effect = "replaces"
    status: int = USUAL_STATUS

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        return cls(content.get("status", USUAL_STATUS))

    def describe(self) -> dict[str, Any]:
        return {"status": self.status}
