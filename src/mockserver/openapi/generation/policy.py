"""The choices that a schema leaves open, and how static mode makes them: always in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .constraints import Constraints

_T = TypeVar("_T")


class Policy:
    """The static policy: the author's examples, every optional member, one item, the first branch."""

    shows_examples = True
    is_exact = True  # whether `scalars` and the ordinary candidates keep bounds and lengths

    def branches(self, alternatives: Iterable[_T]) -> Iterable[_T]:
        """Return the alternatives of a schema, or the values of an `enum`, in the order to try them."""
        return alternatives

    def kinds(self, kinds: list[str]) -> list[str]:
        """Return the allowed types in the order to try them."""
        return kinds

    def keeps(self, name: str) -> bool:
        """Return whether to include an optional member."""
        return True

    def length(self, least: int, most: int | None) -> int:
        """Return the number of items of an array."""
        return least if least or most == 0 else 1

    def extra_members(self, wanted: Constraints) -> int:
        """Return the number of members whose names the schema does not declare."""
        return 0 if wanted.properties else 1

    def scalars(self, wanted: Constraints, kind: str, name: str) -> Iterator[Any]:
        """Yield values to try ahead of the ordinary ones."""
        return iter(())
