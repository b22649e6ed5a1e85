"""The response is sent later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Any, Self

from ...openapi.errors import SandboxError
from ..amounts import LONGEST_DELAY
from .fault import FaultKind

_P95 = 1.6448536269514722  # of the standard normal distribution


@dataclass(frozen=True, slots=True)
class Latency(FaultKind):
    """The same delay always, or one between two, or one of a lognormal distribution, as those of networks are."""

    kind = "latency"
    effect = "delays"
    low: float  # milliseconds; of a lognormal distribution the median
    high: float  # as low, or the longest; of a lognormal distribution the 95th percentile
    is_lognormal: bool = False

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        said = content["milliseconds"]
        if not isinstance(said, Mapping):
            return cls(said, said)
        first, last = ("median", "p95") if "median" in said else ("from", "to")
        if said[first] > said[last]:
            raise SandboxError(f'milliseconds: "{first}" {said[first]:g} is more than "{last}" {said[last]:g}')
        return cls(said[first], said[last], first == "median")

    def describe(self) -> dict[str, Any]:
        if self.is_lognormal:
            return {"milliseconds": {"median": self.low, "p95": self.high}}
        return {"milliseconds": self.low if self.low == self.high else {"from": self.low, "to": self.high}}

    def draw(self, random: Random) -> float:
        """Return the seconds for one response, an hour at most."""
        if self.low == self.high:
            return self.low / 1000
        if not self.is_lognormal:
            return random.uniform(self.low, self.high) / 1000
        sigma = (log(self.high) - log(self.low)) / _P95
        return min(exp(random.gauss(log(self.low), sigma)) / 1000, LONGEST_DELAY)
