"""The rows of one resource inside one request."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any, Literal, NoReturn, Protocol
from urllib.parse import quote
from uuid import UUID

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ...openapi.rules import Violation
from ..behaviour import Resource
from ..behaviour.coercion import read_uuid
from ..behaviour.keys import is_marked, key_of, row_key
from ..behaviour.templates import fill
from ..shapes.stamps import write_time
from ..worlds.members import get_member, has_member, put_member
from ..worlds.store import Row, Transaction, copy_row
from ..worlds.uploads import UPLOADS, keep_uploads
from .identifiers import IdentifierMaker
from .refusal import Refusal
from .signatures import sign
from .uniqueness import check_unique, refuse_taken

PATIENCE = 1000  # identifiers that are tried
_UNIQUE = ("uid", "uuid", "guid")
_NUMBERS = (*_UNIQUE, "id", "nodeid", "number")


class Changes(Protocol):
    """The request for which rows are read and changed, as far as a collection needs it."""

    @property
    def transaction(self) -> Transaction: ...
    @property
    def principal(self) -> Mapping[str, Any]: ...
    @property
    def caller(self) -> str: ...
    @property
    def names(self) -> Mapping[str, Any]:
        """The names that the defaults of a resource may use."""

    def timestamp(self) -> str: ...
    def next_number(self, counter: str, first: int = 1) -> int: ...
    def skip_number(self, counter: str, number: int) -> None: ...
    def server_made(self, resource: str, row: Row) -> Row: ...
    def sample(self, view: SchemaView) -> Any: ...
    def fits(self, view: SchemaView, value: Any) -> bool: ...
    def make_uuid(self, kind: str) -> str: ...
    def complete(self, resource: str, row: Row) -> Row: ...
    def complete_inside(self, resource: str, row: Row) -> Row: ...
    def sample_row(self, resource: str) -> Row: ...
    def view(self, resource: Resource) -> SchemaView: ...
    def now(self) -> datetime: ...
    def documents(self, status: str) -> bool: ...
    def refuse(self, case: str, **texts: Any) -> NoReturn: ...
    def refuse_unknown(self, resource: Resource, identifier: object, *, was_deleted: bool) -> NoReturn: ...


class Collection:
    """Rows of one resource as the principal of one request sees them.

    It returns copies and stores copies, so that a handler may change its rows in place. With `shared` nothing is
    copied: the caller promises not to change a row in place, as the built-in actions do.
    """

    __slots__ = ("_call", "_copy", "_resource", "_scope", "_transaction")

    def __init__(
        self, resource: Resource, call: Changes, *, shared: bool = False, scope: Mapping[str, Any] | None = None
    ) -> None:
        self._resource = resource
        self._scope: Mapping[str, Any] = scope or {}  # {"category_id": 7}: members that all of its rows have
        self._call = call
        self._copy: Callable[[Row], Row] = _same if shared else copy_row
        self._transaction = call.transaction

    def find(self, identifier: object) -> Row | None:
        """The row with that identifier, or `None` if there is none or it belongs to another owner or parent."""
        row = self._peek(str(identifier))
        return self._copy(row) if row is not None and self._is_visible(row) else None

    def get(self, identifier: object) -> Row:
        """The row with that identifier; refuses the request if there is none."""
        row = self.find(identifier)
        if row is None:
            shown = read_uuid(identifier) if self._resource.is_uuid else identifier
            self._call.refuse_unknown(self._resource, shown, was_deleted=self.was_deleted(identifier))
        return row

    def was_deleted(self, identifier: object) -> bool:
        """Whether there was a row with that identifier."""
        key = key_of(self._resource, str(identifier), self._scope)
        return self._transaction.was_deleted(self._resource.name, key)

    def assume(self, identifier: object) -> Row:
        """A row with that identifier as the document shows it, which is not stored yet."""
        row = self._call.sample_row(self._resource.name)
        if not self._resource.is_singleton:
            put_member(row, self._resource.identifier, identifier)
        for member, value in self._scope.items():
            put_member(row, member, value)
        return row

    def _peek(self, identifier: str) -> Row | None:
        """The row with that identifier below its parent; one without a parent is below each of them."""
        resource, peek = self._resource, self._transaction.peek
        row = peek(resource.name, key_of(resource, identifier, self._scope))
        if row is None and resource.is_uuid:
            row = peek(resource.name, key_of(resource, _canonical(identifier), self._scope))
        return peek(resource.name, identifier) if row is None and resource.is_scoped else row

    def list(self, **equal: Any) -> list[Row]:
        """The rows whose members have the given values, in order of creation."""
        return [
            self._copy(row)
            for row in self._transaction.iter_rows(self._resource.name)
            if self._is_visible(row) and all(row.get(member) == value for member, value in equal.items())
        ]

    def iter_rows(self) -> Iterator[Row]:
        """The rows as they are stored, without those that are marked as deleted; the caller must not change them."""
        resource, rows = self._resource, self._transaction.iter_rows(self._resource.name)
        if resource.owner is not None or self._scope:
            rows = filter(self._is_visible, rows)
        deleted = resource.deleted
        return rows if deleted is None else (row for row in rows if not is_marked(row, deleted))

    def count_before(self, identifier: object, rows: Iterable[Row]) -> int | None:
        """How many of some rows were created before the row with an identifier, which may be deleted or hidden.

        `None` if there never was one, or if the rows are in another order than that of their creation, or its reverse.
        """
        name = self._resource.name
        place = self._transaction.find_place(name, key_of(self._resource, str(identifier), self._scope))
        if place is None:
            return None
        places = {id(row): at for at, row in enumerate(self._transaction.iter_rows(name))}
        order = [
            places[id(row)] for row in rows if id(row) in places
        ]  # others are invented, and follow the stored ones
        if order == sorted(order):
            return bisect_left(order, place)
        return bisect_left(order, -place, key=operator.neg) if order == sorted(order, reverse=True) else None

    def create(self, members: Mapping[str, Any]) -> Row:
        """Add a row: the resource's defaults, then `members`, then what only the server sets.

        Its members are in the order of the schema. An identifier that another row has is refused; or the new row takes
        its place, if rows are as documented and the document knows no refusal.
        """
        resource, call = self._resource, self._call
        row: Row = {**fill(resource.defaults, call.names), **members}
        for member, value in self._scope.items():
            put_member(row, member, value)
        if resource.is_singleton:
            pass
        elif get_member(row, resource.identifier) is None:
            put_member(row, resource.identifier, self._new_identifier())
        elif self._is_taken(row) and not self._may_take(row):
            refuse_taken(call, resource, row)
        if resource.is_complete:
            self._add_numbers(row)
        self._stamp(row, resource.created, resource.updated)
        if resource.owner is not None:
            row[resource.owner.member] = call.principal.get(resource.owner.principal)
        if resource.is_complete:
            row = call.complete(resource.name, row)
        row = sign(call, resource, row, (*resource.created_by, *resource.updated_by), members)
        ordered = {member: row[member] for member in resource.members if member in row}
        return self._keep({**ordered, **row}, sent=members)

    def _may_take(self, row: Row) -> bool:
        """Whether a new row takes the place of the one with its identifier: the operation documents no refusal."""
        return self._resource.is_complete and not any(
            map(self._call.documents, ("409", "422", "400", "4XX", "default"))
        )

    def _add_numbers(self, row: Row) -> None:
        """Set the identifiers that a row has beside the one that names it: the `id` of what `number` names."""
        name_of = self._resource.name
        for name, member in self._iter_numbers():
            if get_member(row, name) is None:
                is_number = "integer" in member.types
                counter = f"{name}:{name_of}"
                put_member(row, name, self._call.next_number(counter) if is_number else self._call.make_uuid(counter))

    def _iter_numbers(self) -> Iterator[tuple[str, SchemaView]]:
        """Yield the members of rows that are such identifiers, at the top and in `metadata`."""
        resource = self._resource
        if not resource.is_complete:
            return
        view = self._call.view(resource)
        metadata = view.members["metadata"].members if "metadata" in view.members else {}
        for name, member in (*view.members.items(), *((f"metadata.{name}", each) for name, each in metadata.items())):
            plain = plain_name(name.removeprefix("metadata."))
            is_text = "string" in member.types and (member.first("format") == "uuid" or plain in _UNIQUE)
            if name != resource.identifier and plain in _NUMBERS and ("integer" in member.types or is_text):
                yield name, member

    def _is_taken(self, row: Row) -> bool:
        key = self._key(row)
        if self._transaction.peek(self._resource.name, key) is not None:
            return True
        number = get_member(row, self._resource.identifier)
        if isinstance(number, int):  # numbers that are made later begin after it
            self._call.skip_number(f"id:{self._resource.name}", number)
        return False

    def _stamp(self, row: Row, *members: str | None) -> None:
        """Set members to the world's time, in the form that the schema has."""
        for member in members:
            if member is not None:
                own = self._call.view(self._resource).at(member.split(".")) if self._resource.is_complete else None
                put_member(row, member, write_time(own, self._call.now()) if own else self._call.timestamp())

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
        changed = dict(row)
        for member, value in members.items():
            if value is None and nulls == "keep":
                continue
            if member in merge and isinstance(value, Mapping) and isinstance(changed.get(member), dict):
                changed[member] = {**changed[member], **value}
            else:
                changed[member] = value
        return self.change(row, changed, is_named=bool(members))

    def change(self, row: Row, changed: Mapping[str, Any], *, is_named: bool = True) -> Row:
        """Give a row the members of another, whole. It keeps its identifier, and the parents that are part of its key.

        `is_named` says whether the request names a member.
        """
        resource = self._resource
        scoped = [parent.member for parent in resource.parents] if resource.is_scoped or resource.is_singleton else []
        new = dict(changed)
        for member in (resource.identifier, *scoped):
            if member in row:
                new[member] = row[member]
            elif has_member(row, member):
                put_member(new, member, get_member(row, member))
        touched = new != row if resource.touch == "changed" else resource.touch == "always" or is_named
        if resource.updated is not None and touched:
            self._stamp(new, resource.updated)
        if resource.is_complete:
            new = self._call.complete_inside(resource.name, new)
        if resource.updated_by:
            new = sign(self._call, resource, new, resource.updated_by, {})
        return self._keep(new, before=row)

    def replace(self, row: Row, members: Mapping[str, Any]) -> Row:
        """Give a row other members. It keeps those that only the server sets, such as its identifier and times.

        It also keeps its parents; one that is not part of its key may be another one.
        """
        resource = self._resource
        is_keyed = resource.is_scoped or resource.is_singleton
        parents = [each.member for each in resource.parents if is_keyed or get_member(members, each.member) is None]
        kept = [resource.identifier, resource.created, *parents]
        kept += [name for name, _ in self._iter_numbers()]
        new = dict(members)
        for member in kept:
            if member is not None and get_member(row, member) is not None:
                put_member(new, member, get_member(row, member))
        if resource.owner is not None:
            new[resource.owner.member] = row.get(resource.owner.member)
        self._stamp(new, resource.updated)
        if resource.is_complete:
            new = self._call.complete(resource.name, {**self._call.server_made(resource.name, row), **new})
        new = sign(self._call, resource, new, resource.updated_by, members)
        ordered = {member: new[member] for member in resource.members if member in new}
        return self._keep({**ordered, **new}, before=row)

    def set(self, row: Row, changes: Mapping[str, Any], laid: Row | None = None) -> Row:
        """Set members of a row as a template says: `{"status": "cancelled", "cancelled_at": "{now}"}`.

        `laid` is the row with what else changes.
        """
        changed = dict(row if laid is None else laid)
        for member, value in changes.items():
            if value == "{now}":
                self._stamp(changed, member)
            else:
                put_member(changed, member, fill(value, {**self._call.names, "now": self._call.timestamp()}))
        return self.change(row, changed)

    def delete(self, row: Row) -> None:
        """Remove a row."""
        self._transaction.delete(self._resource.name, self._key(row))

    def _keep(self, row: Row, before: Row | None = None, sent: Iterable[str] | None = None) -> Row:
        """Store a copy of a row; refuse it if another one has the same unique members. `sent`: those of a new row."""
        if before is not None and UPLOADS in before:
            row = keep_uploads(before, row)
        check_unique(self._call, self._resource, row, before, row if sent is None else sent)
        self._transaction.keep(self._resource.name, row_key(self._resource, row), self._copy(row))
        return row

    def _key(self, row: Row) -> str:
        return row_key(self._resource, row)

    def _new_identifier(self) -> Any:
        """The next identifier that no row has, nor had.

        Refuses the request if the schema has none left, such as a list of values that are all taken.
        """
        resource, call, peek = self._resource, self._call, self._transaction.peek
        name = resource.name
        maker = IdentifierMaker(resource, call.view(resource).at(resource.identifier.split(".")), call)
        tries = count() if resource.ids.startswith("number") else range(PATIENCE)
        for _ in tries:
            identifier = maker.make()
            key = key_of(resource, str(identifier), self._scope)
            if peek(name, key) is None and not self._transaction.was_deleted(name, key):
                return identifier
        message = f"no identifier is left for another {name}: all that its schema allows are taken"
        raise Refusal("state.conflict", {}, Violation("state.conflict", "body", message))

    def _is_visible(self, row: Row) -> bool:
        owner = self._resource.owner
        if owner is not None and row.get(owner.member) != self._call.principal.get(owner.principal):
            return False
        return not self._scope or all(map(partial(self._belongs, row), self._scope, self._scope.values()))

    def _belongs(self, row: Row, member: str, value: Any) -> bool:
        """Whether a row is below a parent. One that names no parent is below each that no request has created."""
        own = get_member(row, member)
        if own is not None:
            return bool(own == value) or str(own) == str(value)
        return is_original(self._transaction, self._resource, member, value)


def is_original(transaction: Transaction, resource: Resource, member: str, value: Any) -> bool:
    """Whether a parent is one of those that the document shows, or is not stored."""
    above = next((parent.resource for parent in resource.parents if parent.member == member), None)
    return above is None or transaction.has_seed(above, quote(str(value), safe=""))


def _same(row: Row) -> Row:
    return row


def _canonical(text: str) -> str:
    """UUIDs are compared as values, not as text (RFC 9562 §4: hexadecimal without case)."""
    try:
        return str(UUID(text))
    except ValueError:
        return text
