"""What a status means, given the responses of an operation."""

from __future__ import annotations

from ...openapi.operations import Operation


def is_documented(operation: Operation, status: int, *, exactly: bool = False) -> bool:
    """Return whether the document has a response for a status; `exactly` leaves out `default`."""
    names = {str(status), f"{str(status)[0]}XX"} | ({"default"} if not exactly else set())
    return not names.isdisjoint(operation.responses)


def is_server_error(operation: Operation, status: int) -> bool:
    """Return whether a status says that the service failed:

    1. A 500, also if it is documented: RFC 9110 §15.6.1 calls it unexpected.
    2. Another 5xx that the document does not name. `default` describes errors of clients.
    """
    return status == 500 or (status > 500 and not is_documented(operation, status, exactly=True))


def describe_server_error(operation: Operation, status: int) -> str:
    if is_documented(operation, status, exactly=True):
        return f"{status} is documented, but says that the service failed"
    return f"{status} is not documented"
