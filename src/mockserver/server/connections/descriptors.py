"""File descriptors: each connection takes one, and the system allows a process only so many."""

from __future__ import annotations

from contextlib import suppress

from .limits import OVERFLOW

RESERVE = 64  # for files, the event loop, and connections beyond the limit that are about to be closed


def allow_connections(wanted: int) -> int:
    """Ask the system for as many descriptors as `wanted` connections need, and return how many connections it allows.

    Without a descriptor, libuv closes a connection that it accepts, and the client learns no reason.
    """
    needed = wanted + OVERFLOW + RESERVE
    try:
        import resource  # Windows has none, and no limit that matters
    except ImportError:
        return wanted
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return wanted
    if allowed < needed:
        target = needed if most == resource.RLIM_INFINITY else min(needed, most)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(target, allowed), most))
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if allowed >= needed else max(allowed - OVERFLOW - RESERVE, allowed // 4)
