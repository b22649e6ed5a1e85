"""What the objects inside a row need: an order line that was sent without its id gets one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, words_of
from ..filling.alike import write_alike
from ..filling.laying import ABSENT
from ..worlds.store import copy_row
from .completion import Need
from .kinds import choose_kinds, find_foreign

_TAIL = re.compile(r"[^_\-]*$")
_IDENTIFIERS = ("id", "uuid", "guid", "key")


def complete_inside(row: Mapping[str, Any], need: Need, seed: str) -> dict[str, Any]:
    """The row, where each object in it has its defaults and what a form of the row requires of it.

    1. What the object has stays.
    2. A member with a default gets it.
    3. An identifier is like that of the base, and differs from those beside it; `seed` makes it another in other rows.
    4. Any other member is that of the base: of the same object of the row that the document shows, or generated.
    """
    made = dict(row)
    for name, value in row.items():
        view = need.view.members.get(name)
        if view is not None and isinstance(value, (dict, list)):
            made[name] = _Filler(need, f"{seed}.{name}").fill(value, view, need.base.get(name))
    return made


class _Filler:
    """Fills the objects at one place of a row."""

    def __init__(self, need: Need, seed: str) -> None:
        self._need = need
        self._seed = seed
        self._count = 0  # of the objects that were seen

    def fill(self, value: Any, view: SchemaView, base: Any) -> Any:
        if isinstance(value, list) and view.items:
            first = base[0] if isinstance(base, list) and base else None
            return [self.fill(item, view.items, first) for item in value]
        if not isinstance(value, dict) or not view.members:
            return value
        self._count += 1
        number = self._count
        filled = {
            name: self.fill(each, view.members[name], base.get(name) if isinstance(base, dict) else None)
            if name in view.members
            else each
            for name, each in value.items()
        }
        return filled | self._find_missing(value, view, base, number)

    def _find_missing(self, value: dict[str, Any], view: SchemaView, base: Any, number: int) -> dict[str, Any]:
        known, kinds = {plain_name(name) for name in value}, choose_kinds(view, value)
        foreign, required = find_foreign(view, kinds), view.required.union(*(kind.required for kind in kinds))
        absent = [name for name in view.members if plain_name(name) not in known and name not in foreign]
        defaults = {name: copy_row(view.members[name].first("default")) for name in absent}
        defaults = {name: default for name, default in defaults.items() if default is not None}
        missing = [name for name in absent if name in required and name not in defaults]
        return defaults | self._invent(missing, view, base, number) if missing else defaults

    def _invent(self, missing: list[str], view: SchemaView, base: Any, number: int) -> dict[str, Any]:
        if not (isinstance(base, dict) and all(name in base for name in missing)):
            base = self._need.sample(view)
        found = {name: base.get(name, ABSENT) for name in missing} if isinstance(base, dict) else {}
        return {
            name: self._vary(each, number) if words_of(name)[-1:] and words_of(name)[-1] in _IDENTIFIERS else each
            for name, each in found.items()
            if each is not ABSENT
        }

    def _vary(self, shown: Any, number: int) -> Any:
        if isinstance(shown, int):
            return number
        if not isinstance(shown, str):
            return shown
        tail = _TAIL.search(shown)
        start = tail.start() if tail is not None else 0
        return shown[:start] + write_alike(shown[start:], f"{self._seed}.{number}")
