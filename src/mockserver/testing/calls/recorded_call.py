"""An exchange as a test reads it: request and response, decoded."""

from __future__ import annotations

import json
import os
from functools import cached_property
from typing import Any

from ...engine.exchanges import Exchange
from ...engine.masking import Masker, RequestSecrets
from ...engine.matching.sent_request import SentRequest
from ...engine.settings import Settings
from ...openapi.messages import Headers
from ...openapi.rules import Violation

_USUAL = Masker((), Settings())


def current_test() -> str:
    """Return the test that pytest runs now: `tests/test_orders.py::test_add`; empty if there is none."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]


class RecordedCall:
    """One exchange from the journal of a sandbox.

    A test compares what was sent, secrets included. What is printed has the mask in their place.
    """

    def __init__(self, number: int, exchange: Exchange, prefix: str = "", masker: Masker = _USUAL) -> None:
        self.number = number  # 1 for the first request of the test
        self.exchange = exchange
        self.masker = masker
        self.test = current_test()  # "tests/test_orders.py::test_add"; empty outside of pytest
        self._prefix = prefix
        self.sent = SentRequest(exchange.request, exchange.api, exchange.operation_id)
        self.path = exchange.request.path.removeprefix(prefix) or "/"  # "/data_connectors/12345"

    @property
    def method(self) -> str:
        return self.exchange.request.method

    @property
    def operation_id(self) -> str | None:
        """`updateDataConnector`; `None` if no operation matched."""
        return self.exchange.operation_id

    @property
    def query(self) -> dict[str, list[str]]:
        """The values of each query parameter, as text: `{"per_page": ["5"]}`."""
        return self.sent.query

    @property
    def headers(self) -> Headers:
        """The request's header fields; names are case-insensitive."""
        return self.exchange.request.headers

    @property
    def body(self) -> bytes:
        """The request's body."""
        return self.exchange.request.body

    @property
    def json(self) -> Any:
        """The request's JSON body. Raises `ValueError` if it is not JSON."""
        return self.sent.json

    @property
    def status(self) -> int:
        return self.exchange.response.status

    @cached_property
    def response(self) -> Any:
        """The response's JSON body. Raises `ValueError` if it is not JSON."""
        return json.loads(self.exchange.response.body)

    @property
    def answer(self) -> Any:
        """The earlier name of `response`."""
        return self.response

    @property
    def violations(self) -> tuple[Violation, ...]:
        return self.exchange.violations

    @cached_property
    def shown(self) -> Exchange:
        """The exchange without its secrets, as it is printed."""
        return self.masker.mask_exchange(self.exchange)

    def show_violation(self, violation: Violation) -> Violation:
        """Return one of this call's violations without secrets."""
        return self.shown.violations[self.violations.index(violation)]

    @property
    def secrets(self) -> RequestSecrets | None:
        """What of the request is not printed; `None` if everything is."""
        plan = self.masker.find_plan(self.exchange)
        return RequestSecrets(plan, lambda: self.shown.request) if plan is not None else None

    @property
    def target(self) -> str:
        """Path and query without secrets: `/data_connectors?per_page=5`."""
        path, query = self.shown.request.path.removeprefix(self._prefix) or "/", self.shown.request.query
        return f"{path}?{query}" if query else path

    def __repr__(self) -> str:
        """`PATCH /data_connectors/12345 → 200`; a fault takes the place of the status."""
        # a call that reached no API needs its host
        host = self.exchange.request.host if self.exchange.api is None else ""
        return f"{self.method} {host}{self.target} → {self.exchange.fault or self.status}"
