"""The choices that a schema leaves open, and how static mode makes them: always in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .constraints import Constraints
from .manner import USUAL, Manner
from .neutral_members import Neutral, find_neutral

_T = TypeVar("_T")


class Policy:
    """The static policy: the author's examples, every optional member, one item, the first branch."""

    shows_examples = True
    is_exact = True  # whether `scalars` and the ordinary candidates keep bounds and lengths

    def __init__(self, manner: Manner = USUAL) -> None:
        self.manner = manner

    def examples(self, wanted: Constraints) -> list[Any]:
        """Return the author's examples to try; on a last page not those of whole objects and lists.

        What the parts of an `allOf` show is joined, ahead of what each part shows alone.
        """
        known = wanted.examples if self.shows_examples else []
        if self.manner.is_last_page:
            return [value for value in known if not isinstance(value, (dict, list))]
        if known and len(wanted.partial) > 1:
            joined = {name: value for shown in wanted.partial for name, value in shown.items()}
            at = next((n for n, value in enumerate(known) if value is wanted.partial[0]), 0)
            return [*known[:at], joined, *known[at:]]
        return known

    def neutral(self, name: str, *, is_required: bool) -> Neutral | None:
        """Return what a member should say whose name would lead a client on; `None` for an ordinary one."""
        return find_neutral(name, is_required=is_required) if self.manner.is_neutral else None

    @property
    def prefers_examples(self) -> bool:
        """Whether an example of a member is better than what would lead no client on."""
        return self.shows_examples and not self.manner.is_last_page

    def branches(self, alternatives: Iterable[_T]) -> Iterable[_T]:
        """Return the alternatives of a schema, or the values of an `enum`, in the order to try them."""
        return alternatives

    def kinds(self, likely: list[str], others: list[str]) -> list[str]:
        """Return the allowed types in the order to try them; `likely` are those that the author means."""
        return likely + others

    def keeps(self, name: str) -> bool:
        """Return whether to include an optional member."""
        return self.manner.optional != "never"

    def length(self, least: int, most: int | None) -> int:
        """Return the number of items of an array."""
        return least if least or most == 0 or self.manner.is_last_page else 1

    def extra_members(self, wanted: Constraints) -> int:
        """Return the number of members whose names the schema does not declare."""
        return 0 if wanted.properties else 1

    def scalars(self, wanted: Constraints, kind: str, name: str) -> Iterator[Any]:
        """Yield values to try ahead of the ordinary ones."""
        return iter(())
