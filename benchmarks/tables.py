"""Ratios, aims and tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Aim:
    """The wanted value of a ratio."""

    sentence: str
    wanted: float
    at_least: bool  # else: at most
    seen: float | None  # None: not both sides were measured

    @property
    def verdict(self) -> str:
        if self.seen is None:
            return "not measured"
        return "met" if (self.seen >= self.wanted if self.at_least else self.seen <= self.wanted) else "**missed**"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Return the median of the ratios of single rounds, because a disturbance of a round affects both sides."""
    if not ours or not theirs:
        return None
    return median(mine / other for mine, other in zip(ours, theirs, strict=False))


def table(heads: list[str], rows: list[list[str]], *, left: int) -> str:
    rule = [":--" if at < left else "--:" for at in range(len(heads))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rule, *rows])
