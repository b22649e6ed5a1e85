"""What happens in a journal as Server-Sent Events (WHATWG HTML §9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from .descriptions import describe_exchange
from .journal_reader import Step

RETRY = b"retry: 1000\n\n"  # milliseconds after which a browser connects again
HEARTBEAT = b":\n\n"  # a comment


def write_events(step: Step, body_limit: int) -> bytes:
    """Return the events of one step; exchanges have up to `body_limit` bytes of each body."""
    return b"".join(_iter_events(step, body_limit))


def _iter_events(step: Step, body_limit: int) -> Iterator[bytes]:
    if step.has_ended:
        yield _write("ended", {})
    if step.was_cleared:
        yield _write("cleared", {}, 0)
    if step.missed:
        yield _write("lagged", {"missed": step.missed})
    for number, exchange in step.found:
        yield _write("exchange", describe_exchange(number, exchange, body_limit), number)


def _write(name: str, data: Any, number: int | None = None) -> bytes:
    """Return one event; JSON as orjson writes it has no line ends, so that its data is one line."""
    fields = [b"id: %d\n" % number] if number is not None else []
    return b"".join([*fields, b"event: ", name.encode(), b"\ndata: ", orjson.dumps(data), b"\n\n"])
