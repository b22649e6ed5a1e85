"""What is wrong with a row that a resource is to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...openapi.pointers import join
from ...openapi.rules import Violation, quote
from ..apis.apis import Api
from ..behaviour import Resource
from ..behaviour.keys import row_key
from ..behaviour.rows import check_row, describe_twins, find_identifier_fault, suggest_member
from ..worlds.members import get_member
from ..worlds.store import Row
from .addresses import show_key
from .twins import Twins


class RowJudge:
    """Judges rows of one resource beside those it has."""

    def __init__(self, api: Api, resource: Resource, stored: Mapping[str, Row], *, is_forced: bool) -> None:
        self._api = api
        self._resource = resource
        self._twins = Twins(resource, stored)
        self._is_forced = is_forced  # whether the schema of the resource does not count

    def judge(self, row: Row, at: str, wanted: str | None = None) -> list[Violation]:
        """Return what is wrong with a row; `at` is its pointer in what was given: `/rows/3`.

        1. It has no identifier, or one that is neither a text nor, for rows that are as documented, an integer.
        2. It does not belong under the key that is wanted.
        3. It breaks the resource's schema.
        4. Another row has the same unique members.

        A row with nothing wrong counts for the next one.
        """
        resource = self._resource
        unnamed = find_identifier_fault(resource, row)
        if unnamed is not None:
            return [Violation("body.schema", "body", unnamed, at)]
        key = row_key(resource, row)
        if wanted is not None and key != wanted:
            return [self._refuse_key(key, at, wanted)]
        if not self._is_forced:
            broken = check_row(resource, row, self._api.description.schemas("response"))
            if broken:
                return [self._place(violation, at) for violation in broken]
        twins = self._twins.find(key, row)
        if twins is not None:
            return [Violation("state.conflict", "body", describe_twins(twins), at)]
        self._twins.note(key, row)
        return []

    def refuse_taken(self, row: Row, at: str) -> Violation:
        """Return the violation of a row whose identifier another one has."""
        resource = self._resource
        if resource.is_singleton:
            return Violation("body.taken", "body", f"there is one {resource.name} already, the only one", at)
        seen = quote(get_member(row, resource.identifier))
        message = f"{seen} is the identifier of another {resource.name}"
        return Violation("body.taken", "body", message, at + join(resource.identifier.split(".")), seen=seen)

    def _refuse_key(self, key: str, at: str, wanted: str) -> Violation:
        resource, seen = self._resource, quote(show_key(key))
        pointer = at if resource.is_singleton else at + join(resource.identifier.split("."))
        message = f"the {resource.name} {quote(show_key(wanted))} cannot have the identifier {seen}"
        return Violation("body.schema", "body", message, pointer, seen=seen)

    def _place(self, violation: Violation, at: str) -> Violation:
        message = violation.message + suggest_member(self._resource, violation)
        pointer = at + violation.pointer
        return replace(violation, rule="body.schema", location="body", message=message, pointer=pointer)
