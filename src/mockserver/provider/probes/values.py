"""Values beside the clauses of a schema: wrong ones a step outside a bound, and right ones exactly at it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from ...openapi.generation import formats, numbers, patterns, texts
from ...openapi.generation.constraints import Constraints, identity
from ...openapi.generation.shallowest_values import Budget, Exhausted

LENGTH_LIMIT = 10_000  # characters; longer texts are not sent
ITEMS_LIMIT = 200  # items; longer arrays are not sent
WORK = 200  # candidates of a text that must match a pattern
_PADDING = "x"
_UNKNOWN = "not-a-value"
_FORMATS = {  # wrong values that look right at first
    "date": "2026-02-30",
    "date-time": "2026-01-20T25:00:00Z",
    "time": "25:00:00Z",
    "ipv4": "10.0.0.256",
    "byte": "***",
}


class Wrong(NamedTuple):
    """A value that probably breaks a schema. The engine decides."""

    value: Any
    words: str  # "too long", after the name of the member
    key: str = ""  # the same for all values that miss the same check; empty: `words`
    is_open: bool = False  # many services accept it on purpose, so that it is only a warning


class Edge(NamedTuple):
    """A value at a bound, which the schema allows."""

    value: Any
    inner: Any  # the allowed value a step away from the bound
    is_upper: bool


def iter_wrong(wanted: Constraints, value: Any) -> Iterator[Wrong]:
    """Yield values that may be wrong, the most telling first; `value` is a valid one."""
    if wanted.allowed is not None:
        yield from _unlisted(wanted)
    else:
        yield from _beyond_lengths(wanted, value)
        yield from _beyond_numbers(wanted)
        yield from _beyond_sizes(wanted, value)
    another = {"unexpected": True} if "object" not in wanted.types else 7
    yield Wrong(another, "of another type")
    if wanted.allowed is None:
        yield from _malformed(wanted, value)
        yield from _uneven(wanted, value)
    yield Wrong(None, "null")


def iter_edges(wanted: Constraints, value: Any, *, longest: int = LENGTH_LIMIT) -> Iterator[Edge]:
    """Yield the allowed values at the bounds that a schema names, upper ones first."""
    if wanted.allowed is not None or wanted.is_risky:
        return
    if "string" in wanted.types:
        most, least = wanted.max_length, wanted.min_length
        if most is not None and least < most <= longest:
            yield from _edge(_text(wanted, value, most), _text(wanted, value, most - 1), is_upper=True)
        if 0 < least <= longest and least != most:
            yield from _edge(_text(wanted, value, least), _text(wanted, value, least + 1), is_upper=False)
    elif is_number(wanted):
        integer = "number" not in wanted.types
        low, high, unit = _range(wanted)
        has_open = wanted.exclusive_maximum is not None, wanted.exclusive_minimum is not None
        if high is not None and (low is None or high - unit >= low) and (integer or not has_open[0]):
            yield _number_edge(high, high - unit, integer=integer, is_upper=True)
        if low is not None and (high is None or low + unit <= high) and (integer or not has_open[1]):
            yield _number_edge(low, low + unit, integer=integer, is_upper=False)
    elif "array" in wanted.types and isinstance(value, list) and value and not wanted.contains:
        most = wanted.max_items
        if most is not None and wanted.min_items < most <= ITEMS_LIMIT:
            full = _of_size(value, most, is_unique=wanted.unique)
            yield Edge(full, full[:-1], is_upper=True)
        if wanted.min_items and len(value) > wanted.min_items:
            yield Edge(value[: wanted.min_items], value[: wanted.min_items + 1], is_upper=False)


def is_number(wanted: Constraints) -> bool:
    """Return whether a value is a number, and no text or composite value."""
    return not {"integer", "number"}.isdisjoint(wanted.types) and {"string", "object", "array"}.isdisjoint(wanted.types)


# enums


def _unlisted(wanted: Constraints) -> Iterator[Wrong]:
    known = list((wanted.allowed or {}).values())
    listed = {identity(value) for value in known}
    named = [value for value in known if isinstance(value, str)]
    counted = [value for value in known if isinstance(value, (int, float)) and not isinstance(value, bool)]
    others: list[Any] = [_UNKNOWN] if named else [max(counted) + 1] if counted else []
    for other in others:
        if identity(other) not in listed:
            yield Wrong(other, "that is not listed", "that is too long or unknown")
    for other in (text.swapcase() for text in named[:1]):
        if identity(other) not in listed:
            yield Wrong(other, "in another case", "that is too long or unknown", is_open=True)


# texts


def _beyond_lengths(wanted: Constraints, value: Any) -> Iterator[Wrong]:
    if "string" not in wanted.types:
        return
    if wanted.max_length is not None and wanted.max_length < LENGTH_LIMIT:
        longer = _text(wanted, value, wanted.max_length + 1)
        longer = _stretched(value, wanted.max_length + 1) if longer is None else longer
        yield Wrong(longer, f"of {wanted.max_length + 1} characters", "that is too long or unknown")
    if 1 < wanted.min_length <= LENGTH_LIMIT:
        shorter = _text(wanted, value, wanted.min_length - 1)
        shorter = _stretched(value, wanted.min_length - 1) if shorter is None else shorter
        yield Wrong(shorter, f"of {wanted.min_length - 1} characters", "that is too short")


def _malformed(wanted: Constraints, value: Any) -> Iterator[Wrong]:
    """Yield texts that break a pattern or a format, then the empty text."""
    if "string" not in wanted.types:
        return
    base = value if isinstance(value, str) else ""
    for pattern in wanted.patterns[:2]:
        tried = (base + "!", "!" + base, base.swapcase(), f"{base} {base}", _UNKNOWN)
        other = next((text for text in tried if not patterns.matches(pattern, text)), None)
        if other is not None:
            yield Wrong(other, "that does not match its pattern", "that is too long or unknown")
    for known in wanted.formats[:1]:
        yield Wrong(_UNKNOWN, f"that is no {known}", "that is too long or unknown")
        if known in _FORMATS:
            yield Wrong(_FORMATS[known], f"that is no {known}", "that is too long or unknown")
    yield Wrong("", "empty")


def _text(wanted: Constraints, value: Any, length: int) -> str | None:
    """Return a text of a length that keeps the other clauses, or `None` if none is found."""
    if wanted.media_type or wanted.encoding:
        return None
    if not wanted.patterns and not wanted.excluded_patterns and formats.is_free(wanted.formats):
        return _stretched(value, length)
    twin = wanted.copy()
    twin.min_length = twin.max_length = length
    with suppress(Exhausted):
        return next(islice(texts.shaped(twin, Budget(WORK).spend), 1), None)
    return None


def _stretched(value: Any, length: int) -> str:
    """Return a text of a length that has no white space at its ends.

    It keeps the end of `value`, where a fresh text differs from others.
    """
    text = value.strip() if isinstance(value, str) else ""
    text = text[len(text) - length :] if len(text) >= length else _PADDING * (length - len(text)) + text
    return _PADDING + text[1:] if text != text.strip() else text


def _edge(value: Any, inner: Any, *, is_upper: bool) -> Iterator[Edge]:
    if value is not None and inner is not None:
        yield Edge(value, inner, is_upper)


# numbers


def _range(wanted: Constraints) -> tuple[Fraction | None, Fraction | None, Fraction]:
    """Return the smallest and the largest number allowed, and the step between two numbers."""
    integer = "number" not in wanted.types
    low, high = numbers.bounds(wanted, integer=integer)
    unit = numbers.step(wanted.multiples, integer) or (Fraction(1) if integer else Fraction(1, 10))
    if wanted.multiples or integer:
        low = None if low is None else math.ceil(low / unit) * unit
        high = None if high is None else math.floor(high / unit) * unit
    return low, high, unit


def _beyond_numbers(wanted: Constraints) -> Iterator[Wrong]:
    if not is_number(wanted):
        return
    integer = "number" not in wanted.types
    low, high, unit = _range(wanted)
    if high is not None:
        yield Wrong(_beyond(wanted.exclusive_maximum, high + unit, integer=integer), "too high")
    if low is not None:
        yield Wrong(_beyond(wanted.exclusive_minimum, low - unit, integer=integer), "too low")


def _beyond(open_end: float | None, next_one: Fraction, *, integer: bool) -> Any:
    """Return the first number outside: the end itself, if it is excluded."""
    return open_end if open_end is not None and not integer else numbers.as_number(next_one, integer)


def _uneven(wanted: Constraints, value: Any) -> Iterator[Wrong]:
    """Yield a fraction where integers are allowed, and a number between two multiples."""
    if not is_number(wanted) or isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    _, high, unit = _range(wanted)
    integer = "number" not in wanted.types
    if wanted.multiples and (unit > 1 or not integer):
        part = Fraction(max(math.floor(unit / 2), 1)) if integer else unit / 2
        between = Fraction(str(value)) + (part if high is None or Fraction(str(value)) + part <= high else -part)
        yield Wrong(numbers.as_number(between, integer), f"that is not a multiple of {float(unit):g}")
    if integer:
        yield Wrong(value + 0.5, "that is a fraction")


def _number_edge(value: Fraction, inner: Fraction, *, integer: bool, is_upper: bool) -> Edge:
    return Edge(numbers.as_number(value, integer), numbers.as_number(inner, integer), is_upper)


# arrays


def _beyond_sizes(wanted: Constraints, value: Any) -> Iterator[Wrong]:
    if "array" not in wanted.types or not isinstance(value, list):
        return
    most = wanted.max_items
    if most is not None and most < ITEMS_LIMIT and value:
        yield Wrong(_of_size(value, most + 1, is_unique=wanted.unique), f"of {most + 1} items", "with too many items")
    if wanted.min_items:
        yield Wrong(value[: wanted.min_items - 1], f"of {wanted.min_items - 1} items", "with too few items")
    if wanted.unique and value and most != 1:
        twice = [*value, value[0]] if most is None or len(value) < most else [*value[:-1], value[0]]
        yield Wrong(twice, "with the same item twice")


def _of_size(items: list[Any], size: int, *, is_unique: bool) -> list[Any]:
    """Return an array of a size; texts and numbers are made different from each other if they must be."""
    repeated = (items * (size // len(items) + 1))[:size]
    return [*items, *map(_numbered, repeated, range(size))][:size] if is_unique else repeated


def _numbered(item: Any, number: int) -> Any:
    if isinstance(item, str):
        return f"{item}-{number}"
    return item + number + 1 if isinstance(item, (int, float)) and not isinstance(item, bool) else item
