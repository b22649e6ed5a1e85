"""Lists that begin with invented rows, below the parents that their paths name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from ..behaviour import Resource
from ..behaviour.keys import key_of, row_key
from ..worlds.members import put_member
from .call import Call


def stock_below(call: Call, scope: Mapping[str, Any]) -> None:
    """Store invented rows below the parents of a list when it is first asked for, if lists begin with some."""
    wanted, resource = call.received.stock, call.own
    if wanted is None or not scope or call.behaviour.action != "list":
        return
    counter = f"stock:{resource.name}:" + ":".join(str(value) for value in scope.values())
    if call.transaction.has_number(counter):
        return
    call.next_number(counter)
    rows = list(call.collection(resource.name, shared=True, scope=scope).iter_rows())
    invented = call.invention(resource).iter_rows(rows, taken_below(call, resource, scope))
    for row in islice(invented, max(wanted - len(rows), 0)):
        for member, value in scope.items():
            put_member(row, member, value)
        call.transaction.keep(resource.name, row_key(resource, row), row)


def taken_below(call: Call, resource: Resource, scope: Mapping[str, Any]) -> Callable[[str], bool]:
    """What says whether a row below these parents has an identifier, or had it."""
    transaction, name = call.transaction, resource.name

    def is_taken(identifier: str) -> bool:
        key = key_of(resource, identifier, scope)
        return transaction.peek(name, key) is not None or transaction.was_deleted(name, key)

    return is_taken
