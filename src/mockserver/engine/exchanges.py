"""A request and its response, as the journal keeps them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from ..openapi.messages import Request, Response
from ..openapi.rules import Violation
from .faults.fault import FaultName

Source = Literal["preference", "prepared", "fault", "handler", "resource", "example", "generated", "contract", "engine"]
"""Where a response came from.

`prepared` was set for a world, `fault` stands for what happened instead, `contract` is a refusal, `engine` a response
that no document describes (404, OPTIONS).
"""


class Exchange(NamedTuple):
    """A request and its response."""

    request: Request
    response: Response
    world: str  # "default"
    api: str | None  # "intercom"; None when no API was addressed
    operation_id: str | None  # "updateDataConnector"; None when nothing matched
    source: Source
    violations: tuple[Violation, ...]
    at: datetime  # the world's clock
    milliseconds: float  # spent in the engine
    delay: float = 0.0  # seconds to wait before the response is sent
    fault: FaultName | None = None  # what happens instead of the response, or to it
    pace: float = 0.0  # bytes of the body per second; 0: at once
    hint: str | None = None  # "a page of https://a.test cannot read this response; --cors-origin …"
