"""Check the values of a long array or object in slices, and find those that are not valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

SLICE = 1_000  # values that one call of a validator checks
FEW = 8  # values that are explained one by one sooner than a validator for their slice is compiled


def iter_doubtful(values: Sequence[Any], are_valid: Callable[[Sequence[Any]], bool], start: int = 0) -> Iterator[int]:
    """Yield the indices, in order, of the values from `start` on that belong to no valid slice.

    `are_valid` returns whether all values of a slice are valid. A slice that is not is halved: one invalid value among
    a thousand costs about twenty calls.
    """
    if len(values) - start <= FEW:
        yield from range(start, len(values))
        return
    for first in range(start, len(values), SLICE):
        pending = [(first, min(first + SLICE, len(values)))]
        while pending:
            low, high = pending.pop()
            if are_valid(values[low:high]):
                continue
            if high - low == 1:
                yield low
                continue
            middle = (low + high) // 2
            pending += [(middle, high), (low, middle)]
