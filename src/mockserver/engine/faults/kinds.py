"""The kinds of faults by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .empty import Empty
from .error import ErrorFault
from .fault import FaultKind, FaultName
from .garbled import Garbled
from .latency import Latency
from .rate_limit import RateLimit
from .reset import Reset
from .slow import Slow
from .timeout import Timeout
from .truncated import Truncated

_ALL: tuple[type[FaultKind], ...] = (Latency, Reset, Timeout, Empty, Truncated, Garbled, Slow, ErrorFault, RateLimit)
KINDS: Mapping[FaultName, type[FaultKind]] = {each.kind: each for each in _ALL}
SIMPLE: Mapping[FaultName, FaultKind] = {
    each.kind: each for each in (Reset(), Timeout(), Empty(), Truncated(), Garbled(), Slow(), ErrorFault())
}
"""Those that need no numbers, as a client asks for them with a request: `Prefer: fault=reset`."""


def read_fault(content: Mapping[str, Any]) -> FaultKind:
    """Return the fault of a JSON object that keeps its schema in the control API: `{"kind": "reset"}`.

    Raises `SandboxError` for numbers that do not fit together.
    """
    return KINDS[content["kind"]].read(content)


def describe_fault(fault: FaultKind) -> dict[str, Any]:
    """Return a fault as it is read."""
    return {"kind": fault.kind, **fault.describe()}
