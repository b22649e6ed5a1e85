"""The rows that belong to the caller: those of `/me/notes`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..behaviour import Resource
from ..behaviour.keys import row_key
from ..worlds.members import get_member
from ..worlds.store import Row
from .collections import Changes, Collection
from .signatures import make_signature


class OwnRows(Collection):
    """Rows of one resource that have the caller in a member, `owner_id`, and those of the document."""

    __slots__ = ("_member", "_value")

    def __init__(self, resource: Resource, call: Changes, member: str, scope: Mapping[str, object]) -> None:
        super().__init__(resource, call, shared=True, scope=scope)
        view = call.view(resource).at(member.split("."))
        self._member = member
        self._value = make_signature(view, member.rpartition(".")[2], call.caller, call.principal)

    def iter_rows(self) -> Iterator[Row]:
        return filter(self._is_own, super().iter_rows())

    def _is_visible(self, row: Row) -> bool:
        return super()._is_visible(row) and self._is_own(row)

    def _is_own(self, row: Row) -> bool:
        if get_member(row, self._member) == self._value:
            return True
        return self._transaction.is_seed(self._resource.name, row_key(self._resource, row), row)
