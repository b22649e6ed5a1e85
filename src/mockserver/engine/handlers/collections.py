"""The rows of one resource inside one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn, Protocol
from uuid import UUID

from ...openapi.pointers import escape
from ...openapi.rules import Violation, quote
from ..behaviour import Resource
from ..behaviour.coercion import read_uuid
from ..behaviour.templates import fill
from ..worlds.store import Row, Transaction, copy_row
from .refusal import Refusal


class Changes(Protocol):
    """The request for which rows are read and changed, as far as a collection needs it."""

    @property
    def transaction(self) -> Transaction: ...
    @property
    def principal(self) -> Mapping[str, Any]: ...
    @property
    def names(self) -> Mapping[str, Any]:
        """The names that the defaults of a resource may use."""

    def timestamp(self) -> str: ...
    def next_number(self, counter: str, first: int = 1) -> int: ...
    def make_uuid(self, kind: str) -> str: ...
    def refuse(self, case: str, **texts: Any) -> NoReturn: ...


class Collection:
    """Rows of one resource as the principal of one request sees them.

    It returns copies and stores copies, so that a handler may change its rows in place. With `shared` nothing is
    copied: the caller promises not to change a row in place, as the built-in actions do.
    """

    __slots__ = ("_call", "_copy", "_resource", "_transaction")

    def __init__(self, resource: Resource, call: Changes, *, shared: bool = False) -> None:
        self._resource = resource
        self._call = call
        self._copy: Callable[[Row], Row] = _same if shared else copy_row
        self._transaction = call.transaction

    def find(self, identifier: object) -> Row | None:
        """The row with that identifier, or `None` if there is none or it belongs to another owner."""
        row = self._transaction.peek(self._resource.name, str(identifier))
        if row is None and self._resource.is_uuid:
            row = self._transaction.peek(self._resource.name, _canonical(str(identifier)))
        return self._copy(row) if row is not None and self._is_visible(row) else None

    def get(self, identifier: object) -> Row:
        """The row with that identifier; refuses the request if there is none."""
        row = self.find(identifier)
        if row is None:
            self._call.refuse(
                self._resource.missing, id=read_uuid(identifier) if self._resource.is_uuid else identifier
            )
        return row

    def list(self, **equal: Any) -> list[Row]:
        """The rows whose members have the given values, in order of creation."""
        return [
            self._copy(row)
            for row in self._transaction.iter_rows(self._resource.name)
            if self._is_visible(row) and all(row.get(member) == value for member, value in equal.items())
        ]

    def create(self, members: Mapping[str, Any]) -> Row:
        """Add a row: the resource's defaults, then `members`, then what only the server sets.

        Its members are in the order of the schema. An identifier that another row has is refused.
        """
        resource, call = self._resource, self._call
        row: Row = {**fill(resource.defaults, call.names), **members}
        if resource.identifier not in row:
            row[resource.identifier] = self._new_identifier()
        elif self._transaction.peek(resource.name, str(row[resource.identifier])) is not None:
            self._refuse_taken(row)
        now = call.timestamp()
        for member in (resource.created, resource.updated):
            if member is not None:
                row[member] = now
        if resource.owner is not None:
            row[resource.owner.member] = call.principal.get(resource.owner.principal)
        ordered = {member: row[member] for member in resource.members if member in row}
        return self._keep({**ordered, **row})

    def update(
        self,
        row: Row,
        members: Mapping[str, Any],
        *,
        nulls: Literal["keep", "store"] = "store",
        merge: tuple[str, ...] = (),
    ) -> Row:
        """Change a row: replace its members, merge those in `merge`; with `nulls="keep"` null changes nothing.

        A row keeps its identifier, even if the members have another.
        """
        resource = self._resource
        changed = dict(row)
        for member, value in members.items():
            if member == resource.identifier or (value is None and nulls == "keep"):
                continue
            if member in merge and isinstance(value, Mapping) and isinstance(changed.get(member), dict):
                changed[member] = {**changed[member], **value}
            else:
                changed[member] = value
        touched = changed != row if resource.touch == "changed" else resource.touch == "always" or bool(members)
        if resource.updated is not None and touched:
            changed[resource.updated] = self._call.timestamp()
        return self._keep(changed, before=row)

    def delete(self, row: Row) -> None:
        self._transaction.delete(self._resource.name, str(row[self._resource.identifier]))

    def _keep(self, row: Row, before: Row | None = None) -> Row:
        """Store a copy of a row; refuse it if another row has the same unique members."""
        identifier = str(row[self._resource.identifier])
        for unique in self._resource.unique:
            wanted = [row.get(member) for member in unique.members]
            if before is not None and wanted == [before.get(member) for member in unique.members]:
                continue  # it was unique, and it still is
            for other in self._transaction.iter_rows(self._resource.name):
                same = [other.get(member) for member in unique.members] == wanted
                if same and other[self._resource.identifier] != identifier:
                    self._call.refuse(unique.error, **row)
        self._transaction.keep(self._resource.name, identifier, self._copy(row))
        return row

    def _refuse_taken(self, row: Row) -> NoReturn:
        """Refuse an identifier that another row has: with the error case of `unique`, else as a violation."""
        member = self._resource.identifier
        for unique in self._resource.unique:
            if unique.members == (member,):
                self._call.refuse(unique.error, **row)
        seen = quote(row[member])
        message = f"{seen} is the identifier of another {self._resource.name}"
        violation = Violation("body.taken", "body", message, f"/{escape(member)}", seen=seen)
        raise Refusal(violation.rule, {}, violation)

    def _new_identifier(self) -> str:
        """The next identifier that no row has."""
        kind, _, first = self._resource.ids.partition(":")
        if kind == "uuid":
            return self._call.make_uuid(self._resource.name)
        while True:
            identifier = str(self._call.next_number(f"id:{self._resource.name}", int(first)))
            if self._transaction.peek(self._resource.name, identifier) is None:
                return identifier

    def _is_visible(self, row: Row) -> bool:
        owner = self._resource.owner
        return owner is None or row.get(owner.member) == self._call.principal.get(owner.principal)


def _same(row: Row) -> Row:
    return row


def _canonical(text: str) -> str:
    """UUIDs are compared as values, not as text (RFC 9562 §4: hexadecimal without case)."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
