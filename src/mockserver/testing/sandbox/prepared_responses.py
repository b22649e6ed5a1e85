"""Responses that a test prepares, checked against the document before they are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from ...engine.apis.apis import Api
from ...engine.preparing import UNSET, PreparedResponse, Undocumented, prepare
from ...engine.worlds.prepared import PreparedStep
from ...engine.worlds.world import World
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.operations import Operation
from .json_values import is_line, is_number, require_json

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class ResponseOptions(TypedDict, total=False):
    """The options of `SandboxApi.respond`."""

    example: str | None  # "in-use", a documented one
    body: Any
    headers: Mapping[str, str] | None
    times: int | None  # how often the responses are sent; None: always if there is one, else once each
    force: bool  # send what the document does not allow


def read_responses(given: Sequence[int | PreparedResponse], options: ResponseOptions) -> list[PreparedResponse]:
    """Combine the arguments of `SandboxApi.respond`: statuses become responses, and options fill a single one."""
    for name in options:
        if name not in ResponseOptions.__annotations__:
            raise UnknownName.among("option", name, ResponseOptions.__annotations__, "respond()")
    example, headers, body = options.get("example"), options.get("headers"), options.get("body", UNSET)
    if given and example is None and body is UNSET and not headers:
        return [each if isinstance(each, PreparedResponse) else PreparedResponse(each) for each in given]
    if len(given) > 1 or (given and isinstance(given[0], PreparedResponse)):
        raise SandboxError(
            "example, body and headers belong to one status; write PreparedResponse(409, example=…) for more"
        )
    (status,) = given or (None,)
    assert not isinstance(status, PreparedResponse)
    return [PreparedResponse(status, example, body, headers or {})]


def prepare_step(
    api: Api, world: World, operation: Operation, wanted: PreparedResponse, *, force: bool
) -> PreparedStep:
    """Make a response ready to be sent. Raises `SandboxError` if it breaks the document and `force` is not set."""
    _require_possible(operation, wanted)
    try:
        response = prepare(api, world, operation, wanted, force=force)
    except Undocumented as reason:
        raise SandboxError(f"{reason}; force=True sends it anyway") from None
    return PreparedStep({(api.name, operation.operation_id): response})


def _require_possible(operation: Operation, wanted: PreparedResponse) -> None:
    """Raise `SandboxError` for what no server can send, even if the document allows it."""
    if wanted.status is not None and not is_number(wanted.status, 200, 599):
        raise SandboxError(f"{wanted.status!r} is not a response status; allowed: 200 to 599")
    if wanted.body is not UNSET:
        require_json(f"the body for {operation}", wanted.body, files=True)
    for name, value in wanted.headers.items():
        if not is_line(name) or not is_line(value):
            raise SandboxError(f"the header field {name} cannot be {value!r}; allowed: text on one line")
