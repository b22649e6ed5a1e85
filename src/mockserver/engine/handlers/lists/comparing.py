"""Comparisons of what rows have with what a request asks for."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...behaviour import Compare
from .reading import day_of, is_date, iter_atoms, read_moment, seconds_of

Test = Callable[[Any], bool]
"""Whether the value of a member is what a request asks for."""

_OPERATORS: dict[Compare, Callable[[Any, Any], bool]] = {
    "min": operator.ge,
    "above": operator.gt,
    "max": operator.le,
    "below": operator.lt,
}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


def make_test(compare: Compare, value: Any, *, is_folded: bool = False) -> Test:
    """The test for a value; texts are equal without case if `is_folded`."""
    if compare in _OPERATORS:
        return _make_range(_OPERATORS[compare], value)
    if compare == "contains":
        return _make_text_test(value, lambda own, wanted: wanted in own)
    if compare == "prefix":
        return _make_text_test(value, str.startswith)
    equal = _make_folded(value) if is_folded else _make_equal(value)
    return equal if compare == "equal" else lambda own: not equal(own)


def has_text(value: Any) -> bool:
    """Whether a value is, or lists, a text in which case may matter."""
    return any(isinstance(one, str) and one.casefold() != one.upper() for one in iter_atoms(value))


def _make_equal(value: Any) -> Test:
    """Whether it is equal to the value, or to one of several; a date is equal to every time of its day."""
    wanted = frozenset(_iter_forms(value))
    texts = [one for one in wanted if isinstance(one, str)]
    days = frozenset(text for text in texts if is_date(text))
    moments = frozenset(read_moment(text) for text in texts if text not in days) - {None}
    is_of_time = bool(days or moments)

    def test(own: Any) -> bool:
        try:
            if own in wanted:
                return True
        except TypeError:  # an object or a list has no hash
            return any(map(test, iter_atoms(own)))
        return is_of_time and isinstance(own, str) and (own[:10] in days or read_moment(own) in moments)

    return test


def _make_folded(value: Any) -> Test:
    wanted = frozenset(one.casefold() for one in _iter_forms(value) if isinstance(one, str))

    def test(own: Any) -> bool:
        if isinstance(own, (dict, list)):
            return any(map(test, iter_atoms(own)))
        return isinstance(own, str) and own.casefold() in wanted

    return test


def _iter_forms(value: Any) -> Iterator[Any]:
    """Yield what a value may be in a row: a text also as number or boolean, one with commas also as its parts."""
    for one in iter_atoms(value):
        yield one
        if isinstance(one, str):
            for part in _split(one):
                yield part
                if part.lower() in _WORDS:
                    yield _WORDS[part.lower()]
                number = _read_number(part)
                if number is not None:
                    yield number
        elif isinstance(one, bool):
            yield str(one).lower()
        elif one is not None:
            yield str(one)


def _split(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split(",")] if "," in text else [text]


def _read_number(text: str) -> float | None:
    if not text[-1:].isdigit():
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _make_text_test(value: Any, fits: Callable[[str, str], bool]) -> Test:
    wanted = [str(one).casefold() for one in iter_atoms(value)]

    def test(own: Any) -> bool:
        if isinstance(own, (dict, list)):
            return any(map(test, iter_atoms(own)))
        return own is not None and any(fits(str(own).casefold(), one) for one in wanted)

    return test


def _make_range(holds: Callable[[Any, Any], bool], value: Any) -> Test:
    """Whether it is above or below a bound. The first of these that the bound is:

    1. a number: of numbers, of texts that are numbers, and of times as seconds since 1970
    2. a date: of the day of a time
    3. a time: of times, however they are written
    4. a text: of texts
    """
    bound = next(iter_atoms(value), None)
    number = _read_number(bound) if isinstance(bound, str) else bound
    if isinstance(number, (int, float)) and not isinstance(bound, bool):
        return _make_number_test(holds, number)
    moment = read_moment(bound) if isinstance(bound, str) else None
    if moment is None:
        return _make_read_test(holds, str(bound).casefold(), _as_text)
    if is_date(str(bound)):
        return _make_read_test(holds, day_of(moment), _as_day)
    return _make_read_test(holds, moment, seconds_of)


def _make_number_test(holds: Callable[[Any, Any], bool], number: float) -> Test:
    seconds = seconds_of(number)

    def test(own: Any) -> bool:
        try:
            return holds(own, number)
        except TypeError:  # a text, null, an object or a list
            pass
        if isinstance(own, str):
            found = _read_number(own)
            moment = read_moment(own) if found is None else None
            return holds(found, number) if found is not None else moment is not None and holds(moment, seconds)
        return isinstance(own, (dict, list)) and any(map(test, iter_atoms(own)))

    return test


def _make_read_test(holds: Callable[[Any, Any], bool], bound: Any, read: Callable[[Any], Any]) -> Test:
    def test(own: Any) -> bool:
        if isinstance(own, (dict, list)):
            return any(map(test, iter_atoms(own)))
        found = read(own)
        return found is not None and holds(found, bound)

    return test


def _as_day(own: Any) -> int | None:
    seconds = seconds_of(own)
    return None if seconds is None else day_of(seconds)


def _as_text(own: Any) -> str | None:
    return own.casefold() if isinstance(own, str) else None
