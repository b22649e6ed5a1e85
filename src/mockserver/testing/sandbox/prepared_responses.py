"""Answers set ahead of time, checked against the document before anybody gets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...engine.apis.apis import Api
from ...engine.negotiation.preferences import Preference
from ...engine.negotiation.selecting import select_preferred, select_usual, success_status
from ...engine.responses import Draft, respond_documented, send
from ...engine.turns import MockResponse, Turn
from ...engine.worlds.worlds import World
from ...openapi.bodies import Unwritable, write_body
from ...openapi.errors import SandboxError
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.problems import problem
from ...openapi.rules import Violation
from .json_values import is_line, is_number, require_plain

__tracebackhide__ = True  # pytest shows the line of the test, not ours


class _Unset:
    """Nothing was said, not even null."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


@dataclass(frozen=True)
class PreparedResponse:
    """One answer: what the document shows for a status or an example, or a body of your own."""

    status: int | None = None  # None: the usual success, or the one of the example
    example: str | None = None  # "in-use", a documented one
    body: Any = UNSET
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str | None = None  # None: the documented one


def prepare(api: Api, world: World, operation: Operation, answer: PreparedResponse, *, force: bool) -> Response:
    """The response, ready to be sent; `SandboxError` when it breaks the document and `force` does not allow that."""
    turn = Turn(api, api.ready[operation.operation_id], world, Request(operation.method, operation.path))
    _require_sane(operation, answer)
    if answer.body is not UNSET and answer.example is not None:
        raise SandboxError("an answer has a body of its own or a documented example, not both")
    made = _given(turn, operation, answer) if answer.body is not UNSET else _documented(turn, operation, answer)
    if isinstance(made, MockResponse) and not made.violations and made.source == "override":
        extra = tuple(answer.headers.items()) if answer.body is UNSET else ()
        return made.response._replace(headers=made.response.headers + extra)
    if force:
        return _force(api, operation, answer, made)
    raise SandboxError(f"this answer of {operation} breaks the document: {_reason(made)}; force=True sends it anyway")


def _documented(turn: Turn, operation: Operation, answer: PreparedResponse) -> MockResponse | Violation:
    preference = Preference(answer.status, answer.example)
    if preference.names_response:
        selection = select_preferred(operation, preference, None)
        if isinstance(selection, Violation):
            return selection
    else:
        usual = select_usual(operation, None)
        if usual is None:
            raise SandboxError(f"{operation} documents no success; say which status is meant")
        selection = usual
    return respond_documented(turn, selection, "override")


def _given(turn: Turn, operation: Operation, answer: PreparedResponse) -> MockResponse:
    status = success_status(operation) if answer.status is None else answer.status
    return send(turn, Draft("override", status, tuple(answer.headers.items()), answer.body, answer.media_type))


def _require_sane(operation: Operation, answer: PreparedResponse) -> None:
    """`SandboxError` for what no document could allow, and no server send."""
    if answer.status is not None and not is_number(answer.status, 200, 599):
        raise SandboxError(f"{answer.status!r} is no status of an answer; allowed: 200 to 599")
    if answer.body is not UNSET:
        require_plain(f"the body for {operation}", answer.body, files=True)
    for name, value in answer.headers.items():
        if not is_line(name) or not is_line(value):
            raise SandboxError(f"the header field {name} cannot be {value!r}; allowed: text on one line")


def _force(api: Api, operation: Operation, answer: PreparedResponse, made: MockResponse | Violation) -> Response:
    """The answer as it was given, whatever the document says."""
    headers = tuple(answer.headers.items())
    status = success_status(operation) if answer.status is None else answer.status
    if answer.body is UNSET:
        shown = made.response if isinstance(made, MockResponse) and made.source == "override" else None
        shown = shown or problem(status, f"{status}, as it was set for {operation}")
        return shown._replace(headers=shown.headers + headers)
    documented = operation.response_for(status)
    media_type = answer.media_type or next(iter(documented.content if documented else ()), "application/json")
    try:
        written = api.writer.write(answer.body, media_type, documented.content if documented else {})
    except Unwritable:  # no picture, say, but that is what was wanted
        return Response(status, (("Content-Type", media_type), *headers), write_body(answer.body, media_type))
    return Response(status, (("Content-Type", written.content_type), *headers), written.body, written.ends)


def _reason(made: MockResponse | Violation) -> str:
    if isinstance(made, Violation):
        return made.message
    return "; ".join(str(violation) for violation in made.violations) or made.response.body.decode()
