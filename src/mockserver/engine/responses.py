"""The ways to answer: a handler's result, a documented example, a refusal. Each is checked before it may leave."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..openapi import media_types
from ..openapi.bodies import Unwritable, write_body
from ..openapi.errors import FixtureError
from ..openapi.generation import Unsatisfiable
from ..openapi.messages import Request, Response
from ..openapi.operations import Example, Operation, Parameter
from ..openapi.operations.credentials import challenge
from ..openapi.problems import problem
from ..openapi.routing import NoMatch
from ..openapi.rules import Violation, quote
from ..openapi.validation import CheckedRequest
from .apis.apis import Api
from .exchanges import Fault, Source
from .handlers import Refusal, Reply
from .negotiation.pairs import Met
from .negotiation.preferences import NO_PREFERENCE, Preference
from .negotiation.selecting import Selection, select_paired, select_refusal
from .refusals import RefusalBody, documented_statuses, word_case, word_problem, word_violations
from .settings import Settings
from .worlds.worlds import World

if TYPE_CHECKING:
    from ..openapi.generation import Dynamic

HeaderFields = tuple[tuple[str, str], ...]
_USUAL = Settings()


class MockResponse(NamedTuple):
    """A response, where it came from, and what was wrong."""

    response: Response
    source: Source
    violations: Sequence[Violation] = ()
    met: Met | None = None  # the pair of examples that the request met
    deprecated: tuple[Operation | Parameter, ...] = ()  # what the request used of it
    fault: Fault | None = None  # what happens in place of the response

    @property
    def mock_source(self) -> str:
        """The value of Mock-Source, an item with parameters (RFC 9651 §3.3): `example; name=a; matched="path.id"`."""
        return self.source if self.met is None else f"{self.source}; {self.met}"

    @property
    def is_broken(self) -> bool:
        """Whether the sandbox would have broken the contract itself; nothing may change then."""
        return bool(self.violations) and self.response.status == 500


_SHOWN: tuple[Source, ...] = ("example", "generated", "preference")  # answers that nobody but the document gives


class Turn(NamedTuple):
    """One request on its way to an answer."""

    api: Api
    world: World
    request: Request
    operation: Operation | None  # None: no operation matched
    settings: Settings = _USUAL
    preference: Preference = NO_PREFERENCE

    @property
    def dynamic(self) -> Dynamic | None:
        """How invented values are to differ; the client's wish counts more than the server's option."""
        settings, wanted = self.settings, self.preference.dynamic
        if not (settings.dynamic if wanted is None else wanted):
            return None
        from ..openapi.generation import Dynamic

        return Dynamic(settings.seed if self.preference.seed is None else self.preference.seed, settings.locale or "")

    @property
    def names(self) -> dict[str, Any]:
        """What every error template may ask for."""
        return {
            "method": self.request.method,
            "path": self.request.path.removeprefix(self.api.prefix) or "/",
            "request_id": self.world.make_uuid(self.api.name, "request", self.world.requests),
        }


def respond_prepared(turn: Turn, operation: Operation) -> MockResponse | None:
    """What was set for this world ahead of time: an answer that will not arrive before one that will."""
    fault = turn.world.faults.broken.take(turn.api.name, operation.operation_id)
    if fault is not None:  # the response is for doors that cannot break a connection
        status, what = (504, "no answer comes") if fault == "timeout" else (503, "the connection breaks")
        return MockResponse(problem(status, f"{what}, as it was set for {operation}"), "override", fault=fault)
    response = turn.world.overrides.take(turn.api.name, operation.operation_id)
    return MockResponse(response, "override") if response is not None else None


def respond_with_result(turn: Turn, operation: Operation, result: Any) -> MockResponse:
    """What a handler returned: a body, or a `Reply` that also says a status and headers."""
    reply = result if isinstance(result, Reply) else Reply(result)
    status = reply.status or turn.api.declared[operation.operation_id].success
    return _send(turn, operation, "handler", status, reply.headers, reply.body)


def respond_documented(turn: Turn, operation: Operation, selection: Selection, source: Source) -> MockResponse:
    """What the document shows for an answer; where it shows nothing, what its schemas ask for.

    The body is the first of these that there is:

    1. The example that the client asked for by name, as it is written.
    2. With dynamic values, one that is made from the schema.
    3. The example of the pair that the request met.
    4. The first example that keeps its schema.
    5. One that is made from the schema.
    """
    try:
        body, example = _make_body(turn, operation, selection)
        headers = _make_headers(turn, operation, selection)
    except Unsatisfiable as reason:
        detail = f"{operation} shows no example for status {selection.status}, and none can be made: {reason}"
        return MockResponse(problem(501, detail), "engine")
    is_shown = example is not None or selection.media_type is None
    applied = _applied(turn, selection, is_shown)
    headers += (("Preference-Applied", applied),) if applied else ()
    source = "generated" if source == "example" and not is_shown else source
    if selection.is_named:  # the client gets it, and is told what is wrong with it
        contract, media_type = turn.api.contracts[operation.operation_id], selection.media_type
        broken = contract.check_response_value(selection.status, headers, media_type, body)
        return _written(turn, operation, source, selection.status, headers, media_type, body, broken)
    answer = _send(turn, operation, source, selection.status, headers, body, selection.media_type)
    return answer._replace(met=selection.met) if selection.met and example is selection.examples[0] else answer


def respond_with_given(
    turn: Turn, operation: Operation, status: int, headers: HeaderFields, media_type: str | None, body: Any
) -> MockResponse:
    """An answer that somebody gave ahead of time; a 500 problem where it breaks the contract."""
    return _send(turn, operation, "override", status, headers, body, media_type)


def respond_to_mistake(operation: Operation, mistake: Exception) -> MockResponse:
    """A handler failed: say which, how and where; nothing it did is kept."""
    place = traceback.extract_tb(mistake.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    detail = (
        f"The handler of {operation} failed with {type(mistake).__name__}: {mistake} ({where}); nothing was changed."
    )
    return MockResponse(problem(500, detail), "engine")


def respond_to_no_match(turn: Turn, path: str, no_match: NoMatch) -> MockResponse:
    """OPTIONS tells what a path allows (RFC 9110 §9.3.7); anything else is refused."""
    allow = (("Allow", ", ".join(no_match.methods)),) if no_match.methods else ()
    if no_match.methods and turn.request.method == "OPTIONS":
        return MockResponse(Response(204, allow), "engine")
    answer = refuse(turn, [no_match.violation(turn.request.method, path, turn.api.document.name)])
    if answer.response.status != 405:  # RFC 9110 §15.5.6 asks for Allow with 405 only
        return answer
    return _with_fields(answer, allow)


def refuse(turn: Turn, violations: Sequence[Violation], checked: CheckedRequest | None = None) -> MockResponse:
    """A refusal, the first of these that there is; `checked` is what could be read of the request.

    1. In the API's own words: an error case of `behaviour.yaml`.
    2. Where that has no error cases at all, as the document has it:
       the 4XX example of the pair that the request meets;
       else 401 (403) for credentials; 415, else 422, else 400 for a Content-Type; 422, else 400 for other violations;
       the exact status, then its range, then `default`.
    3. A problem that names every violation.
    """
    worded = word_violations(turn.api.behaviour, violations, turn.operation, turn.names)
    if worded is not None:
        return _send_refusal(turn, worded, "contract", violations)
    operation, status = turn.operation, None
    headers: HeaderFields = ()
    if operation is not None:
        challenges = challenge(operation) if violations[0].rule.startswith("security.") else None
        headers = (("WWW-Authenticate", challenges),) if challenges else ()
    if operation is not None and not turn.api.behaviour.cases:
        selection = _select_refusal(turn, operation, violations, checked)
        if selection is not None and selection.media_type is not None:
            answer = respond_documented(turn, operation, selection, "contract")
            if answer.source == "contract":
                return _with_fields(answer, headers)._replace(violations=violations)
        elif selection is not None and selection.response.status.isdigit():
            status = selection.status  # documented without a body: it may have ours
    return MockResponse(
        _worded_response(word_problem(violations, status=status, headers=headers)), "contract", violations
    )


def refuse_case(turn: Turn, refusal: Refusal) -> MockResponse:
    """A refusal that a handler has named; `FixtureError` when `behaviour.yaml` has no such error case."""
    if refusal.violation is not None:
        return refuse(turn, [refusal.violation])
    case = turn.api.behaviour.case(refusal.case)
    if case is None:
        raise FixtureError(
            f"a handler of {turn.operation} refuses with {refusal.case!r}, no error case of behaviour.yaml"
        )
    return _send_refusal(turn, word_case(case, refusal.texts, turn.names), "handler", ())


def refuse_ourselves(violation: Violation) -> MockResponse:
    """A refusal about a header of ours, which no API has words for."""
    return MockResponse(_worded_response(word_problem([violation])), "engine", [violation])


def refuse_without_success(operation: Operation) -> MockResponse:
    """A 501 that says what there is, and how to get it."""
    documented = ", ".join(operation.responses)
    hint = f"; documented: {documented}, which Prefer: code=… asks for" if documented else ""
    position = operation.document.position(f"{operation.pointer}/responses")
    detail = f"{operation} documents no success to answer with{hint} ({position.file}:{position.line})"
    return MockResponse(problem(501, detail), "engine")


def _select_refusal(
    turn: Turn, operation: Operation, violations: Sequence[Violation], checked: CheckedRequest | None
) -> Selection | None:
    accept = turn.request.headers.get("accept")
    pairing = turn.api.shown[operation.operation_id].pairing if checked is not None else None
    met = pairing.find(checked.parameters, checked.body) if checked is not None and pairing else None
    paired = select_paired(operation, met, accept) if met is not None else None
    if paired is not None and 400 <= paired.status < 500:
        return paired
    return select_refusal(operation, documented_statuses(violations), accept)


def _make_body(turn: Turn, operation: Operation, selection: Selection) -> tuple[Any, Example | None]:
    """The body of a documented answer, and the example that it is; `Unsatisfiable` where there can be none."""
    content, dynamic = selection.content, turn.dynamic
    if content is None:
        return None, None
    if selection.is_named:
        return selection.examples[0].value, selection.examples[0]
    example = turn.api.shown[operation.operation_id].find_example(selection) if selection.examples else None
    if example is not None and (dynamic is None or (content.schema or content.item_schema) is None):
        return example.value, example
    from ..openapi.generation.bodies import invent_body

    try:
        return invent_body(turn.api.document, turn.api.generator, content, dynamic), None
    except Unsatisfiable:
        if example is None:
            raise
        return example.value, example


def _make_headers(turn: Turn, operation: Operation, selection: Selection) -> HeaderFields:
    """The header fields that the document shows, and values for required ones that it does not show."""
    if not selection.response.headers:
        return ()
    known = turn.api.shown[operation.operation_id]
    shown = known.header_fields(selection)
    names = {name for name, _ in shown}
    missing = (h for h in selection.response.headers if h.required and h.name not in names)
    generate, dynamic = turn.api.generator.generate, turn.dynamic
    made = ((header, header.schema or (header.content.schema if header.content else None)) for header in missing)
    return shown + tuple(
        field
        for header, schema in made
        if schema is not None
        for field in known.write_header(selection, header, generate(schema, header.name, dynamic=dynamic))
    )


def _applied(turn: Turn, selection: Selection, is_shown: bool) -> str:
    """As much of a preference as was followed, as Preference-Applied has it."""
    wanted = turn.preference
    if wanted is NO_PREFERENCE:
        return ""
    is_dynamic = turn.dynamic is not None and not is_shown
    follows = wanted.dynamic is not None and wanted.dynamic == is_dynamic and not selection.is_named
    seed = wanted.seed if is_dynamic else None
    return replace(wanted, dynamic=wanted.dynamic if follows else None, seed=seed).applied


def _with_fields(answer: MockResponse, fields: HeaderFields) -> MockResponse:
    """The answer with further header fields, those left out that the document shows."""
    response = answer.response
    added = tuple((name, value) for name, value in fields if response.header(name) is None)
    return answer._replace(response=response._replace(headers=response.headers + added))


def _send_refusal(turn: Turn, worded: RefusalBody, source: Source, violations: Sequence[Violation]) -> MockResponse:
    """A refusal keeps the contract as well as any other answer, where there is one."""
    if turn.operation is None:
        return MockResponse(_worded_response(worded), source, violations)
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
) -> MockResponse:
    """The answer as bytes if it keeps the contract; else a problem that says how it does not.

    That is 500; 501 where the document alone has said what to answer, and so contradicts itself.
    `violations` are those of the request that it answers; a refusal that cannot be sent hides none of them.
    """
    if media_type is None:
        media_type = _choose_media_type(operation, status, turn.request)
    contract = turn.api.contracts[operation.operation_id]
    broken = contract.check_response_value(status, headers, media_type, body)
    if broken:
        found, is_shown = [*violations, *broken], source in _SHOWN
        detail = f"{operation} has no answer that keeps its contract: {broken[0]}"
        if not is_shown:
            detail = (
                f"The sandbox's own answer breaks the contract of {operation}; it was not sent and nothing was changed."
            )
        return MockResponse(problem(501 if is_shown else 500, detail, found), "engine", found)
    return _written(turn, operation, source, status, headers, media_type, body, violations)


def _written(
    turn: Turn,
    operation: Operation,
    source: Source,
    status: int,
    headers: HeaderFields,
    media_type: str | None,
    body: Any,
    violations: Sequence[Violation],
) -> MockResponse:
    """The answer as bytes; a problem where its media type has no way to say the value."""
    if media_type is None:
        return MockResponse(Response(status, headers), source, violations)
    documented = operation.response_for(status)
    try:
        written = turn.api.writer.write(body, media_type, documented.content if documented is not None else {})
    except Unwritable as reason:
        broken = Violation("response.malformed", "response", str(reason), seen=quote(body))
        detail = f"The answer of {operation} cannot be written as {media_type}: {reason}."
        return MockResponse(problem(500 if source == "handler" else 501, detail, [broken]), "engine", [broken])
    headers = (("Content-Type", written.content_type), *headers)
    return MockResponse(Response(status, headers, written.body, written.ends), source, violations)


def _choose_media_type(operation: Operation, status: int, request: Request) -> str | None:
    """Among what is documented for a status, what the Accept header likes best; the first where it likes none."""
    documented = operation.response_for(status)
    if documented is None or not documented.content:
        return None
    offers = list(documented.content)
    return offers[0] if len(offers) == 1 else media_types.choose(request.headers.get("accept"), offers) or offers[0]


def _worded_response(worded: RefusalBody) -> Response:
    """A refusal that no operation documents."""
    media_type = media_types.make_concrete(worded.media_type)
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    return Response(
        worded.status, (("Content-Type", content_type), *worded.headers), write_body(worded.body, media_type)
    )
