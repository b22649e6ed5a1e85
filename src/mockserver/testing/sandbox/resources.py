"""The state of an API, as a test reads and changes it: `api.state["connector"]`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...engine.apis.apis import Misfit
from ...engine.behaviour.keys import row_key
from ...engine.handlers import Call, Collection, HandledOperation, Received, Refusal
from ...engine.worlds.members import get_member, put_member
from ...engine.worlds.store import Row, Transaction, copy_row
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.parameters import ParameterValues
from ...openapi.resources.schema_views import SchemaView
from .json_values import require_object

if TYPE_CHECKING:
    from ...engine.apis.apis import Api
    from ...engine.behaviour import Resource
    from ...engine.worlds.world import World

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


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


class Rows(Mapping[str, Row]):
    """The rows of one resource by identifier, in the order in which they were added.

    Where a row is known below its parent only, its key has both: `acme/7`. That of the only one is empty.

    Rows that are read are copies. Rows that are written are checked against the resource's schema; a row that breaks
    it raises `SandboxError` and changes nothing.
    """

    def __init__(self, api: Api, world: World, resource: Resource) -> None:
        self._api = api
        self._world = world
        self._resource = resource

    def __getitem__(self, identifier: str) -> Row:
        row = self._begin().find(self._resource.name, str(identifier))
        if row is None:
            raise UnknownName.among(self._resource.name, str(identifier), self, self._api.name)
        return row

    def __iter__(self) -> Iterator[str]:
        with self._world.lock:
            return iter(list(self._world.state(self._api.name).collection(self._resource.name)))

    def __len__(self) -> int:
        return self._world.state(self._api.name).count(self._resource.name)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __setitem__(self, identifier: str, row: Mapping[str, Any]) -> None:
        """Replace the row with this identifier, or add one after all others."""
        require_object(self._refusal, row)
        resource, new = self._resource, copy_row(dict(row))
        own = get_member(new, resource.identifier)
        if own is None and not resource.is_singleton:
            put_member(new, resource.identifier, self._type(identifier))
        if str(identifier) not in (str(own), row_key(resource, new)):
            raise SandboxError(f"the {resource.name} {identifier!r} cannot have the {resource.identifier} {own!r}")
        self._put(new)

    def __delitem__(self, identifier: str) -> None:
        self.remove(identifier)

    def add(self, members: Mapping[str, Any] | None = None, /, **more: Any) -> Row:
        """Add a row, and return it. It gets identifier, times and defaults as in a creation, then the members given.

        Its owner is that of the first accepted credential in `behaviour.yaml`.
        """
        given = self._given(members, more)
        with self._world.alone("a change by the test"):
            call = self._prepare()
            try:
                created = {**Collection(self._resource, call).create(given), **given}
            except Refusal as refusal:
                raise self._error(f"a creation would be refused with {refusal.case!r}") from None
            self._check(created)
            key = row_key(self._resource, created)
            call.transaction.put(self._resource.name, key, created)
            call.transaction.commit()
            return self[key]

    def change(self, identifier: str, members: Mapping[str, Any] | None = None, /, **more: Any) -> Row:
        """Replace members of a row, and return it. The other members, including its times, stay as they are."""
        with self._world.alone("a change by the test"):
            self._put({**self[identifier], **self._given(members, more)})
            return self[identifier]

    def remove(self, identifier: str) -> Row:
        """Remove a row, and return it."""
        with self._world.alone("a change by the test"):
            row = self[identifier]
            transaction = self._begin()
            transaction.delete(self._resource.name, str(identifier))
            transaction.commit()
            return row

    def clear(self) -> None:
        """Remove all rows."""
        for identifier in self:
            self.remove(identifier)

    def _given(self, members: Mapping[str, Any] | None, more: Mapping[str, Any]) -> Row:
        if members is not None:
            require_object(self._refusal, members)
        require_object(self._refusal, more)
        return {**(members or {}), **more}

    def _begin(self) -> Transaction:
        return Transaction(self._world.state(self._api.name))

    def _put(self, row: Row) -> None:
        with self._world.alone("a change by the test"):
            self._check(row)
            transaction = self._begin()
            transaction.put(self._resource.name, row_key(self._resource, row), row)
            transaction.commit()

    def _check(self, row: Row) -> None:
        own, misfits = row_key(self._resource, row), list[Misfit]()
        others = (other for key, other in self.items() if key != own)
        if self._api.admit(self._resource.name, row, misfits, others) is None:
            raise self._error(misfits[0].reason)

    def _type(self, identifier: str) -> str | int:
        """An identifier as a row has it: a number if the schema wants one."""
        pointer = self._resource.schema
        view = SchemaView(self._api.document, [] if pointer is None else [pointer])
        is_number = bool(view.at(self._resource.identifier.split(".")).types & {"integer", "number"})
        return int(identifier) if is_number and str(identifier).isdecimal() else identifier

    def _error(self, reason: str) -> SandboxError:
        return SandboxError(f"{self._refusal}: {reason}")

    @property
    def _refusal(self) -> str:
        return f"{self._api.name} cannot hold this {self._resource.name}"

    def _prepare(self) -> Call:
        """The call that a handler would get, so that a row is made as by a request."""
        api = self._api
        accepted = [entry for entries in api.behaviour.credentials.values() for entry in entries]
        principal = next((entry.principal for entry in accepted if not entry.rejected), {})
        handled = HandledOperation(api.operations[0], api.name, api.behaviour, api.shapes)
        return Call(handled, Received(ParameterValues()), principal, self._world)
