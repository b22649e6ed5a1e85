"""What a server does once a minute: end the worlds that have been idle for too long, and give their memory back."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable
from functools import cache

from ..engine.worlds.worlds import Worlds

INTERVAL = 60  # seconds


async def sweep(worlds: Worlds) -> None:
    """End the worlds that have expired, a few at a time, so that requests are answered in between.

    If any have ended since the last sweep, their memory goes back to the system.
    """
    for _ in iter(worlds.expire, False):
        await asyncio.sleep(0)
    if worlds.ended:
        worlds.ended = 0
        trim = find_trim()
        if trim is not None:
            trim(0)


@cache
def find_trim() -> Callable[[int], int] | None:
    """Return the C library's `malloc_trim`, or `None` where it has none: only glibc keeps what is freed in its heap.

    4,000 worlds with 80 MB of rows and 160 MB of exchanges: 393 MB before, 393 MB after they ended, 102 MB after a
    call, which took up to 12 ms.
    """
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl and macOS; no library; Windows
        return None
    return trim
