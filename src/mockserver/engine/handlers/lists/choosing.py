"""Choosing: the rows of a list that a request asks for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ....openapi.operations import Operation
from ...behaviour import Filter
from ...worlds.store import Row
from ..call import Call
from ..requests import rows_of
from .asking import Question
from .comparing import Test, has_text, make_test
from .expressions import Choice, parse_expression
from .reading import reader_of


def choose_rows(call: Call, question: Question) -> Iterator[Row]:
    """Yield the rows that every filter and the search let through, in order of creation."""
    choices = list(_iter_choices(call, question))
    rows = rows_of(call).iter_rows()
    for choice in choices:
        rows = filter(choice, rows)
    return rows


def _iter_choices(call: Call, question: Question) -> Iterator[Choice]:
    behaviour = call.behaviour
    for name, member in behaviour.filter.items():
        if name in call.query:
            yield _have(member, call.query[name])
    hidden = behaviour.hide_where
    if hidden is not None and call.query.get(behaviour.hide_unless or "") is not True:
        yield lambda row: any(row.get(member) != value for member, value in hidden.items())
    for one in behaviour.filters:
        value = question.value(one.parameter)
        if value is None or value in (*one.off, "", []) or isinstance(value, dict):
            continue
        if question.is_sent(one.parameter):
            yield from _iter_filters(call, one, value)
        elif not _is_shared(call.operation, one.parameter):
            yield from map(partial(_or_without, one.member), _iter_filters(call, one, value))
    text = question.value(behaviour.search)
    if isinstance(text, str) and text.strip():
        yield _contain(text, call.own.hidden)


def _have(member: str, value: Any) -> Choice:
    return lambda row: bool(row.get(member) == value)


def _is_shared(operation: Operation, parameter: str) -> bool:
    """Whether the default of a parameter is that of a schema which others share: one for new rows, not for lists."""
    found = operation.parameter(parameter, "query")
    if found is None or found.schema is None:
        return False
    schema = operation.document.lookup(found.schema)
    return isinstance(schema, dict) and "$ref" in schema and "default" not in schema


def _or_without(member: str, choice: Choice) -> Choice:
    """The rows that a default chooses, and those that do not have the member."""
    read = reader_of(member)
    return lambda row: choice(row) or read(row) is None


def _iter_filters(call: Call, one: Filter, value: Any) -> Iterator[Choice]:
    """Yield what a filter chooses; nothing for an expression that cannot be read."""
    choice = parse_expression(str(value)) if one.compare == "expression" else _make_choice(call, one, value)
    if choice is not None:
        yield choice


def _make_choice(call: Call, one: Filter, value: Any) -> Choice:
    """The rows whose member compares as asked. Case of a text counts only if some row has the text in this case."""
    is_equal = one.compare in ("equal", "unequal")
    if is_equal and has_text(value):
        same = find_by(one.member, make_test("equal", value))
        if not any(map(same, rows_of(call).iter_rows())):
            return find_by(one.member, make_test(one.compare, value, is_folded=True))
    return find_by(one.member, make_test(one.compare, value))


def find_by(member: str, test: Test) -> Choice:
    """The rows whose member passes a test."""
    read = reader_of(member)

    def choice(row: Row) -> bool:
        try:
            own = row[member]
        except KeyError:
            own = read(row)
        return test(own)

    return choice


def _contain(text: str, hidden: tuple[str, ...]) -> Choice:
    """The rows in whose texts every word is, in any case; members that are never shown do not count."""
    first, *others = text.casefold().split()

    def choice(row: Row) -> bool:
        parts: list[str] = []
        for name, value in row.items():
            kind = value.__class__
            if kind is str and name not in hidden:
                parts.append(value)
            elif (kind is dict or kind is list) and name not in hidden:
                _collect(value, parts)
        whole = "\n".join(parts).casefold()
        return first in whole and all(map(whole.__contains__, others))

    return choice


def _collect(value: Any, parts: list[str]) -> None:
    """Add the texts in an object or a list."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, str):
            parts.append(inner)
        elif isinstance(inner, (dict, list)):
            _collect(inner, parts)
