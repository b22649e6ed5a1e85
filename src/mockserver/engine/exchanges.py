"""A request and what the engine did with it, as the journal keeps the two."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from ..openapi.messages import Request, Response
from ..openapi.rules import Violation

Source = Literal["preference", "override", "handler", "example", "generated", "contract", "engine"]
"""Where an answer came from; `contract` is a refusal, `engine` an answer no document describes (404, OPTIONS)."""

Fault = Literal["reset", "timeout"]
"""What may happen in place of an answer: the connection breaks, or nothing ever comes."""


class Exchange(NamedTuple):
    """A request and what was answered to it, as the journal keeps it."""

    request: Request
    response: Response
    world: str  # "default"
    api: str | None  # "intercom"; None when no API was addressed
    operation_id: str | None  # "updateDataConnector"; None when nothing matched
    source: Source
    violations: tuple[Violation, ...]
    at: datetime  # the world's clock
    milliseconds: float  # time spent answering
    delay: float = 0.0  # seconds to wait before the answer is sent
    fault: Fault | None = None  # what happens in place of the answer
