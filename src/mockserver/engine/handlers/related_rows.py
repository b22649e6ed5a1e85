"""The rows of a resource that belong to a parent by a relation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..behaviour import Parent, Resource
from ..worlds.members import get_member, put_member
from ..worlds.store import Row
from .collections import Changes, Collection, is_original


class RelatedRows(Collection):
    """Rows of one resource, those that a relation puts to the parents that `below` names: `{"team_id": 7}`."""

    __slots__ = ("_below", "_relation")

    def __init__(self, resource: Resource, call: Changes, relation: Resource, below: Mapping[str, Any]) -> None:
        super().__init__(resource, call, shared=True)
        self._relation = relation
        self._below = below

    @property
    def _member(self) -> str:
        """The member of a pair that names the row: the last one of its resource that is no parent."""
        parents: list[Parent] = [each for each in self._relation.parents if each.resource == self._resource.name]
        return parents[-1].member

    def iter_rows(self) -> Iterator[Row]:
        """The rows in the order in which they were put to the parents."""
        for pair in self._transaction.iter_rows(self._relation.name):
            if self._is_below(pair):
                row = super().find(get_member(pair, self._member))
                if row is not None:
                    yield row

    def find(self, identifier: object) -> Row | None:
        """The row with that identifier, or `None` if it does not belong to the parents."""
        row = super().find(identifier)
        return row if row is not None and self._find_pair(row) is not None else None

    def get_any(self, identifier: object) -> Row:
        """The row with that identifier, whether or not it belongs to them; refuses the request if there is none."""
        row = super().find(identifier)
        return self.get(identifier) if row is None else row

    def add(self, row: Row) -> None:
        """Put a row to the parents; one that is there stays in its place."""
        if self._find_pair(row) is None:
            pair: Row = {}
            own = get_member(row, self._resource.identifier)
            parts = "/".join(quote(str(part), safe="") for part in (*self._below.values(), own))
            put_member(pair, self._relation.identifier, parts)
            for member, value in {**self._below, self._member: own}.items():
                put_member(pair, member, value)
            self._transaction.keep(self._relation.name, parts, pair)

    def remove(self, row: Row) -> None:
        """Take a row from the parents."""
        pair = self._find_pair(row)
        if pair is not None:
            self._transaction.delete(self._relation.name, str(get_member(pair, self._relation.identifier)))

    def _find_pair(self, row: Row) -> Row | None:
        own = str(get_member(row, self._resource.identifier))
        pairs = self._transaction.iter_rows(self._relation.name)
        return next((pair for pair in pairs if str(pair.get(self._member)) == own and self._is_below(pair)), None)

    def _is_below(self, pair: Row) -> bool:
        for member, value in self._below.items():
            own = pair.get(member)
            if own is None:
                if not is_original(self._transaction, self._relation, member, value):
                    return False
            elif own != value and str(own) != str(value):
                return False
        return True
