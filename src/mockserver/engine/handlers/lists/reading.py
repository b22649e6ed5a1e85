"""The values of rows: members by name, what a value stands for, times and ranks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ....openapi.resources.words import plain_name
from ...worlds.store import Row

_NAMES = (
    "id",
    "uuid",
    "key",
    "slug",
    "name",
    "code",
    "value",
    "login",
    "username",
    "email",
    "number",
)  # what an object is known by
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII)
_MILLISECONDS = 10**11  # a number above it counts milliseconds since 1970
_DAY = 24 * 60 * 60

Read = Callable[[Row], Any]


@lru_cache(maxsize=4096)
def reader_of(member: str) -> Read:
    """A function that reads a member of rows, `None` where there is none.

    `address.city` is a member of a member. A row may have `first_name` for `firstName`, as it was sent.
    """
    names = tuple(member.split("."))
    aliases: dict[tuple[str, ...], str | None] = {}  # by the members of a row: its own name for the first one

    def read(row: Row) -> Any:
        try:
            return row[member]
        except KeyError:
            pass
        if len(names) > 1:
            return _follow(row, names)
        keys = tuple(row)
        if keys not in aliases:
            if len(aliases) > _KEPT:
                aliases.clear()
            aliases[keys] = _find_name(row, member)
        own = aliases[keys]
        return None if own is None else row[own]

    return read


_KEPT = 256


def _follow(value: Any, names: tuple[str, ...]) -> Any:
    for at, name in enumerate(names):
        if isinstance(value, list):
            return [_follow(item, names[at:]) for item in value]
        if not isinstance(value, Mapping):
            return None
        own = name if name in value else _find_name(value, name)
        value = None if own is None else value[own]
    return value


def _find_name(row: Mapping[str, Any], member: str) -> str | None:
    wanted = plain_name(member)
    return next((key for key in row if plain_name(key) == wanted), None)


def iter_atoms(value: Any) -> Iterator[Any]:
    """Yield the scalars that a value stands for: the items of a list, and by what an object is known."""
    if isinstance(value, list):
        for item in value:
            yield from iter_atoms(item)
    elif isinstance(value, dict):
        for name in _NAMES:
            if name in value and not isinstance(value[name], (dict, list)):
                yield value[name]
    else:
        yield value


@lru_cache(maxsize=1 << 16)
def read_moment(text: str) -> float | None:
    """A date or time (RFC 3339) in seconds since 1970, `None` for any other text. One without a zone is in UTC.

    >>> read_moment("1970-01-02"), read_moment("1970-01-01T01:00:00+01:00"), read_moment("soon")
    (86400.0, 0.0, None)
    """
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def is_date(text: str) -> bool:
    """Whether a text is a date without a time."""
    return len(text) == len("2026-01-20") and read_moment(text) is not None


def seconds_of(value: Any) -> float | None:
    """A text or a number as a moment, in seconds since 1970."""
    if isinstance(value, str):
        return read_moment(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value / 1000 if value > _MILLISECONDS else value
    return None


def day_of(seconds: float) -> int:
    """The number of a day, in UTC."""
    return int(seconds // _DAY)


def rank(value: Any) -> tuple[int, float, str]:
    """The key to sort by: null, then numbers and times by size, then texts without case.

    >>> sorted(["b", 10, None, 9, "A"], key=rank)
    [None, 9, 10, 'A', 'b']
    """
    if isinstance(value, str):
        return _rank_text(value)
    if value is None:
        return 0, 0, ""
    if isinstance(value, (int, float)):
        return 1, value, ""
    found = next(iter_atoms(value), None)
    return 2, 0, str(value if found is None else found).casefold()


def _rank_text(text: str) -> tuple[int, float, str]:
    seconds = read_moment(text) if text[:1].isdigit() else None
    return (2, 0, text.casefold()) if seconds is None else (1, seconds, "")


def rank_all(values: Sequence[Any]) -> Sequence[Any]:
    """The keys to sort values by, as `rank` has them; simpler ones if all are numbers, times or texts."""
    kinds = set(map(type, values))
    if kinds <= {int, float}:
        return values
    if kinds == {str}:
        moments = [read_moment(text) for text in values if text[:1].isdigit()]
        if all(moment is None for moment in moments):
            return list(map(str.casefold, values))
        if len(moments) == len(values) and None not in moments:
            return moments
    return list(map(rank, values))
