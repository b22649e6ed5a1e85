"""What a schema shows of a row: its own members by its own names, and no secrets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name


class Projection:
    """Shows rows as one schema declares them. It is planned once, for the members of each object when first needed."""

    def __init__(self, view: SchemaView, hidden: frozenset[str] = frozenset()) -> None:
        self._view = view
        self._hidden = hidden  # members that are not shown, at the top only

    @cached_property
    def _members(self) -> Mapping[str, Projection]:
        shown = (item for item in self._view.members.items() if not item[1].is_secret)
        return {name: Projection(view) for name, view in shown if name not in self._hidden}

    @cached_property
    def _items(self) -> Projection:
        return Projection(self._view.items)

    @cached_property
    def _is_open(self) -> bool:
        return self._view.is_open

    def of(self, value: Any) -> Any:
        """The value as the schema shows it: members that it declares, under its names (`firstName` for `first_name`).

        All members if the schema declares none, or says with `additionalProperties` that there may be others.
        """
        if isinstance(value, dict):
            return self._of_object(value)
        if isinstance(value, list) and self._view.items:
            return [self._items.of(item) for item in value]
        return value

    def _of_object(self, row: Mapping[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        others: dict[str, str] | None = None
        used = set()
        for name, member in self._members.items():
            own = name
            if name not in row:
                if others is None:
                    others = {plain_name(key): key for key in row if key not in self._members}
                own = others.get(plain_name(name), "")
                if not own:
                    continue
            used.add(own)
            value = row[own]
            shown[name] = member.of(value) if isinstance(value, (dict, list)) else value
        if self._is_open:
            declared = self._view.members
            shown |= {k: v for k, v in row.items() if k not in used and k not in declared and k not in self._hidden}
        return shown
