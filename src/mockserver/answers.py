"""The ways to answer: a handler's result, a documented example, a refusal. Each is checked before it may leave."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from . import media_types
from .apis import Api
from .errors import FixtureError
from .generation import Unsatisfiable
from .handlers import Refusal, Reply
from .messages import Fault, Request, Response, Source
from .negotiation import Selection, header_text, sample_headers
from .operations import MediaTypeObject, Operation
from .refusals import RefusalBody, word_case, word_problem, word_violations
from .rendering import problem, write_body
from .routing import NoMatch
from .rules import Violation, quote
from .security import challenge
from .worlds import World

HeaderFields = tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    """A response, where it came from, and what was wrong."""

    response: Response
    source: Source
    violations: Sequence[Violation] = ()
    fault: Fault | None = None  # what happens in place of the response

    @property
    def is_broken(self) -> bool:
        """Whether the sandbox would have broken the contract itself; nothing may change then."""
        return bool(self.violations) and self.response.status == 500


class Turn(NamedTuple):
    """One request on its way to an answer."""

    api: Api
    world: World
    request: Request
    operation: Operation | None  # None: no operation matched

    @property
    def names(self) -> dict[str, Any]:
        """What every error template may ask for."""
        return {
            "method": self.request.method,
            "path": self.request.path.removeprefix(self.api.prefix) or "/",
            "request_id": self.world.make_uuid(self.api.name, "request", self.world.requests),
        }


def answer_prepared(turn: Turn, operation: Operation) -> Answer | None:
    """What was set for this world ahead of time: an answer that will not arrive before one that will."""
    fault = turn.world.faults.broken.take(turn.api.name, operation.operation_id)
    if fault is not None:  # the response is for doors that cannot break a connection
        status, what = (504, "no answer comes") if fault == "timeout" else (503, "the connection breaks")
        return Answer(problem(status, f"{what}, as it was set for {operation}"), "override", fault=fault)
    response = turn.world.overrides.take(turn.api.name, operation.operation_id)
    return Answer(response, "override") if response is not None else None


def answer_result(turn: Turn, operation: Operation, result: Any) -> Answer:
    """What a handler returned: a body, or a `Reply` that also says a status and headers."""
    reply = result if isinstance(result, Reply) else Reply(result)
    status = reply.status or turn.api.declared[operation.operation_id].success
    return _send(turn, operation, "handler", status, reply.headers, reply.body)


def answer_example(
    turn: Turn, operation: Operation, selection: Selection, headers: HeaderFields, source: Source
) -> Answer:
    """What the document shows for an answer; where it shows nothing, what its schemas ask for."""
    value = selection.example.value if selection.example is not None else None
    try:
        if selection.example is None and selection.media_type is not None:
            value = _invent_body(turn.api, selection.response.content[selection.media_type])
            source = "generated" if source == "example" else source
        headers = (*sample_headers(selection), *_invent_headers(turn.api, selection), *headers)
    except Unsatisfiable as reason:
        detail = f"{operation} shows no example for status {selection.status}, and none can be made: {reason}"
        return Answer(problem(501, detail), "engine")
    return _send(turn, operation, source, selection.status, headers, value, selection.media_type)


def answer_mistake(operation: Operation, mistake: Exception) -> Answer:
    """A handler failed: say which, how and where; nothing it did is kept."""
    place = traceback.extract_tb(mistake.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    detail = (
        f"The handler of {operation} failed with {type(mistake).__name__}: {mistake} ({where}); nothing was changed."
    )
    return Answer(problem(500, detail), "engine")


def answer_no_match(turn: Turn, path: str, no_match: NoMatch) -> Answer:
    """OPTIONS tells what a path allows (RFC 9110 §9.3.7); anything else is refused."""
    allow = (("Allow", ", ".join(no_match.methods)),) if no_match.methods else ()
    if no_match.methods and turn.request.method == "OPTIONS":
        return Answer(Response(204, allow), "engine")
    answer = refuse(turn, [_no_match_violation(turn, path, no_match)])
    if answer.response.status != 405:  # RFC 9110 §15.5.6 asks for Allow with 405 only
        return answer
    response = answer.response
    return answer._replace(response=Response(response.status, response.headers + allow, response.body))


def refuse(turn: Turn, violations: Sequence[Violation]) -> Answer:
    """A refusal in the API's own words, or as a problem where it has none."""
    worded = word_violations(turn.api.behaviour, violations, turn.operation, turn.names)
    if worded is not None:
        return _send_refusal(turn, worded, "contract", violations)
    headers: HeaderFields = ()
    if turn.operation is not None and violations[0].rule.startswith("security."):
        challenges = challenge(turn.operation)
        headers = (("WWW-Authenticate", challenges),) if challenges else ()
    return Answer(_worded_response(word_problem(violations, headers=headers)), "contract", violations)


def refuse_case(turn: Turn, refusal: Refusal) -> Answer:
    """A refusal that a handler has named; `FixtureError` when `behaviour.yaml` has no such error case."""
    case = turn.api.behaviour.case(refusal.case)
    if case is None:
        raise FixtureError(
            f"a handler of {turn.operation} refuses with {refusal.case!r}, no error case of behaviour.yaml"
        )
    return _send_refusal(turn, word_case(case, refusal.texts, turn.names), "handler", ())


def refuse_ourselves(violation: Violation) -> Answer:
    """A refusal about a header of ours, which no API has words for."""
    return Answer(_worded_response(word_problem([violation])), "engine", [violation])


def _invent_body(api: Api, content: MediaTypeObject) -> Any:
    """A value for a body that the document does not show; `Unsatisfiable` where there can be none."""
    if content.schema is None:
        raise Unsatisfiable("there is no schema either")
    value = api.generator.generate(content.schema)
    media_type = media_types.parse_media_type(content.media_type)
    is_json = media_type is not None and (media_type.is_json or "*" in (media_type.type, media_type.subtype))
    if isinstance(value, (str, bytes)) or is_json:
        return value
    raise Unsatisfiable(f"{content.media_type} is not written from schemas")


def _invent_headers(api: Api, selection: Selection) -> HeaderFields:
    """The required header fields that the document does not show."""
    missing = (h for h in selection.response.headers if h.required and not h.examples and h.schema is not None)
    return tuple((h.name, header_text(api.generator.generate(h.schema, h.name))) for h in missing if h.schema)


def _send_refusal(turn: Turn, worded: RefusalBody, source: Source, violations: Sequence[Violation]) -> Answer:
    """A refusal keeps the contract as well as any other answer, where there is one."""
    if turn.operation is None:
        return Answer(_worded_response(worded), source, violations)
    return _send(
        turn, turn.operation, source, worded.status, worded.headers, worded.body, worded.media_type, violations
    )


def _send(
    turn: Turn,
    operation: Operation,
    source: Source,
    status: int,
    headers: HeaderFields,
    body: Any,
    media_type: str | None = None,
    violations: Sequence[Violation] = (),
) -> Answer:
    """The answer as bytes if it keeps the contract; else a 500 problem that says how it does not."""
    if media_type is None:
        media_type = _choose_media_type(operation, status, turn.request)
    contract = turn.api.contracts[operation.operation_id]
    broken = contract.check_response(status, headers, media_type, body)
    if broken:
        detail = (
            f"The sandbox's own answer breaks the contract of {operation}; it was not sent and nothing was changed."
        )
        return Answer(problem(500, detail, broken), "engine", broken)
    return Answer(_response(status, headers, media_type, body), source, violations)


def _choose_media_type(operation: Operation, status: int, request: Request) -> str | None:
    """Among what is documented for a status, what the Accept header likes best; the first where it likes none."""
    documented = operation.response_for(status)
    if documented is None or not documented.content:
        return None
    offers = list(documented.content)
    return offers[0] if len(offers) == 1 else media_types.choose(request.headers.get("accept"), offers) or offers[0]


def _response(status: int, headers: HeaderFields, media_type: str | None, body: Any) -> Response:
    if media_type is None:
        return Response(status, headers)
    media_type = media_types.make_concrete(media_type)
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(status, (("Content-Type", content_type), *headers), write_body(body, media_type))


def _worded_response(worded: RefusalBody) -> Response:
    return _response(worded.status, worded.headers, worded.media_type, worded.body)


def _no_match_violation(turn: Turn, path: str, no_match: NoMatch) -> Violation:
    method = turn.request.method
    if no_match.methods:
        allowed = ", ".join(no_match.methods)
        message = f"{method} is not allowed for {quote(path)}; allowed: {allowed}"
        return Violation("routing.no-method", "path", message, seen=method, allowed=allowed)
    hint = f"; did you mean {no_match.nearest}?" if no_match.nearest else ""
    message = f"no operation of {turn.api.document.name} has the path {quote(path)}{hint}"
    return Violation("routing.no-path", "path", message, seen=quote(path), allowed=no_match.nearest or "")
