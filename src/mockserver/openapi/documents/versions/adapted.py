"""A document brought into another shape, which remembers where each piece came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Adapted:
    """A tree in the shape of OpenAPI 3, and how it is connected with the tree its author wrote."""

    content: dict[str, Any]
    origins: dict[str, str] = field(default_factory=dict)  # pointer here -> pointer there, where the two differ

    def origin(self, pointer: str) -> str:
        """Where the author wrote what stands at `pointer`, or what it was made of."""
        if not self.origins:
            return pointer
        rest = ""
        while pointer and pointer not in self.origins:
            pointer, _, word = pointer.rpartition("/")
            rest = f"/{word}{rest}"
        return self.origins.get(pointer, pointer) + rest
