"""What a schema shows of a row: its own members by its own names, and no secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name

FORMS = 100  # sets of names that are remembered for one schema; clients may send rows with any number of them
NAMES = 2000  # characters of the names of one set that is remembered


class Projection:
    """Shows rows as one schema declares them. It is planned once for all rows that have members of the same names."""

    def __init__(self, view: SchemaView, hidden: frozenset[str] = frozenset()) -> None:
        self._view = view
        self._hidden = hidden  # members that are not shown, at the top only
        self._forms: dict[tuple[str, ...], _Form] = {}

    @cached_property
    def _members(self) -> Mapping[str, Projection]:
        shown = (item for item in self._view.members.items() if not item[1].is_secret)
        return {name: Projection(view) for name, view in shown if name not in self._hidden}

    @cached_property
    def _items(self) -> Projection | None:
        return Projection(self._view.items) if self._view.items else None

    @cached_property
    def _is_plain(self) -> bool:
        """Whether its values have nothing inside: they are texts, numbers, `true`, `false` or `null`."""
        types = self._view.types
        return bool(types) and types.isdisjoint(("object", "array"))

    @cached_property
    def _is_free(self) -> bool:
        """Whether its objects have members of any name, and none is declared."""
        return self._view.is_open and not self._view.members and not self._hidden

    def of(self, value: Any) -> Any:
        """The value as the schema shows it: members that it declares, under its names (`firstName` for `first_name`).

        All members if the schema declares none, or says with `additionalProperties` that there may be others.
        """
        if isinstance(value, dict):
            if self._is_free:
                return dict(value)
            names = tuple(value)
            form = self._forms.get(names)
            if form is None:
                form = self._plan(names)
            return {name: value[own] if inner is None else inner.of(value[own]) for name, own, inner in form}
        if isinstance(value, list) and self._items is not None:
            return list(value) if self._items._is_plain else [self._items.of(item) for item in value]
        return value

    def _plan(self, names: tuple[str, ...]) -> _Form:
        form = tuple(self._iter_shown(names))
        if len(self._forms) < FORMS and sum(map(len, names)) <= NAMES:
            self._forms[names] = form
        return form

    def _iter_shown(self, names: tuple[str, ...]) -> Iterator[tuple[str, str, Projection | None]]:
        others = {plain_name(name): name for name in names if name not in self._members}
        used = set()
        for name, inner in self._members.items():
            own = name if name in names else others.get(plain_name(name))
            if own is not None:
                used.add(own)
                yield name, own, None if inner._is_plain else inner
        if self._view.is_open:
            left = used.union(self._view.members, self._hidden)
            yield from ((name, name, None) for name in names if name not in left)


_Form = tuple[tuple[str, str, Projection | None], ...]
"""The members that are shown of some rows: the name in the schema, that in the row, and how it is shown; `None`: as it
is."""
