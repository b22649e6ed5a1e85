"""Handlers at work: at once, with the world's lock held, or in a lane while other requests go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..openapi.problems import problem
from ..openapi.rules import Violation
from ..openapi.validation import CheckedRequest
from .apis.apis import Apis, Route
from .authentication import Principal
from .handlers import LARGE, MISTAKES, SLOW, Call, Conduct, Handler, Received, Refusal, Reply, Shown
from .handlers.refusal import UNTOUCHED
from .handlers.repeats import Repeated, find_repeated, keep_response
from .handlers.requests import find_sample
from .interventions import follow_preference, show_quota
from .negotiation.preferences import NO_PREFERENCE
from .refusals import Reasons
from .responses import ResponseDraft, refuse_case, respond_from_document, respond_to_mistake, send
from .showing import respond_with_rows
from .turns import Arrival, MockResponse, Turn
from .worlds.lanes import Lane, describe_way_out
from .worlds.row_budget import StateFull


class HandlerStep(NamedTuple):
    """A request that is not refused and whose operation has a handler."""

    turn: Turn
    handler: Handler
    checked: CheckedRequest
    principal: Principal
    reasons: Reasons  # what is wrong with the request all the same

    @property
    def conduct(self) -> Conduct:
        return self.turn.ready.conduct


class Pending(NamedTuple):
    """A request whose handler has not run, because it may block its thread or must wait for another."""

    arrival: Arrival
    apis: Apis  # that were served when the request was checked
    route: Route
    step: HandlerStep

    @property
    def lane(self) -> Lane:
        """Where it has to wait. A handler that changes nothing waits only for itself."""
        turn = self.step.turn
        if self.step.conduct.changes:
            return turn.world.changes
        return turn.world.reads(turn.api.name, turn.operation.operation_id)

    @property
    def label(self) -> str:
        """`adoptPet (POST /pets/{id}/adopt)`."""
        operation = self.step.turn.operation
        return f"{operation.operation_id} ({operation})"


def run_handler(step: HandlerStep, lane: Lane | None) -> MockResponse | None:
    """Respond with the result of a handler; its changes are kept if the response keeps the contract.

    The caller is inside `lane` and holds no lock; or it holds the world's lock, without a lane, for a quick handler.
    Returns `None`, with nothing changed, if the handler changes something and the caller's place does not allow it.
    """
    turn, _, checked, _, (_, errors, warnings) = step
    try:
        made = _respond_in(lane, step) if lane is not None else _respond_at_once(step)
    except MISTAKES as mistake:  # a user's handler may raise anything
        # a handler may rely on a valid request
        made = respond_from_document(turn, checked) if errors else respond_to_mistake(turn.operation, mistake)
    if made is None:
        return None
    if errors or warnings or checked.deprecated:
        made = complete(made, turn, checked, [*errors, *warnings])
    made = made if turn.quota is None else show_quota(made, turn)
    return made if turn.preference is NO_PREFERENCE else follow_preference(made, turn.preference)


def complete(made: MockResponse, turn: Turn, checked: CheckedRequest, found: Sequence[Violation]) -> MockResponse:
    """Add what is told beside a response: the violations that did not decide it, and what is deprecated."""
    if found and turn.settings.validate_requests != "off":
        by_severity = sorted((*found, *made.violations), key=lambda violation: violation.severity)  # errors first
        made = made._replace(violations=by_severity)
    return made._replace(deprecated=checked.deprecated) if checked.deprecated else made


def _respond_at_once(step: HandlerStep) -> MockResponse | None:
    world = step.turn.world
    call = _make_call(step)
    made = _call_handler(step, call)
    if made.is_broken or not call.transaction.is_changed:
        return made
    if world.changes.occupant is not None and not world.changes.is_own:
        step.conduct.changes = True
        return None
    return _commit(step.turn, call, made)


def _respond_in(lane: Lane, step: HandlerStep) -> MockResponse | None:
    turn = step.turn
    with turn.world.lock:
        call = _make_call(step, is_isolated=True)
    made = _call_handler(step, call)
    if made.is_broken or not call.transaction.is_changed:
        return made
    if lane is not turn.world.changes:
        step.conduct.changes = True
        return None
    with turn.world.lock:
        if turn.world.state(turn.api.name) is not call.transaction.state:
            return _refuse_overtaken(turn)
        return _commit(turn, call, made)


def _commit(turn: Turn, call: Call, made: MockResponse) -> MockResponse:
    if turn.world.has_ended:
        return _refuse_overtaken(turn)
    try:
        call.transaction.commit()
    except StateFull as reason:
        return MockResponse(problem(507, str(reason)), "engine")  # RFC 4918 §11.5
    return made


def _make_call(step: HandlerStep, *, is_isolated: bool = False) -> Call:
    turn, _, checked, principal, _ = step
    body = checked.body.value if checked.body else None
    request, settings = turn.request, turn.settings
    received = Received(
        values=checked.parameters,
        body=body,
        headers=request.headers,
        path=request.path,
        query=request.query,
        items=turn.preference.items,
        stock=settings.items,
        raw=request.body,
        refuses_unknown=settings.unknown == "404",
    )
    return Call(turn.ready.handled, received, principal, turn.world, is_isolated=is_isolated)


def _call_handler(step: HandlerStep, call: Call) -> MockResponse:
    """The response with a handler's result, which is not committed yet."""
    conduct, refusal = step.turn.ready.conduct, None
    began = conduct.clock()
    try:
        is_safe = call.behaviour.idempotency is not None
        result = (find_repeated(call) if is_safe else None) or step.handler(call)
    except Refusal as refused:
        refusal = refused
    finally:
        seconds = conduct.clock() - began
        if seconds > SLOW or conduct.may_block:
            conduct.note(seconds)
    if refusal is not None:
        call.transaction.discard()
        return _refuse(step, call, refusal)
    made = _show(step, result)
    if call.behaviour.idempotency is not None and not isinstance(result, Repeated):
        keep_response(call, Repeated(made.response, made.source, made.resource))
    if len(made.response.body) > LARGE:
        conduct.note_large()
    return made


def _show(step: HandlerStep, result: Any) -> MockResponse:
    """The response with what a handler returns."""
    turn = step.turn
    if isinstance(result, Repeated):
        return MockResponse(result.response, result.source, resource=result.resource)
    if isinstance(result, Shown):
        return respond_with_rows(turn, result, step.checked)
    reply = result if isinstance(result, Reply) else Reply(result)
    status = reply.status or turn.ready.handled.declared.success
    if turn.ready.function is not None:
        return send(turn, ResponseDraft("handler", status, reply.headers, reply.body))
    name = turn.ready.handled.rules.resource or ""
    return send(turn, ResponseDraft("resource", status, reply.headers, reply.body, resource=name))


def _refuse(step: HandlerStep, call: Call, refusal: Refusal) -> MockResponse:
    """The refusal; but what the document shows, if it has no refusal for a row that never existed, or for a second
    deletion.
    """
    is_example = (step.turn.settings.unknown or call.behaviour.unknown) == "example"
    is_unknown = refusal.case == "state.unknown"
    is_again = refusal.case == "state.deleted" and call.behaviour.action == "delete"
    if refusal.case == UNTOUCHED or (is_example and (is_unknown or is_again)) or (is_unknown and _meets_pair(step)):
        return _show_example(step, call)
    return refuse_case(step.turn, refusal)


def _show_example(step: HandlerStep, call: Call) -> MockResponse:
    """What the document shows; a read gets it with the identifier that was asked for, unless it meets a pair."""
    turn = step.turn
    made = respond_from_document(turn, step.checked)
    row = None if turn.dynamic is not None or _meets_pair(step) else find_sample(call)
    if row is None:
        return made
    shown = respond_with_rows(turn, Shown(call.behaviour.resource or "", row), step.checked)
    return shown._replace(source=made.source, resource="") if shown.source == "resource" else made


def _meets_pair(step: HandlerStep) -> bool:
    """Whether the document shows a response to exactly this request."""
    turn = step.turn
    selection = turn.ready.examples.select(step.checked, turn.accept, is_dynamic=False)
    return selection is not None and selection.met is not None


def refuse_to_wait(pending: Pending, reason: str, way: str | None = None) -> MockResponse:
    """A 503 problem that says why a request may not even wait, and what helps: `way`, or a reset of its world."""
    way = way or describe_way_out(pending.arrival.world.name)
    return MockResponse(problem(503, f"{reason}; {pending.label} was not performed. {way}."), "engine")


def _refuse_overtaken(turn: Turn) -> MockResponse:
    world = turn.world
    if world.has_ended:
        what = "was deleted, or ended because it was idle (--world-ttl) or made room for another (--max-worlds), while"
    else:
        what = "was reset, rolled back or reloaded while the handler of"
    detail = f"The world {world.name!r} {what} {turn.operation} ran; nothing was changed. Send the request again."
    return MockResponse(problem(503, detail), "engine")
