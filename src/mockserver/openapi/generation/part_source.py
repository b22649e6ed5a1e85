"""The protocol through which objects and arrays get the values of their members and items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from .constraints import Constraints, Pointers
from .policy import Policy


class PartSource(Protocol):
    """Gives values for the parts of an object or an array."""

    @property
    def policy(self) -> Policy: ...

    @property
    def is_whole(self) -> bool:
        """Whether optional parts are wanted."""
        ...

    def values(self, pointers: Pointers, name: str, *, is_required: bool = True) -> Iterator[Any]:
        """Yield values that satisfy every schema at `pointers`, the most ordinary first."""
        ...

    def likeliest(self, pointers: Pointers) -> Constraints | None:
        """Return the first way to satisfy every schema at `pointers`, if there is any."""
        ...

    def is_valid(self, pointer: str, value: Any) -> bool:
        """Return whether the validator accepts a value."""
        ...

    def spend(self, amount: int = 1) -> None:
        """Count work, in candidates. Raises `Exhausted` if the budget is used up."""
        ...
