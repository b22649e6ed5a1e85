"""Values that differ: Faker with a seed and a locale, and optional parts as chance will have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .habits import Habits


@dataclass(frozen=True, slots=True)
class Dynamic:
    """How values are to differ."""

    seed: int | str | None = None
    locale: str = "en_US"

    def habits(self, root: dict[str, Any]) -> Habits:
        return Habits()
