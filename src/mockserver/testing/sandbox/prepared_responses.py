"""Responses that a test prepares, checked against the document before they are sent."""

from __future__ import annotations

from ...engine.apis.apis import Api
from ...engine.prepared_responses import UNSET, PreparedResponse
from ...engine.preparing import Undocumented, prepare
from ...engine.worlds.prepared import PreparedStep
from ...engine.worlds.world import World
from ...openapi.errors import SandboxError
from ...openapi.operations import Operation
from .json_values import is_line, is_number, require_json

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


def prepare_step(
    api: Api, world: World, operation: Operation, wanted: PreparedResponse, *, force: bool
) -> PreparedStep:
    """Make a response ready to be sent. Raises `SandboxError` if it breaks the document and `force` is not set."""
    _require_possible(operation, wanted)
    try:
        response = prepare(api, world, operation, wanted, force=force)
    except Undocumented as reason:
        raise SandboxError(f"{reason}; force=True sends it anyway") from None
    return PreparedStep({(api.name, operation.operation_id): response}, delay=wanted.delay)


def _require_possible(operation: Operation, wanted: PreparedResponse) -> None:
    """Raise `SandboxError` for what no server can send, even if the document allows it."""
    if wanted.status is not None and not is_number(wanted.status, 200, 599):
        raise SandboxError(f"{wanted.status!r} is not a response status; allowed: 200 to 599")
    if not is_number(wanted.delay, 0):
        raise SandboxError(f"{wanted.delay!r} seconds cannot be a delay; allowed: 0 or more")
    if wanted.body is not UNSET:
        require_json(f"the body for {operation}", wanted.body, files=True)
    for name, value in wanted.headers.items():
        if not is_line(name) or not is_line(value):
            raise SandboxError(f"the header field {name} cannot be {value!r}; allowed: text on one line")
