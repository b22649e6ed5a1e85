"""Rows that agree in members that must be unique, found without comparing every two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.json_text import write_json
from ..behaviour import Resource, Unique
from ..worlds.members import get_member
from ..worlds.store import Row


class Twins:
    """The unique members of the rows of one resource. Rules without an error case do not count: documents do not say so
    of their examples.
    """

    def __init__(self, resource: Resource, rows: Mapping[str, Row]) -> None:
        self._keys: dict[Unique, dict[bytes, str]] = {
            unique: {} for unique in resource.unique if unique.error is not None
        }
        if self._keys:
            for key, row in rows.items():
                self.note(key, row)

    def note(self, key: str, row: Row) -> None:
        """Count a row from now on."""
        for unique, keys in self._keys.items():
            keys[_values(unique, row)] = key

    def find(self, key: str, row: Row) -> Unique | None:
        """Return the rule by which another row is like this one."""
        for unique, keys in self._keys.items():
            if keys.get(_values(unique, row), key) != key:
                return unique
        return None


def _values(unique: Unique, row: Row) -> bytes:
    values: list[Any] = [get_member(row, member) for member in unique.members]
    return write_json(values)
