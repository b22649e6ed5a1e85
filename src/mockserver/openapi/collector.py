"""Keeps the cyclic garbage collector away from large values: JSON has no cycles."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0  # callers that are inside `collection_paused`
_resumes = False  # whether the last of them switches the collector on again
_has_frozen = False  # whether the process has frozen objects; once true it stays so, because counting them takes long


@contextmanager
def collection_paused() -> Iterator[None]:
    """Make objects without the collector, which would look at all of them again and again.

    It took 0.9 of the 1.2 seconds in which `[[],[],…]` of 10 MB was parsed. Pauses may overlap in several threads.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _pauses, _resumes  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        if not _pauses:
            _resumes = gc.isenabled()
            gc.disable()
        _pauses += 1


def _leave() -> None:
    global _pauses, _has_frozen  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        _pauses -= 1
        if _pauses or not _resumes:
            return
        _has_frozen = _has_frozen or gc.get_freeze_count() > 0
        if not _has_frozen:  # else theirs would be unfrozen, too
            # moves the new objects to the oldest generation without a look at them
            gc.freeze()
            gc.unfreeze()
        gc.enable()
