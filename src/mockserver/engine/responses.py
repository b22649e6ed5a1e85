"""How each kind of response is made. Each is checked against the contract before it is sent."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..openapi import media_types
from ..openapi.bodies import Unwritable
from ..openapi.errors import DocumentError, FixtureError
from ..openapi.generation import Unsatisfiable
from ..openapi.messages import BODILESS, Response
from ..openapi.operations import Operation
from ..openapi.operations.credentials import challenge
from ..openapi.problems import problem
from ..openapi.routing import Match
from ..openapi.rules import Violation, quote
from ..openapi.validation import CheckedRequest
from .apis.apis import Route
from .documented import echo, explain, make_body, state
from .exchanges import Source
from .filling.laying import ABSENT
from .handlers import MISTAKES, Refusal, RefusedRequest
from .lengthening import lengthen
from .negotiation.preferences import NO_PREFERENCE
from .negotiation.selecting import Selection
from .refusals import RefusalBody, apply_strictness, documented_statuses, word_case, word_problem, word_violations
from .response_headers import HeaderFields, make_headers
from .turns import Arrival, MockResponse, Turn, collect_names

_CALLERS = (__file__, str(Path(__file__).with_name("handling.py")))
_log = logging.getLogger("mockserver.handlers")
_FROM_DOCUMENT: tuple[Source, ...] = ("example", "generated", "preference")  # made from the document alone


class ResponseDraft(NamedTuple):
    """A response before it is written."""

    source: Source
    status: int  # 409
    headers: HeaderFields = ()
    body: Any = None  # decoded
    media_type: str | None = None  # None: the documented one that the Accept header prefers
    violations: Sequence[Violation] = ()  # of the request
    may_break: Literal["nothing", "format", "anything"] = "nothing"  # of the contract; it is sent all the same
    resource: str = ""  # whose rows are shown: "pet"


# documented responses


def respond_to_preference(turn: Turn, texts: dict[str, str]) -> MockResponse:
    """The response that the client prefers; nothing is changed for it."""
    preferred = turn.ready.examples.select_preferred(turn.preference, texts, turn.request)
    if isinstance(preferred, Violation):
        return refuse_ourselves(preferred)
    return respond_documented(turn, preferred, "preference")


def respond_from_document(turn: Turn, checked: CheckedRequest) -> MockResponse:
    """The response that the document shows for a request."""
    selection = turn.ready.examples.select(checked, turn.accept, is_dynamic=turn.dynamic is not None)
    if selection is None:
        return refuse_without_response(turn.operation)
    return respond_documented(turn, selection, "example", checked)


def respond_documented(
    turn: Turn, selection: Selection, source: Source, checked: CheckedRequest | None = None
) -> MockResponse:
    """A documented response; its body shows what was sent if `checked` is given and no pair was met.

    The body is the first of these that there is:

    1. The example that the client asked for by name, as it is written.
    2. With dynamic values, one that is generated from the schema.
    3. The example of the pair that the request met.
    4. The first example that keeps its schema, but for a `format`.
    5. One that is generated from the schema.
    6. If no value is found, the first example, or the best attempt; not for a refusal, nor with `--strict`.

    Its list has as many rows as the client wants.
    """
    is_lenient = turn.settings.approximate and source != "contract"
    try:
        body, example = make_body(turn, selection, is_lenient=is_lenient)
        longer = _lengthen(turn, selection, body)
        if longer is not ABSENT:
            body, example = longer, None
        if selection.status >= 400 and example is None and selection.content is not None:
            body = state(turn, selection, body)
        elif checked is not None and turn.ready.echo and selection.met is None:
            body = echo(turn, selection, body, checked, is_example=example is not None)
        headers = make_headers(turn, selection, body, is_lenient=is_lenient)
    except Unsatisfiable as reason:
        detail = f"{turn.operation} shows no example for status {selection.status}, and none can be made: {reason}"
        return MockResponse(problem(501, detail), "engine")
    is_shown = example is not None or selection.media_type is None
    applied = _describe_applied(turn, selection, is_shown=is_shown, is_longer=longer is not ABSENT)
    headers += (("Preference-Applied", applied),) if applied else ()
    source = "generated" if source == "example" and not is_shown else source
    draft = ResponseDraft(source, selection.status, headers, body, selection.media_type)
    draft = draft._replace(may_break="anything" if is_lenient else "format")
    if selection.is_named:  # the client gets it, and is told what is wrong with it
        broken = turn.ready.contract.check_response_value(draft.status, headers, draft.media_type, body)
        return _write(turn, draft._replace(violations=broken), draft.media_type)
    made = send(turn, draft)
    return made._replace(met=selection.met) if selection.met and example is selection.examples[0] else made


def _lengthen(turn: Turn, selection: Selection, body: Any) -> Any:
    """The body with as many rows as the client wants, else as lists begin with; `ABSENT` if that changes nothing."""
    items = turn.items if turn.items is not None else turn.settings.items
    if items is None or selection.is_named or selection.content is None:
        return ABSENT
    return lengthen(turn, selection, body, items)


def _describe_applied(turn: Turn, selection: Selection, *, is_shown: bool, is_longer: bool) -> str:
    """The value of Preference-Applied: the part of the preference that was followed."""
    wanted = turn.preference
    if wanted is NO_PREFERENCE:
        return ""
    is_dynamic = turn.dynamic is not None and not is_shown
    follows = wanted.dynamic is not None and wanted.dynamic == is_dynamic and not selection.is_named
    seed = wanted.seed if is_dynamic else None
    items = wanted.items if is_longer else None
    return replace(wanted, dynamic=wanted.dynamic if follows else None, seed=seed, items=items).applied


# handlers that fail


def respond_to_mistake(operation: Operation, mistake: BaseException) -> MockResponse:
    """A 500 problem that says which handler failed, how and where; nothing it did is kept.

    The mistake is logged with its traceback, which begins where our code called the handler.
    """
    trace = mistake.__traceback__
    while trace is not None and trace.tb_next is not None and trace.tb_frame.f_code.co_filename in _CALLERS:
        trace = trace.tb_next
    told = type(mistake), mistake, trace
    _log.error("the handler of %s failed with %s; nothing was changed", operation, told[0].__name__, exc_info=told)
    place = traceback.extract_tb(mistake.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    detail = (
        f"The handler of {operation} failed with {type(mistake).__name__}: {mistake} ({where}); nothing was changed."
    )
    return MockResponse(problem(500, detail), "engine")


# refusals


def respond_to_no_match(
    route: Route, arrival: Arrival, violation: Violation, meant: Operation | None = None
) -> MockResponse:
    """Tell OPTIONS what a path allows (RFC 9110 §9.3.7); refuse any other method with `violation`.

    `meant` is the operation whose path differs from that of the request.
    """
    if route.api is None:
        return refuse_ourselves(violation)
    methods = route.match.methods if not isinstance(route.match, Match) else ()
    allow = (("Allow", ", ".join(methods)),) if methods else ()
    if methods and arrival.request.method == "OPTIONS":
        return MockResponse(Response(204, allow), "engine")
    names = collect_names(route.api, arrival.world, arrival.request, arrival.number)
    worded = word_violations(route.api.behaviour, [violation], meant, names) or word_problem([violation])
    made = MockResponse(worded.write(), "contract", [violation])
    return _with_fields(made, allow) if worded.status == 405 else made  # RFC 9110 §15.5.6: Allow with 405 only


def refuse(turn: Turn, violations: Sequence[Violation], checked: CheckedRequest | None = None) -> MockResponse:
    """A refusal, the first of these that there is; `checked` is what could be read of the request.

    1. In the API's own words: an error case of `behaviour.yaml`, which the function of `handlers.py` that refuses for
       the operation may choose; its entries are those that the function lists, else the violations.
    2. If that has no error cases at all, as the document has it:
       the 4XX example of the pair that the request meets;
       else 401 (403) for credentials; 415, else 422, else 400 for a Content-Type; 422, else 400 for other violations;
       the exact status, then its range, then `default`.
    3. A problem that names every violation.
    """
    entries = _ask_refuser(turn, violations)
    if isinstance(entries, MockResponse):
        return entries
    worded = word_violations(turn.api.behaviour, violations, turn.operation, turn.names, entries)
    if worded is not None:
        return send(turn, _draft_refusal(worded, "contract", violations))
    challenges = challenge(turn.operation) if violations[0].rule.startswith("security.") else None
    headers: HeaderFields = (("WWW-Authenticate", challenges),) if challenges else ()
    status = None
    if not turn.api.behaviour.cases:
        selection = turn.ready.examples.select_refusal(documented_statuses(violations), checked, turn.accept)
        if selection is not None and selection.media_type is not None:
            made = (
                respond_documented(turn, selection, "contract")
                if selection.met
                else _respond_with_reasons(turn, selection, violations)
            )
            if made.source == "contract":
                return _with_challenge(made, headers)._replace(violations=violations)
        elif selection is not None and selection.response.status.isdigit():
            status = selection.status  # documented without a body: it may have ours
    worded = word_problem(violations, status=status, headers=headers)
    return MockResponse(worded.write(), "contract", violations)


def _respond_with_reasons(turn: Turn, selection: Selection, violations: Sequence[Violation]) -> MockResponse:
    """The documented response to a refused request, with what was wrong where its body has a place for it."""
    try:
        body = explain(turn, selection, violations)
        headers = make_headers(turn, selection, body)
    except Unsatisfiable as reason:
        return MockResponse(problem(501, f"{turn.operation} has no response {selection.status}: {reason}"), "engine")
    draft = ResponseDraft("contract", selection.status, headers, body, selection.media_type)
    return send(turn, draft._replace(may_break="format"))


def _ask_refuser(turn: Turn, violations: Sequence[Violation]) -> MockResponse | Sequence[Mapping[str, Any]] | None:
    """The refusal that the function of `handlers.py` chooses, or the entries that it lists; `None` if neither."""
    refuser = turn.ready.refuser
    if refuser is None or violations[0].rule.startswith("security."):
        return None
    api = turn.api
    switches = {
        name: turn.world.switches.get(f"{api.name}.{name}", switch.values[0])
        for name, switch in api.behaviour.switches.items()
    }
    try:
        try:
            listed = refuser(RefusedRequest(turn.operation, turn.request, violations, switches))
        except Refusal as refusal:
            return refuse_case(turn, refusal, violations)
        return None if listed is None else [dict(entry) for entry in listed]
    except MISTAKES as mistake:
        return respond_to_mistake(turn.operation, mistake)


def refuse_case(turn: Turn, refusal: Refusal, violations: Sequence[Violation] = ()) -> MockResponse:
    """A refusal that a handler names, or the one for `violations`.

    Raises `FixtureError` if `behaviour.yaml` does not have that error case.
    """
    if refusal.violation is not None:
        return refuse(turn, [refusal.violation])
    case = turn.api.behaviour.find_case(refusal.case)
    if case is None:
        raise FixtureError(
            f"a handler of {turn.operation} refuses with {refusal.case!r}, which is not an error case of behaviour.yaml"
        )
    source: Source = "contract" if violations else "handler"
    return send(turn, _draft_refusal(word_case(case, refusal.texts, turn.names), source, violations))


def refuse_ourselves(violation: Violation) -> MockResponse:
    """A refusal about a header field or a path of ours, for which no API has words."""
    return MockResponse(word_problem([violation]).write(), "engine", [violation])


def refuse_broken(operation: Operation, reason: str | DocumentError) -> MockResponse:
    """A 501 problem for an operation that the document does not describe well enough."""
    return MockResponse(problem(501, f"{operation} cannot be served: {reason}"), "engine")


def refuse_without_response(operation: Operation) -> MockResponse:
    """A 501 problem for an operation that documents only what cannot be sent, such as 101 (RFC 9110 §15.2)."""
    documented = ", ".join(operation.responses)
    position = operation.document.position(f"{operation.pointer}/responses")
    detail = f"{operation} documents no response that can be sent, only {documented} ({position.file}:{position.line})"
    return MockResponse(problem(501, detail), "engine")


def _draft_refusal(worded: RefusalBody, source: Source, violations: Sequence[Violation] = ()) -> ResponseDraft:
    return ResponseDraft(source, worded.status, worded.headers, worded.body, worded.media_type, violations)


def _with_challenge(made: MockResponse, fields: HeaderFields) -> MockResponse:
    """Add the WWW-Authenticate field, which takes the place of a text that is no challenge of any of its schemes."""
    shown = (made.response.header("WWW-Authenticate") or "").partition(" ")[0].lower()
    names = {part.split()[0].lower() for _, value in fields for part in value.split(",") if part.strip()}
    if shown and names and shown not in names:
        kept = tuple(field for field in made.response.headers if field[0].lower() != "www-authenticate")
        made = made._replace(response=made.response._replace(headers=kept))
    return _with_fields(made, fields)


def _with_fields(made: MockResponse, fields: HeaderFields) -> MockResponse:
    """Add header fields, except those that the response has already."""
    response = made.response
    added = tuple((name, value) for name, value in fields if response.header(name) is None)
    return made._replace(response=response._replace(headers=response.headers + added))


# writing


def send(turn: Turn, draft: ResponseDraft) -> MockResponse:
    """The response as bytes if it keeps the contract; else a problem that says how it breaks it.

    The status is then 500, or 501 if the response was made from the document alone, which contradicts itself.
    Such a problem also lists the violations of the request. A draft that may break the contract is sent all the same.
    What it breaks is a warning then: it is no fault of the client.
    """
    operation, media_type = turn.operation, draft.media_type
    if media_type is None:
        media_type = _choose_media_type(turn, draft.status)
    broken = turn.ready.contract.check_response_value(draft.status, draft.headers, media_type, draft.body)
    if not broken:
        return _write(turn, draft, media_type)
    broken = apply_strictness(broken, turn.settings.strictness)
    found = [*draft.violations, *broken]
    errors = [violation for violation in broken if violation.severity == "error"]
    if not errors:
        return _write(turn, draft._replace(violations=found), media_type)
    is_slip = all(violation.keyword == "format" for violation in errors)
    if draft.may_break == "anything" or (draft.may_break == "format" and is_slip):
        told = (replace(violation, severity="warning") for violation in broken)
        made = _write(turn, draft._replace(violations=[*draft.violations, *told]), media_type)
        return made._replace(is_approximate=not is_slip and made.source == draft.source)
    if draft.source in _FROM_DOCUMENT:
        detail = f"{operation} has no response that keeps its contract: {errors[0]}"
        return MockResponse(problem(501, detail, found), "engine", found)
    detail = f"The sandbox's own response breaks the contract of {operation}; it was not sent and nothing was changed."
    return MockResponse(problem(500, detail, found), "engine", found)


def _write(turn: Turn, draft: ResponseDraft, media_type: str | None) -> MockResponse:
    """The response as bytes in a media type; a problem if that cannot express the value."""
    if media_type is None:
        response = Response(draft.status, draft.headers)
        return MockResponse(response, draft.source, draft.violations, resource=draft.resource)
    documented = turn.operation.response_for(draft.status)
    content = documented.content if documented is not None else {}
    try:
        written = turn.api.writer.write(draft.body, media_type, content)
    except Unwritable as reason:
        broken = Violation("response.malformed", "response", str(reason), seen=quote(draft.body))
        detail = f"The response of {turn.operation} cannot be written as {media_type}: {reason}."
        return MockResponse(
            problem(500 if draft.source in ("handler", "resource") else 501, detail, [broken]), "engine", [broken]
        )
    headers = (("Content-Type", written.content_type), *draft.headers)
    response = Response(draft.status, headers, written.body, written.ends)
    return MockResponse(response, draft.source, draft.violations, resource=draft.resource)


def _choose_media_type(turn: Turn, status: int) -> str | None:
    """The documented media type that the Accept header likes best; the nearest one if it accepts none."""
    documented = turn.operation.response_for(status)
    if documented is None or not documented.content or status in BODILESS:
        return None
    offers = list(documented.content)
    return offers[0] if len(offers) == 1 else media_types.choose_nearest(turn.accept, offers)
