"""Ordinary-looking numbers between bounds."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from fractions import Fraction

from . import property_names
from .constraints import Constraints

SPREAD = 6000  # neighbours of the first number that are proposed
_FORMATS = {"int32": Fraction(2**31 - 1), "int64": Fraction(2**63 - 1), "float": Fraction(10**38)}
_INTEGRAL = frozenset(("int32", "int64", "unix-time", "timestamp"))
COUNTED = frozenset(
    [
        "age",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "port",
        "count",
        "quantity",
        "page",
        "limit",
        "size",
        "offset",
        "index",
    ]
)
_NEAREST = Fraction(1, 1000)
_LARGEST = Fraction(sys.float_info.max)


def propose(wanted: Constraints, name: str, *, integer: bool) -> Iterator[int | float]:
    """Yield numbers that satisfy bounds and multiples, the most ordinary first."""
    integer = integer or not _INTEGRAL.isdisjoint(wanted.formats)
    low, high = bounds(wanted, integer=integer)
    if low is not None and high is not None and low > high:
        return
    seen: set[Fraction] = set()
    for number in _proposals(wanted, name, low, high, integer):
        if number not in seen and (low is None or number >= low) and (high is None or number <= high):
            seen.add(number)
            yield as_number(number, integer)


def bounds(wanted: Constraints, *, integer: bool) -> tuple[Fraction | None, Fraction | None]:
    """Return closed bounds: open ones move inwards, by one for integers and by a little for other numbers."""
    low, high = _fraction(wanted.minimum), _fraction(wanted.maximum)
    above, below = _fraction(wanted.exclusive_minimum), _fraction(wanted.exclusive_maximum)
    gap = _NEAREST
    ends = [end for end in (low, above) if end is not None], [end for end in (high, below) if end is not None]
    if ends[0] and ends[1] and (above is not None or below is not None):
        gap = max(min(gap, (min(ends[1]) - max(ends[0])) / 4), Fraction(0))
    if above is not None:
        inner = Fraction(math.floor(above) + 1) if integer else above + _nudge(above, gap)
        low = inner if low is None else max(low, inner)
    if below is not None:
        inner = Fraction(math.ceil(below) - 1) if integer else below - _nudge(below, gap)
        high = inner if high is None else min(high, inner)
    return low, high


def format_limit(wanted: Constraints) -> Fraction | None:
    """Return the largest number of a format; the smallest is about as far from zero."""
    return next((_FORMATS[known] for known in wanted.formats if known in _FORMATS), None)


def _proposals(
    wanted: Constraints, name: str, low: Fraction | None, high: Fraction | None, integer: bool
) -> Iterator[Fraction]:
    unit = step(wanted.multiples, integer)
    usual = _fraction(property_names.number_of(name)) or Fraction(0)
    if any(known in ("unix-time", "timestamp") for known in wanted.formats):
        usual = Fraction(property_names.UNIX_AFTER if property_names.is_later(name) else property_names.UNIX_BEFORE)
    if integer:
        usual = Fraction(round(usual))
    first = _clamped(usual, low, high, integer)
    if not integer and low is not None and high is not None and first in _open_ends(wanted, low, high):
        first = (low + high) / 2
    limit = format_limit(wanted)
    if limit is not None and abs(first) > limit:  # the author's bounds are outside the format
        limit = None
    for number in _around(first, wanted.hints, low, high, integer):
        rounded = number if unit is None else math.floor(number / unit) * unit
        for one in (rounded, rounded + (unit or 0)):
            if limit is None or abs(one) <= limit:
                yield one


def _around(
    first: Fraction, hints: list[object], low: Fraction | None, high: Fraction | None, integer: bool
) -> Iterator[Fraction]:
    """Yield the first number, its neighbours, the bounds and hints with theirs, then larger and larger numbers."""
    yield first
    if not integer and low is not None and high is not None:
        yield (low + high) / 2
    marks = [mark for mark in (low, high) if mark is not None]
    marks += [mark for mark in map(_fraction, hints) if mark is not None]
    yield from (first + offset for offset in (1, 2, 3))
    for mark in marks:
        yield from (mark, mark + 1, mark - 1)
        if not integer:
            yield from (mark + _NEAREST, mark - _NEAREST, mark + Fraction(1, 2), mark - Fraction(1, 2))
    if not integer:
        yield from (first + Fraction(1, 2), first + Fraction(1, 3))
    yield from (sign * Fraction(10) ** power for power in range(10) for sign in (1, -1))
    yield from (first + sign * offset for offset in range(4, SPREAD) for sign in (1, -1))
    if low is not None and high is not None:
        yield from (low + (high - low) * part / SPREAD for part in range(SPREAD))


def _clamped(number: Fraction, low: Fraction | None, high: Fraction | None, integer: bool) -> Fraction:
    """Return the number itself if it is between the bounds, else a number near the closer bound."""
    if low is not None and number < low:
        inner = Fraction(math.ceil(low))
        return inner if integer or high is None or inner <= high else low
    if high is not None and number > high:
        inner = Fraction(math.floor(high))
        return inner if integer or low is None or inner >= low else high
    return number


def _open_ends(wanted: Constraints, low: Fraction, high: Fraction) -> list[Fraction]:
    """Return the ends that stand for an open bound, right beside it; they look odd as a first choice."""
    return [low] * (wanted.exclusive_minimum is not None) + [high] * (wanted.exclusive_maximum is not None)


def _nudge(end: Fraction, gap: Fraction) -> Fraction:
    """Return a step from an open end that a double can represent."""
    return max(gap, Fraction(math.ulp(float(end))) * 4) if abs(end) < 2**1000 else gap


def step(multiples: list[float], integer: bool) -> Fraction | None:
    """Return the least common multiple of all `multipleOf` values."""
    steps = [Fraction(str(multiple)) for multiple in multiples if multiple > 0]
    if not steps:
        return None
    if integer:
        steps.append(Fraction(1))
    result = steps[0]
    for step in steps[1:]:
        numerator = math.lcm(result.numerator * step.denominator, step.numerator * result.denominator)
        result = Fraction(numerator, result.denominator * step.denominator)
    return result


def _fraction(value: object) -> Fraction | None:
    """Return a number exactly as the author wrote it, in decimals; `None` if it is not a finite number."""
    if isinstance(value, float):
        return Fraction(str(value)) if math.isfinite(value) else None
    return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else None


def as_number(value: Fraction, integer: bool) -> int | float:
    """Return an integer if one is required or no double represents the value, else the nearest double."""
    if value.denominator == 1 and (integer or abs(value) < 2**53 or not _is_double(value)):
        return int(value)
    return float(value) if abs(value) <= _LARGEST else int(value)


def _is_double(value: Fraction) -> bool:
    return abs(value) <= _LARGEST and Fraction(float(value)) == value
