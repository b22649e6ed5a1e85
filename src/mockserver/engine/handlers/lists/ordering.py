"""Ordering: the rows of a list as a request wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ....openapi.resources.words import plain_name
from ...behaviour import Resource, Sort
from ...worlds.store import Row
from ..call import Call
from .asking import Question
from .reading import rank_all, reader_of

_ENDS = (":", " ", ",", "_", ".")
_DIRECTIONS = {"asc": False, "ascending": False, "desc": True, "descending": True}


class SortKey(NamedTuple):
    """One member by which rows are sorted."""

    member: str
    is_descending: bool


def order_rows(call: Call, question: Question, rows: Iterable[Row]) -> Iterable[Row]:
    """The rows in the order of the request, else in that of `order`, else in that of their creation.

    Rows that are equal keep the order of their creation; of the newest first, the one that was created last is first.
    """
    behaviour = call.behaviour
    resource = call.own
    keys = read_keys(behaviour.sort, question, resource) if behaviour.sort is not None else []
    if behaviour.sort is not None and not keys and _is_descending(question.value(behaviour.sort.direction)):
        return reversed(list(rows))
    if not keys and behaviour.order is not None:
        keys = [SortKey(behaviour.order.lstrip("-"), behaviour.order.startswith("-"))]
    if not keys:
        return rows
    ordered = list(rows)
    last = keys[-1]
    if last.is_descending and last.member in (resource.created, resource.updated):
        ordered.reverse()
    for key in reversed(keys):
        ordered = sort_by(key, ordered)
    return ordered


def sort_by(key: SortKey, rows: Sequence[Row]) -> list[Row]:
    """The rows sorted by one member; those that are equal stay in their order."""
    values = list(map(reader_of(key.member), rows))
    ranks = rank_all(values)
    places = sorted(range(len(rows)), key=ranks.__getitem__, reverse=key.is_descending)
    return [rows[place] for place in places]


def read_keys(sort: Sort, question: Question, resource: Resource) -> list[SortKey]:
    """The members by which a request sorts: `-price,name`, `price:desc`, `[{"field": "price", "order": "desc"}]`."""
    is_reversed = _is_descending(question.value(sort.direction)) and sort.direction != sort.parameter
    keys = []
    for term in _iter_terms(question.value(sort.parameter)):
        key = _read_term(term, sort, resource)
        if key is not None:
            keys.append(key._replace(is_descending=key.is_descending != is_reversed))
    return keys


def _iter_terms(value: Any) -> Iterator[str]:
    """Yield what each part of a value says: a member, and perhaps its direction."""
    if isinstance(value, list):
        for item in value:
            yield from _iter_terms(item)
    elif isinstance(value, dict):
        texts = [str(each) for each in value.values() if isinstance(each, str)]
        way = next((text for text in texts if text.lower() in _DIRECTIONS), "asc")
        yield from (f"{text}:{way}" for text in texts if text.lower() not in _DIRECTIONS)
    elif isinstance(value, str):
        parts = value.split(",")
        for at, part in enumerate(parts):
            following = parts[at + 1].strip().lower() if at + 1 < len(parts) else ""
            if part.strip().lower() not in _DIRECTIONS:
                yield f"{part.strip()}:{following}" if following in _DIRECTIONS else part.strip()


def _read_term(term: str, sort: Sort, resource: Resource) -> SortKey | None:
    """The member of `-price`, `price desc` or a value that stands for it; `None` if there is no such member."""
    for text, is_descending in _iter_readings(term):
        meant = sort.members.get(text)
        if meant is not None:
            return SortKey(meant.lstrip("-"), meant.startswith("-") != is_descending)
        if _is_member(text, resource):
            return SortKey(text, is_descending)
    return None


def _iter_readings(term: str) -> Iterator[tuple[str, bool]]:
    """Yield the names that a term may have, each with whether it says that it descends."""
    yield term, False
    if term[:1] in ("-", "+"):
        yield term[1:].strip(), term[0] == "-"
        term = term[1:].strip()
    for end in _ENDS:
        name, _, way = term.rpartition(end)
        if name and way.strip().lower() in _DIRECTIONS:
            name, is_descending = name.strip(), _DIRECTIONS[way.strip().lower()]
            yield name, is_descending
            yield name.lstrip("-+"), is_descending != name.startswith("-")


def _is_member(name: str, resource: Resource) -> bool:
    """Whether rows may have a member of that name, as far as is known."""
    if name[:1] in ("-", "+"):
        return False
    own = plain_name(name.split(".", maxsplit=1)[0])
    return not resource.members or any(plain_name(member) == own for member in resource.members)


def _is_descending(value: Any) -> bool:
    """Whether a direction is `desc`, `descending`, `-1`, or true as `descending=true`."""
    return value is True or str(value).strip().lower().startswith(("desc", "-1"))
