"""Rows that no client sent: as many as are wanted, each different, valid and ordinary."""

from __future__ import annotations

from collections.abc import Sequence

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..filling.variants import ValueVariants
from ..worlds.store import Row
from .completion import Need
from .projection import Projection


class RowInventor:
    """Makes variants of rows of one resource."""

    def __init__(self, needs: Sequence[Need], view: SchemaView, hidden: frozenset[str], kept: frozenset[str]) -> None:
        self._kept = kept
        self._forms: list[tuple[Need, Projection]] = []  # those that one row can have together
        self.first: Row = {}  # with the members of the documented or generated rows of all forms
        for need in needs:
            known = {plain_name(name) for name in self.first}
            more = self.first | {name: value for name, value in need.base.items() if plain_name(name) not in known}
            self._forms.append((need, Projection(need.view, hidden)))
            if self.is_valid(more) or not self.first:
                self.first = more
            else:
                self._forms.pop()
        self._variants = ValueVariants(view, self.is_valid, kept)

    def vary(self, row: Row, number: int) -> Row:
        """The variant `number`, from 1, of a row; it is valid if the row is."""
        varied: Row = self._variants.vary(row, number)
        return varied

    def complete(self, row: Row, number: int) -> Row:
        """A row with what every form requires, but for what is kept; what it lacks is that of a variant."""
        known = {plain_name(name) for name in row}
        required = {name: None for need, _ in self._forms for name in need.view.required if name not in self._kept}
        lacking = [name for name in required if plain_name(name) not in known]
        if not lacking:
            return row
        whole = self.vary(self.first, number) if number else self.first
        return row | {name: whole[name] for name in lacking if name in whole}

    def is_valid(self, row: Row) -> bool:
        """Whether every form can show a row."""
        return all(need.is_valid(projection.of(row)) for need, projection in self._forms)
