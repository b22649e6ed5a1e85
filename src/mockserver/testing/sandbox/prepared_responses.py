"""Responses that a test prepares, checked against the document before they are sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict

from ...engine.apis.apis import Api
from ...engine.negotiation.preferences import Preference
from ...engine.negotiation.selecting import find_usual_status, select_preferred, select_usual
from ...engine.responses import ResponseDraft, respond_documented, send
from ...engine.turns import MockResponse, Turn
from ...engine.worlds.world import World
from ...openapi.bodies import Unwritable, write_body
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.problems import problem
from ...openapi.rules import Violation
from .json_values import is_line, is_number, require_json

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class _Unset:
    """The default of a body, since `None` is JSON's null."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


@dataclass(frozen=True)
class PreparedResponse:
    """One response: what the document shows for a status or an example, or a body of your own."""

    status: int | None = None  # None: the usual one, or the status of the example
    example: str | None = None  # "in-use", a documented one
    body: Any = UNSET
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None  # None: the documented one


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


def prepare(api: Api, world: World, operation: Operation, wanted: PreparedResponse, *, force: bool) -> Response:
    """Make a response ready to send. Raises `SandboxError` if it breaks the document and `force` is not set."""
    request = Request(operation.method, operation.bare_path)
    turn = Turn(api, api.ready[operation.operation_id], world, request, number=world.requests)
    _require_possible(operation, wanted)
    if wanted.body is not UNSET and wanted.example is not None:
        raise SandboxError("a response has a body of its own or a documented example, not both")
    made = _given(turn, operation, wanted) if wanted.body is not UNSET else _documented(turn, operation, wanted)
    if isinstance(made, MockResponse) and not made.violations and made.source == "override":
        extra = tuple(wanted.headers.items()) if wanted.body is UNSET else ()
        return made.response._replace(headers=made.response.headers + extra)
    if force:
        return _force(api, operation, wanted, made)
    raise SandboxError(f"this response of {operation} breaks the document: {_reason(made)}; force=True sends it anyway")


def _documented(turn: Turn, operation: Operation, wanted: PreparedResponse) -> MockResponse | Violation:
    preference = Preference(wanted.status, wanted.example)
    if preference.names_response:
        selection = select_preferred(operation, preference, None)
        if isinstance(selection, Violation):
            return selection
    else:
        usual = select_usual(operation, None)
        if usual is None:
            raise SandboxError(f"{operation} documents no response that can be sent; give a status")
        selection = usual
    return respond_documented(turn, selection, "override")


def _given(turn: Turn, operation: Operation, wanted: PreparedResponse) -> MockResponse:
    status = find_usual_status(operation) if wanted.status is None else wanted.status
    return send(turn, ResponseDraft("override", status, tuple(wanted.headers.items()), wanted.body, wanted.media_type))


def _require_possible(operation: Operation, wanted: PreparedResponse) -> None:
    """Raise `SandboxError` for what no server can send, even if the document allows it."""
    if wanted.status is not None and not is_number(wanted.status, 200, 599):
        raise SandboxError(f"{wanted.status!r} is not a response status; allowed: 200 to 599")
    if wanted.body is not UNSET:
        require_json(f"the body for {operation}", wanted.body, files=True)
    for name, value in wanted.headers.items():
        if not is_line(name) or not is_line(value):
            raise SandboxError(f"the header field {name} cannot be {value!r}; allowed: text on one line")


def _force(api: Api, operation: Operation, wanted: PreparedResponse, made: MockResponse | Violation) -> Response:
    """The response as it was given, even if the document does not allow it."""
    headers = tuple(wanted.headers.items())
    status = find_usual_status(operation) if wanted.status is None else wanted.status
    if wanted.body is UNSET:
        shown = made.response if isinstance(made, MockResponse) and made.source == "override" else None
        shown = shown or problem(status, f"{status}, as it was set for {operation}")
        return shown._replace(headers=shown.headers + headers)
    documented = operation.response_for(status)
    media_type = wanted.media_type or next(iter(documented.content if documented else ()), "application/json")
    try:
        written = api.writer.write(wanted.body, media_type, documented.content if documented else {})
    except Unwritable:  # for example, a dict as image/png
        return Response(status, (("Content-Type", media_type), *headers), write_body(wanted.body, media_type))
    return Response(status, (("Content-Type", written.content_type), *headers), written.body, written.ends)


def _reason(made: MockResponse | Violation) -> str:
    if isinstance(made, Violation):
        return made.message
    return "; ".join(str(violation) for violation in made.violations) or made.response.body.decode()
