"""Valid variants of values of one schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...openapi.resources.schema_views import SchemaView
from .laying import Choice, Path, lay, put
from .varying import OWN, iter_variants, vary_leaf


class ValueVariants:
    """Makes variants of values. What is valid at each place is found once."""

    def __init__(
        self,
        view: SchemaView,
        is_valid: Callable[[Any], bool],
        kept: frozenset[str] = frozenset(),
        own: frozenset[str] = OWN,
    ) -> None:
        self._view = view
        self._is_valid = is_valid
        self._kept = kept  # members of an object that are not varied
        self._own = own  # members of an object that are its own identifiers
        self._found: dict[Path, int | None] = {}  # which of the new values of a place are valid; None: none of them

    def vary(self, value: Any, number: int) -> Any:
        """The variant `number`, from 1, of a value; it is valid if the value is. It may be the same."""
        if not isinstance(value, dict):
            return next(filter(self._is_valid, vary_leaf(value, self._view, number)), value)
        varied: Any = dict(value)
        for path, values in self._iter_known(value, number):
            varied = put(varied, path, values[0])
        if self._is_valid(varied) or not self._is_valid(value):
            return varied
        choices = [*self._iter_choices(value, number)]
        laid = lay(value, choices, self._is_valid)
        self._found |= {choice.path: laid.taken.get(choice.path) for choice in choices}
        return laid.body

    def _iter_known(self, value: Any, number: int) -> Iterator[Choice]:
        """Yield what varies an object, with the values that were valid before."""
        for path, values in self._iter_choices(value, number):
            at = self._found.get(path, 0)
            if at is not None:
                yield Choice(path, (values[min(at, len(values) - 1)],))

    def _iter_choices(self, value: Any, number: int) -> Iterator[Choice]:
        return iter_variants(value, self._view, number, kept=self._kept, own=self._own)
