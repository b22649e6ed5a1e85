"""A document in the shape of OpenAPI 3, and the origin of each piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LIST_STYLES = "x-mockserver-list-styles"
"""Beside a parameter, a header or an encoding: how Swagger 2.0 delimits a list and the lists in it, as styles."""


@dataclass(frozen=True)
class Adapted:
    """A tree in the shape of OpenAPI 3, and the pointers of its pieces in the tree that the author wrote."""

    content: dict[str, Any]
    origins: dict[str, str] = field(default_factory=dict)  # pointer here -> pointer there, where the two differ

    def origin(self, pointer: str) -> str:
        """Return the pointer of what the author wrote, from which the value at `pointer` was made."""
        if not self.origins:
            return pointer
        rest = ""
        while pointer and pointer not in self.origins:
            pointer, _, word = pointer.rpartition("/")
            rest = f"/{word}{rest}"
        return self.origins.get(pointer, pointer) + rest
