"""What is left to taste once a schema has been satisfied, and how the static mode decides it: always the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .constraints import Constraints

_T = TypeVar("_T")


class Policy:
    """Static: what the author shows, every optional member, one item, the first branch."""

    shows_examples = True
    is_exact = True  # what `scalars` and the ordinary proposals give keeps bounds and lengths

    def branches(self, alternatives: Iterable[_T]) -> Iterable[_T]:
        """The ways to satisfy a schema, or the values of an `enum`, in the order in which to try them."""
        return alternatives

    def kinds(self, kinds: list[str]) -> list[str]:
        """The types of which a value may be, in the order in which to try them."""
        return kinds

    def keeps(self, name: str) -> bool:
        """Whether an optional member is there."""
        return True

    def length(self, least: int, most: int | None) -> int:
        """How many items an array gets."""
        return least if least or most == 0 else 1

    def extra_members(self, wanted: Constraints) -> int:
        """How many members get names that the schema leaves open."""
        return 0 if wanted.properties else 1

    def scalars(self, wanted: Constraints, kind: str, name: str) -> Iterator[Any]:
        """Values to try ahead of the ordinary ones."""
        return iter(())
