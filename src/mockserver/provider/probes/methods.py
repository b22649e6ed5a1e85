"""Methods that no operation of a path has."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.messages import Request
from ...openapi.operations import METHODS, Operation
from ..service.conversation import Conversation, Outgoing
from .service import PHASE

_NEVER = ("OPTIONS", "HEAD", "TRACE", "QUERY")  # often handled by the web server, or not at all


def probe_method(conversation: Conversation, operation: Operation, request: Request, method: str) -> None:
    """Send a request of an operation with a method that its path does not have."""
    sent = request._replace(method=method)
    received = conversation.send(Outgoing(operation, sent, PHASE, is_lenient=True, is_undocumented=True))
    if received is not None and received.is_success:
        what = f"with the undeclared method {method}"
        conversation.fail("probe.method", f"a request {what} is accepted with {received.status}", received, key=what)


def iter_undeclared(operations: tuple[Operation, ...]) -> Iterator[tuple[Operation, str]]:
    """Yield for each path a method that it does not have, with an operation that it has."""
    methods: dict[str, list[Operation]] = {}
    for operation in operations:
        methods.setdefault(operation.path, []).append(operation)
    for known in methods.values():
        taken = {operation.method for operation in known}
        for method in ("PATCH", "PUT", "DELETE", "POST", "GET"):
            if method not in taken and method.lower() in METHODS and method not in _NEVER:
                yield known[0], method
                break
