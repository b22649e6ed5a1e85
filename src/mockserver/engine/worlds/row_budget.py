"""The memory for the rows that requests have written, over all worlds of a server.

A row counts in the world that wrote it. The seed's rows count for nothing: all worlds share them. So does a fork that a
snapshot holds, until a rollback makes it the state of its world.
"""

from __future__ import annotations

import threading
from sys import getsizeof
from typing import Any

import orjson

# Bytes of memory beside the text of the row as JSON, fitted to what tracemalloc finds: the estimate is 0.7 to 2 times
# the memory of usual rows. Empty objects count up to 4 times, small integers, each of which Python has once, up to 12.
_ROW_SIZE = 250
_ITEM_SIZE = 90
_OBJECT_SIZE = 150
_ARRAY_SIZE = 60


class StateFull(Exception):
    """Raised when the rows of all worlds would take more memory than they may; nothing is changed then."""


class RowBudget:
    """The bytes that the rows of one server may take, and do take."""

    __slots__ = ("_lock", "limit", "used")

    def __init__(self, limit: float) -> None:
        self.limit = limit  # bytes, about
        self.used = 0  # bytes, about
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Count `size` bytes more, or fewer if it is negative. Raises `StateFull` if that is too many."""
        with self._lock:
            if size > 0 and self.used + size > self.limit:
                raise StateFull(
                    f"the rows written in all worlds take {self.used:,} bytes, this request would add {size:,}, and "
                    f"--state-size allows {self.limit:,}; nothing was changed. To make room, delete rows, reset a "
                    "world with POST /_mock/worlds/{world}/reset, or delete one with DELETE /_mock/worlds/{world}; "
                    "with --no-control, delete rows or start the server again"
                )
            self.used += size

    def adjust(self, size: int) -> None:
        """Count `size` bytes more or fewer, for a change that is never refused: a reset, a rollback, a reload."""
        with self._lock:
            self.used += size


def estimate_row(row: Any) -> int:
    """Return about how many bytes of memory a row takes."""
    try:
        text = orjson.dumps(row)
    except TypeError:  # integers beyond 64 bits, or what a handler stored that is not JSON
        return _ROW_SIZE + _measure(row)
    # in a text with one character beyond U+FFFF, every character takes 4 bytes (PEP 393)
    length = len(text) if text.isascii() else 4 * len(text.decode())
    objects, arrays = text.count(b"{"), text.count(b"[")
    return _ROW_SIZE + length + _ITEM_SIZE * text.count(b",") + _OBJECT_SIZE * objects + _ARRAY_SIZE * arrays


def _measure(row: Any) -> int:
    size, waiting = 0, [row]
    for value in waiting:  # grows while it is read
        size += getsizeof(value)
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
    return size
