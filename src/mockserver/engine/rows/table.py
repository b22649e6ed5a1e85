"""The rows of one resource, as the user of a world changes them: not as a client of the API, and of every owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...openapi.rules import Violation
from ..apis.apis import Api
from ..behaviour import Resource
from ..behaviour.keys import row_key
from ..handlers import Call, Collection, Refusal
from ..handlers.patches import merge
from ..worlds.members import get_member
from ..worlds.store import Row, copy_row
from ..worlds.uploads import describe_uploads
from .addresses import find_key
from .files import restore_files
from .judge import RowJudge
from .naming import name_row
from .refusal import RowsRefused, UnknownRow

LISTED = 1000  # violations after which no more rows are judged


class Table:
    """Reads and changes the rows of one resource. A `StateEdit` makes it, and keeps its changes.

    Rows that are read are as they are stored; the caller must copy one before keeping or changing it. A change that the
    resource cannot hold raises `RowsRefused`, and then the edit must not be committed. `is_forced` leaves out the check
    of the resource's schema, and nothing else.
    """

    def __init__(self, api: Api, resource: Resource, call: Call) -> None:
        self._api = api
        self._resource = resource
        self._creatable = replace(resource, unique=())  # the judge compares unique members, by an index
        self._call = call
        self._transaction = call.transaction

    @property
    def rows(self) -> Mapping[str, Row]:
        """All rows by key, in the order in which they were added."""
        return self._transaction.read(self._resource.name)

    def find_key(self, identifier: str) -> str:
        """Return the key of a row. Raises `UnknownRow` if there is none."""
        rows = self.rows
        key = find_key(self._resource, identifier, rows)
        if key not in rows:
            raise UnknownRow(self._resource.name, identifier)
        return key

    def put(self, identifier: str, row: Row, *, is_forced: bool = False) -> tuple[str, bool]:
        """Replace the row with this identifier, or add one after all others; return its key, and whether it is new.

        It gets the identifier, and the parents that are part of it, where it lacks them.
        """
        rows = self.rows
        key, new = find_key(self._resource, identifier, rows), copy_row(row)
        name_row(self._api, self._resource, new, key)
        self._store(key, new, rows.get(key), is_forced=is_forced)
        return key, key not in rows

    def patch(self, identifier: str, patch: Mapping[str, Any], *, is_forced: bool = False) -> str:
        """Merge a patch into a row (RFC 7396), and return its key: null removes a member, objects are merged."""
        key = self.find_key(identifier)
        before = self.rows[key]
        self._store(key, merge(describe_uploads(before), patch), before, is_forced=is_forced)
        return key

    def change(self, identifier: str, members: Mapping[str, Any]) -> str:
        """Replace members of a row, and return its key."""
        key = self.find_key(identifier)
        before = self.rows[key]
        self._store(key, {**describe_uploads(before), **members}, before, is_forced=False)
        return key

    def add(self, rows: Sequence[Row], at: str | None = None, *, is_forced: bool = False) -> list[str]:
        """Add rows, and return their keys. Each gets identifier, times and defaults as in a creation, then its own
        members. `at` is the pointer of the list in what was given, such as `/rows`; `None`: it is one row.

        Its owner is that of the first accepted credential in `behaviour.yaml`.
        """
        keys, found = list[str](), list[Violation]()
        judge = RowJudge(self._api, self._resource, self.rows, is_forced=is_forced)
        for index, given in enumerate(rows):
            place = "" if at is None else f"{at}/{index}"
            try:
                created = self._create(judge, given, place)
            except RowsRefused as refusal:
                found += refusal.violations
                continue
            wrong = judge.judge(created, place)
            found += wrong
            if not wrong:
                keys.append(self._keep(created))
            if len(found) >= LISTED:
                break
        _refuse(found)
        return keys

    def replace(self, rows: Sequence[Row], at: str = "", *, is_forced: bool = False) -> int:
        """Let these be the only rows, as they are and in this order; return how many. `at` is the pointer of the list.

        A row with the identifier of one before keeps the files that it names.
        """
        before, found = self.rows, list[Violation]()
        self._transaction.empty(self._resource.name)
        judge = RowJudge(self._api, self._resource, {}, is_forced=is_forced)
        for index, given in enumerate(rows):
            row, place = dict(given), f"{at}/{index}"
            key = row_key(self._resource, row)
            wrong = restore_files(row, before.get(key), place) or judge.judge(row, place)
            if not wrong and self._transaction.peek(self._resource.name, key) is not None:
                wrong = [judge.refuse_taken(row, place)]
            found += wrong
            if not wrong:
                self._keep(row)
            if len(found) >= LISTED:
                break
        _refuse(found)
        return len(rows)

    def remove(self, identifier: str) -> Row:
        """Remove a row, and return it. Rows below it stay."""
        key = self.find_key(identifier)
        row = self.rows[key]
        self._transaction.delete(self._resource.name, key)
        return row

    def clear(self) -> None:
        """Remove all rows."""
        self._transaction.empty(self._resource.name)

    def _store(self, key: str, row: Row, before: Row | None, *, is_forced: bool) -> None:
        """Keep a row under a key that its members must agree with."""
        judge = RowJudge(self._api, self._resource, self.rows, is_forced=is_forced)
        _refuse(restore_files(row, before, "") or judge.judge(row, "", key))
        self._keep(row)

    def _create(self, judge: RowJudge, given: Row, at: str) -> Row:
        """Return a row as a creation would make it of these members."""
        resource, row = self._resource, dict(given)
        _refuse(restore_files(row, None, at))
        has_key = resource.is_singleton or get_member(row, resource.identifier) is not None
        if has_key and self._transaction.peek(resource.name, row_key(resource, row)) is not None:
            _refuse([judge.refuse_taken(row, at)])
        try:
            created = Collection(self._creatable, self._call).create(row)
        except Refusal as refusal:
            message = refusal.violation.message if refusal.violation else f"a creation is refused with {refusal.case!r}"
            raise RowsRefused([Violation("state.conflict", "body", message, at)]) from None
        return {**created, **row}

    def _keep(self, row: Row) -> str:
        key = row_key(self._resource, row)
        self._transaction.put(self._resource.name, key, row)
        return key


def _refuse(violations: Sequence[Violation]) -> None:
    if violations:
        raise RowsRefused(violations)
