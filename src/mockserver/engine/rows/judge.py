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
from .twins import Twins


class RowJudge:
    """Judges rows of one resource beside those it has."""

    def __init__(self, api: Api, resource: Resource, stored: Mapping[str, Row], *, is_forced: bool) -> None:
        self._api = api
        self._resource = resource
        self._twins = Twins(resource, stored)
        self._is_forced = is_forced  # whether the schema of the resource does not count

    def judge(self, row: Row, at: str) -> list[Violation]:
        """Return what is wrong with a row; `at` is its pointer in what was given: `/rows/3`.

        1. It has no identifier, or one that is neither a text nor, for rows that are as documented, an integer.
        2. It breaks the resource's schema.
        3. Another row has the same unique members.

        A row with nothing wrong counts for the next one.
        """
        resource = self._resource
        unnamed = find_identifier_fault(resource, row)
        if unnamed is not None:
            return [Violation("body.schema", "body", unnamed, at)]
        if not self._is_forced:
            broken = check_row(resource, row, self._api.description.schemas("response"))
            if broken:
                return [self._place(violation, at) for violation in broken]
        key = row_key(resource, row)
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

    def _place(self, violation: Violation, at: str) -> Violation:
        message = violation.message + suggest_member(self._resource, violation)
        pointer = at + violation.pointer
        return replace(violation, rule="body.schema", location="body", message=message, pointer=pointer)
