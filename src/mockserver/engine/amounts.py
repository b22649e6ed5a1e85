"""How much may be asked for."""

from __future__ import annotations

MOST_ITEMS = 10_000  # rows of a list
LONGEST_DELAY = 3600  # seconds
