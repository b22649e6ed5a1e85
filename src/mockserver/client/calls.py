"""The requests that a world got, as a test reads and expects them: `world.calls("updateCustomConnector").once()`.

The expectations are those of `api.calls(…)` in pytest. They need no server: what they compare was read before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn

from ..engine.matching.expectations import ExpectedCalls
from ..engine.matching.sent_request import SentRequest
from ..openapi.messages import Headers, Request
from .records import MessageRecord, ViolationRecord

MASK = "***"
_HIDDEN = f"  ({MASK} stands for a secret, which cannot be compared; a server with --show-secrets shows it)"
__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


@dataclass(frozen=True, repr=False)
class RemoteCall:
    """An exchange in a world's journal: a request, and what it got.

    It has the names of the calls that `api.calls(…)` has in pytest. `***` stands for secrets, unless the server was
    started with `--show-secrets`.
    """

    number: int  # 1 for the first of its world
    at: datetime  # by the world's clock
    method: str  # "PATCH"
    path: str  # "/adapter/v1/custom-connectors/c0ffee…": as it was sent, percent-encoded
    status: int  # 422
    source: str  # "contract": where the response came from
    api: str | None  # "adapter"; None if no API has the path
    operation_id: str | None  # "updateCustomConnector"; None if no operation matched
    milliseconds: float
    violations: tuple[ViolationRecord, ...]
    query_string: str = field(metadata={"member": "query"})  # "per_page=5": as it was sent, percent-encoded
    request: MessageRecord
    answer: MessageRecord = field(metadata={"member": "response"})
    hint: str | None = None  # why a web page cannot read the response
    fault: str | None = None  # "reset": what happened instead of the response, or to it
    delay_milliseconds: float = 0.0  # how much later the response was sent

    @cached_property
    def sent(self) -> SentRequest:
        """The request, decoded."""
        fields = Headers((each.name, each.value) for each in self.request.headers)
        request = Request(self.method, self.path, self.query_string, fields, bytes(self.request.body))
        return SentRequest(request, self.api, self.operation_id)

    @property
    def secrets(self) -> None:
        """The server has masked them already."""
        return

    @property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter, as text: `{"per_page": ["5"]}`."""
        return self.sent.query

    @property
    def headers(self) -> Headers:
        """The request's header fields; names are case-insensitive."""
        return self.sent.headers

    @property
    def body(self) -> bytes:
        """The request's body."""
        return self.sent.body

    @property
    def json(self) -> Any:
        """The request's JSON body. Raises `ValueError` if it is not JSON."""
        return self.sent.json

    @cached_property
    def response(self) -> Any:
        """The response's JSON body. Raises `ValueError` if it is not JSON."""
        return json.loads(bytes(self.answer.body))

    def __repr__(self) -> str:
        """`PATCH /adapter/v1/custom-connectors/c0ffee… → 200`; a fault takes the place of the status."""
        target = f"{self.path}?{self.query_string}" if self.query_string else self.path
        return f"{self.method} {target} → {self.fault or self.status}"


class RemoteCalls(ExpectedCalls[RemoteCall]):
    """Requests for one operation, in order. Each expectation returns the calls that meet it, or fails.

    >>> world.calls("updateDataConnector").once().with_body(state="live")[0].json
    {'state': 'live'}
    """

    def _fail(self, sentence: str, lines: Iterable[str]) -> NoReturn:
        lines = list(lines)
        if any(MASK in line.partition(", was ")[2] for line in lines):
            lines.append(_HIDDEN)
        super()._fail(sentence, lines)


@dataclass(frozen=True)
class NearestRecord:
    """An operation that a request may have meant."""

    api: str  # "adapter"
    operation_id: str  # "createCustomConnector"
    method: str  # "POST"
    path: str  # "/v1/custom-connectors"
    differences: tuple[str, ...]  # what it expects and the request has: "method: expected POST, was GET"


@dataclass(frozen=True)
class UnmatchedCall:
    """A request that was not accepted, and the operations that it may have meant."""

    call: RemoteCall = field(metadata={"member": "exchange"})
    nearest: tuple[NearestRecord, ...]  # the nearest first
