"""The state of an API, as a test reads and changes it: `api.state["connector"]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ...engine.rows.addresses import find_key
from ...engine.rows.edit import editing
from ...engine.rows.refusal import RowsRefused, UnknownRow
from ...engine.rows.seeding import seed
from ...engine.worlds.store import Row, copy_row
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.rules import Violation
from .json_values import require_object

if TYPE_CHECKING:
    from ...engine.apis.apis import Api
    from ...engine.behaviour import Resource
    from ...engine.rows.table import Table
    from ...engine.worlds.world import World

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module

_LABEL = "a change by the test"


class Resources(Mapping[str, "Rows"]):
    """The resources of one API, by their names in `behaviour.yaml`, and the inferred ones."""

    def __init__(self, api: Api, world: World) -> None:
        self._api = api
        self._world = world

    def __getitem__(self, name: str) -> Rows:
        resource = self._api.behaviour.resources.get(name)
        if resource is None:
            raise UnknownName.among("resource", name, self, self._api.name)
        return Rows(self._api, self._world, resource)

    def __iter__(self) -> Iterator[str]:
        return iter(self._api.behaviour.resources)

    def __len__(self) -> int:
        return len(self._api.behaviour.resources)

    def __repr__(self) -> str:
        return f"<state of {self._api.name}: {', '.join(f'{name} ×{len(rows)}' for name, rows in self.items())}>"

    def seed(self, rows: Mapping[str, Iterable[Mapping[str, Any]]], *, force: bool = False) -> None:
        """Replace all rows of the resources that are named, as a `seed.yaml` has them; all or nothing."""
        given = {name: _list_rows(f"{self._api.name} cannot hold this", each) for name, each in rows.items()}
        for name in given:
            self[name]  # refuses a name that there is not
        with _explained(f"{self._api.name} cannot hold this"), editing(self._world, _LABEL) as edit:
            seed(edit, self._api, given, is_forced=force)


class Rows(Mapping[str, Row]):
    """The rows of one resource by identifier, in the order in which they were added.

    Where a row is known below its parent only, its key has both: `acme/7`. That of the only one is empty.

    Rows that are read are copies. Rows that are written are checked against the resource's schema, unless `force` is
    true; a row that breaks it raises `SandboxError` and changes nothing.
    """

    def __init__(self, api: Api, world: World, resource: Resource) -> None:
        self._api = api
        self._world = world
        self._resource = resource

    def __getitem__(self, identifier: str) -> Row:
        rows = self._read()
        row = rows.get(find_key(self._resource, str(identifier), rows))
        if row is None:
            raise UnknownName.among(self._resource.name, str(identifier), self, self._api.name)
        return _copy(row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(dict(self))

    def __setitem__(self, identifier: str, row: Mapping[str, Any]) -> None:
        """Replace the row with this identifier, or add one after all others."""
        self.put(identifier, row)

    def __delitem__(self, identifier: str) -> None:
        self.remove(identifier)

    def put(self, identifier: str, row: Mapping[str, Any], *, force: bool = False) -> Row:
        """Replace the row with this identifier, or add one after all others, and return it."""
        require_object(self._refusal, row)
        with self._edit() as table:
            key, _ = table.put(str(identifier), dict(row), is_forced=force)
            return _copy(table.rows[key])

    def add(self, members: Mapping[str, Any] | None = None, /, **more: Any) -> Row:
        """Add a row, and return it. It gets identifier, times and defaults as in a creation, then the members given.

        Its owner is that of the first accepted credential in `behaviour.yaml`.
        """
        given = self._given(members, more)
        with self._edit() as table:
            (key,) = table.add([given])
            return _copy(table.rows[key])

    def add_many(self, rows: Iterable[Mapping[str, Any]], *, force: bool = False) -> list[Row]:
        """Add rows as `add` does, all or none, and return them."""
        given = _list_rows(self._refusal, rows)
        with self._edit() as table:
            keys = table.add(given, "", is_forced=force)
            rows_by_key = table.rows
            return [_copy(rows_by_key[key]) for key in keys]

    def replace(self, rows: Iterable[Mapping[str, Any]], *, force: bool = False) -> None:
        """Let these be the only rows, as they are and in this order."""
        given = _list_rows(self._refusal, rows)
        with self._edit() as table:
            table.replace(given, is_forced=force)

    def change(self, identifier: str, members: Mapping[str, Any] | None = None, /, **more: Any) -> Row:
        """Replace members of a row, and return it. The other members, including its times, stay as they are."""
        given = self._given(members, more)
        with self._edit() as table:
            key = table.change(str(identifier), given)
            return _copy(table.rows[key])

    def patch(self, identifier: str, patch: Mapping[str, Any], *, force: bool = False) -> Row:
        """Merge a patch into a row (RFC 7396), and return it: null removes a member, objects are merged."""
        require_object(self._refusal, patch)
        with self._edit() as table:
            key = table.patch(str(identifier), patch, is_forced=force)
            return _copy(table.rows[key])

    def remove(self, identifier: str) -> Row:
        """Remove a row, and return it."""
        with self._edit() as table:
            return _copy(table.remove(str(identifier)))

    def clear(self) -> None:
        """Remove all rows."""
        with self._edit() as table:
            table.clear()

    def _read(self) -> Mapping[str, Row]:
        with self._world.lock:
            return self._world.state(self._api.name).fork().collection(self._resource.name)

    @contextmanager
    def _edit(self) -> Iterator[Table]:
        try:
            with _explained(self._refusal), editing(self._world, _LABEL) as edit:
                yield edit.table(self._api, self._resource)
        except UnknownRow as unknown:
            raise UnknownName.among(self._resource.name, unknown.identifier, self, self._api.name) from None

    def _given(self, members: Mapping[str, Any] | None, more: Mapping[str, Any]) -> Row:
        if members is not None:
            require_object(self._refusal, members)
        require_object(self._refusal, more)
        return {**(members or {}), **more}

    @property
    def _refusal(self) -> str:
        return f"{self._api.name} cannot hold this {self._resource.name}"


def _copy(row: Row) -> Row:
    copied: Row = copy_row(row)
    return copied


def _list_rows(refusal: str, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    given = list(rows)
    for row in given:
        require_object(refusal, row)
    return [dict(row) for row in given]


@contextmanager
def _explained(refusal: str) -> Iterator[None]:
    """Raise a `SandboxError` with the first violation of rows that are refused."""
    try:
        yield
    except RowsRefused as refused:
        violations = refused.violations
        more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
        raise SandboxError(f"{refusal}: {_say(violations[0])}{more}") from None


def _say(violation: Violation) -> str:
    """`/title is required, but absent (books.yaml:40)`."""
    position = violation.position
    place = f" ({position.file}:{position.line})" if position else ""
    return f"{violation.pointer} {violation.message}{place}".strip()
