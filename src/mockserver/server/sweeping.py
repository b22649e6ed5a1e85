"""What a server does once a minute: end the worlds that have been idle for too long."""

from __future__ import annotations

import asyncio

from ..engine.worlds.worlds import Worlds

INTERVAL = 60  # seconds


async def sweep(worlds: Worlds) -> None:
    """End the worlds that have expired, a few at a time, so that requests are answered in between."""
    for _ in iter(worlds.expire, False):
        await asyncio.sleep(0)
