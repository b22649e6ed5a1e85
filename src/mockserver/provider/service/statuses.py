"""What a status means, given the responses of an operation."""

from __future__ import annotations

from dataclasses import replace

from ...openapi.operations import Operation
from ..failures import Evidence, Failure, make_failure


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


def make_server_error(evidence: Evidence, status: int, raised: str = "") -> Failure:
    """Return the failure of such a status. `raised` tells the exception of the application, if it is known."""
    message = f"{status} is not documented"
    if is_documented(evidence.operation, status, exactly=True):
        message = f"{status} is documented, but says that the service failed"
    if not raised:
        return make_failure("server.error", message, evidence, key=str(status))
    name = raised.partition(":")[0].partition(" ")[0]
    failure = make_failure(
        "server.error", f"{message}; the application raises {raised}", evidence, key=f"{status} {name}"
    )
    plain = f"{evidence.operation} server.error {status}"  # without the exception, as `--url` has it
    return replace(failure, cause=f"server.error {raised}", aliases=(plain,))
