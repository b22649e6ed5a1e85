"""Rows that may not be alike: in their identifiers, and in the members that are unique."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, Protocol

from ...openapi.rules import RuleId, Violation, quote
from ..behaviour import Resource, Unique
from ..behaviour.keys import is_marked, row_key
from ..worlds.members import get_member
from ..worlds.store import Row, Transaction
from .refusal import Refusal


class Refusing(Protocol):
    """A request that is refused if its row is like another."""

    @property
    def transaction(self) -> Transaction: ...
    def documents(self, status: str) -> bool:
        """Whether the operation has a response of that status."""

    def refuse(self, case: str, **texts: Any) -> NoReturn: ...


def check_unique(call: Refusing, resource: Resource, row: Row, known: Row | None, sent: Iterable[str]) -> None:
    """Refuse a row that has the same unique members as another one; `known` is the row before a change.

    1. What has not changed is not compared, nor what is null.
    2. A rule without an error case counts where the document has a 409, for the members that were sent. A row that is
       marked as deleted does not count then, nor one of another parent if identifiers are those of one parent.
    """
    for unique in resource.unique:
        if known is not None and _is_same(unique, row, known):
            continue
        wanted = _values(unique, row)
        if all(value is None for value in wanted):
            continue
        if unique.error is None and not (call.documents("409") and set(unique.members) <= set(sent)):
            continue
        own = row_key(resource, row)
        for other in call.transaction.iter_rows(resource.name):
            if _values(unique, other) == wanted and row_key(resource, other) != own:
                if unique.error is not None:
                    call.refuse(unique.error, **row)
                if not _is_apart(resource, row, other):
                    _refuse(resource, "state.conflict", unique.members[0], wanted[0])


def refuse_taken(call: Refusing, resource: Resource, row: Row) -> NoReturn:
    """Refuse an identifier that another row has: with the error case of `unique`, else as a violation."""
    member = resource.identifier
    for unique in resource.unique:
        if unique.members == (member,) and unique.error is not None:
            call.refuse(unique.error, **row)
    _refuse(resource, "body.taken", member, get_member(row, member))


def _refuse(resource: Resource, rule: RuleId, member: str, value: Any) -> NoReturn:
    what = "identifier" if rule == "body.taken" else member
    message = f"{quote(value)} is the {what} of another {resource.name}"
    violation = Violation(rule, "body", message, "/" + member.replace(".", "/"), seen=quote(value))
    raise Refusal(violation.rule, {}, violation)


def _is_same(unique: Unique, row: Row, known: Row) -> bool:
    for member in unique.members:
        if (row.get(member) if member in row else get_member(row, member)) != get_member(known, member):
            return False
    return True


def _values(unique: Unique, row: Mapping[str, Any]) -> list[Any]:
    return [get_member(row, member) for member in unique.members]


def _is_apart(resource: Resource, row: Row, other: Row) -> bool:
    """Whether two rows may be alike, because one is deleted or they have different parents."""
    if resource.deleted is not None and is_marked(other, resource.deleted):
        return True
    parents = [parent.member for parent in resource.parents] if resource.is_scoped else []
    return any(str(get_member(row, member)) != str(get_member(other, member)) for member in parents)
