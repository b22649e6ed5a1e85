"""Errors of the client.

    MockserverError
    └── ControlError         a request to the control API did not get the answer that it is for
        ├── Unreachable      there is no server at the address, or the connection broke or took too long
        ├── NotMockserver    something else is at the address, or a mockserver that has no control API
        ├── ServerTooOld     the server does not know this operation, or does not say all that this client reads
        ├── TokenNeeded      the control API wants its token, or another one
        ├── WrongValue       an argument that no request can hold (also a ValueError)
        └── Refused          the server refused the request, and says why
            └── NotFound     there is no world, row, snapshot, … of that name (also a KeyError)

An expectation that the traffic does not meet is an `AssertionError`, as in pytest, and not in this tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..openapi.errors import MockserverError

if TYPE_CHECKING:
    from .records import ViolationRecord


class ControlError(MockserverError):
    """A request to the control API did not get the answer that it is for. One sentence says why."""


class Unreachable(ControlError):
    """There is no server at the address, or the connection broke or took too long."""


class NotMockserver(ControlError):
    """Something else is at the address, or a mockserver that has no control API."""


class ServerTooOld(ControlError):
    """The server does not know the operation, or does not say all that this client reads."""


class TokenNeeded(ControlError):
    """The control API wants its token, or another one."""


class WrongValue(ControlError, ValueError):
    """An argument that no request can hold, such as a date in a row."""


class Refused(ControlError):
    """The server refused the request. The message is the sentence of its problem (RFC 9457)."""

    def __init__(self, status: int, detail: str, violations: Sequence[ViolationRecord] = ()) -> None:
        super().__init__(detail)
        self.status = status  # 422
        self.detail = detail  # 'there is no world "bob"; there are: anna, default'
        self.violations = tuple(violations)  # every clause that the request breaks, with rule and pointer


class NotFound(Refused, KeyError):
    """There is no world, API, row, snapshot, prepared response or fault of that name."""

    __str__ = Exception.__str__  # KeyError's would quote the sentence
