"""Rows that nobody sent: as many as are wanted, each different, valid and ordinary."""

from __future__ import annotations

from collections.abc import Sequence

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..filling.laying import Choice, Path, lay, put
from ..filling.varying import iter_variants
from ..worlds.store import Row
from .completion import Need
from .projection import Projection


class RowInventor:
    """Makes variants of rows of one resource."""

    def __init__(self, needs: Sequence[Need], view: SchemaView, hidden: frozenset[str], kept: frozenset[str]) -> None:
        self._view = view  # of the row, in all its forms
        self._kept = kept  # members that are not varied: {"id", "deleted_at"}
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
        self._found: dict[Path, int | None] = {}  # which of the new values of a place are valid; None: none of them

    def vary(self, row: Row, number: int) -> Row:
        """The variant `number`, from 1, of a row; it is valid if the row is."""
        choices = self._find_choices(row, number)
        varied = dict(row)
        for path, values in choices:
            varied = put(varied, path, values[0])
        if self.is_valid(varied) or not self.is_valid(row):
            return varied
        variants = [*iter_variants(row, self._view, number, kept=self._kept)]
        laid = lay(row, variants, self.is_valid)
        self._found |= {choice.path: laid.taken.get(choice.path) for choice in variants}
        made: Row = laid.body
        return made

    def _find_choices(self, row: Row, number: int) -> list[Choice]:
        """What varies the row, with the values that were valid before."""
        found = []
        for path, values in iter_variants(row, self._view, number, kept=self._kept):
            at = self._found.get(path, 0)
            if at is not None:
                found.append(Choice(path, (values[min(at, len(values) - 1)],)))
        return found

    def is_valid(self, row: Row) -> bool:
        """Whether every form can show a row."""
        return all(need.is_valid(projection.of(row)) for need, projection in self._forms)
