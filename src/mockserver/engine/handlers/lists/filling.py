"""Filling: as many rows as a client wants, the stored ones and then invented ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from ...worlds.members import put_member
from ...worlds.store import Row
from ..call import Call
from ..stocking import taken_below
from .asking import Question


def fill_rows(call: Call, question: Question, rows: Iterable[Row]) -> Iterable[Row]:
    """As many rows as the client wants: the first of these, then invented ones below the same parents, and with the
    values that the request asks for. All of these if it does not say how many.
    """
    wanted = call.items
    if wanted is None:
        return rows
    found = list(islice(rows, wanted))
    return [*found, *islice(_invent(call, question, found), wanted - len(found))]


def _invent(call: Call, question: Question, rows: list[Row]) -> Iterator[Row]:
    resource = call.own
    below = {member: call.path[name] for name, member in call.behaviour.scope.items() if name in call.path}
    asked: Mapping[str, Any] = {**_find_asked(call, question), **below}
    for row in call.invention(resource).iter_rows(rows, taken_below(call, resource, below)):
        for member, value in asked.items():
            put_member(row, member, value)
        yield row


def _find_asked(call: Call, question: Question) -> dict[str, Any]:
    """The members whose value the request asks for."""
    rules = call.behaviour
    found = {member: call.query[name] for name, member in rules.filter.items() if name in call.query}
    for one in rules.filters:
        value = question.value(one.parameter)
        if one.compare == "equal" and value not in (None, "", *one.off):
            found[one.member] = value
    return {member: value for member, value in found.items() if not isinstance(value, (dict, list))}
