"""Expectations on the requests that a test made: how many, and with which content."""

from __future__ import annotations

from ...engine.matching.expectations import ExpectedCalls
from .recorded_call import RecordedCall


class Calls(ExpectedCalls[RecordedCall]):
    """Requests for one operation, in order. Each expectation returns the calls that meet it, or fails.

    >>> api.calls("updateDataConnector").once().with_body(state="live")[0].json
    {'state': 'live'}
    """
