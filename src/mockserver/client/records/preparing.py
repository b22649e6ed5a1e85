"""What was prepared in a world: responses and faults, and the requests that get them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...engine.prepared_responses import UNSET


@dataclass(frozen=True, kw_only=True)
class RequestMatch:
    """Conditions on a request; it matches if it meets them all.

    >>> RequestMatch(method="PATCH", path="/adapter/v1/custom-connectors/*", body={"name": "slow"})
    """

    api: str | None = None  # "adapter"
    operation_id: str | None = None  # "updateCustomConnector"
    method: str | None = None  # "PATCH"
    path: str | None = None  # "/pets/{id}", "/pets/*", "/v1/**": with or without the prefix of the API
    query: Mapping[str, Any] = field(default_factory=dict)  # {"per_page": 5}: compared as text; a list is every value
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = UNSET  # a JSON value that the body has; objects in the body may have more members
    jsonpath: tuple[str, ...] = ()  # ("$.items[?@.price > 10]",): each selects something of the body (RFC 9535)

    def as_json(self) -> dict[str, Any]:
        """The conditions that it has, with the names of the control API."""
        kept = {name: value for name, value in vars(self).items() if value not in (None, {}, ()) or name == "body"}
        return {name: value for name, value in kept.items() if value is not UNSET}


@dataclass(frozen=True)
class ResponseRecord:
    """One of the responses that were prepared."""

    status: int | None = None  # None: the usual one, or the status of the example
    example: str | None = None  # "in-use"
    body: Any = UNSET
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None  # None: the documented one
    delay_milliseconds: float = 0.0


@dataclass(frozen=True)
class PreparedRecord:
    """Prepared responses, and how often one was sent."""

    id: str  # "r1", or one of your own
    match: RequestMatch
    responses: tuple[ResponseRecord, ...]
    force: bool  # what the document does not allow is sent, too
    used: int  # how many requests got one
    remaining: int | None  # how many still get one; None: there is no end
    times: int | None = None  # how many times all of them are sent


@dataclass(frozen=True)
class FaultRecord:
    """Something that goes wrong on purpose, and how often it did."""

    id: str  # "f1", or one of your own
    kind: str  # "latency", "reset", "timeout", "empty", "truncated", "garbled", "slow", "error" or "rate_limit"
    used: int  # how often it happened
    remaining: int | None  # how often it still happens; None: there is no end
    match: RequestMatch | None = None  # None: all requests
    rate: float | None = None  # 0.1: the share of the requests to which it happens
    seed: int | None = None  # chooses them
    times: int | None = None  # how often it happens
    milliseconds: float | dict[str, float] | None = None  # 250, {"from": 300, "to": 900}, {"median": 200, "p95": 900}
    bytes_per_second: int | None = None
    status: int | None = None  # 503
    limit: int | None = None  # requests of a client in one window
    window_seconds: float | None = None
