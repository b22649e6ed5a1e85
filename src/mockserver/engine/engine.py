"""One request in, one exchange out: the order of choice on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from time import perf_counter

from ..openapi.errors import DocumentError
from ..openapi.messages import Request
from ..openapi.operations.credentials import asks_for_challenge
from ..openapi.routing import Match, NoMatch
from ..openapi.rules import Violation
from ..openapi.validation import CheckedRequest
from .apis.apis import NO_MATCH, Api, Apis, Misfit, Route
from .apis.key_places import find_key_places
from .apis.stocking import stock_seeds
from .authentication import Principal
from .exchanges import Exchange
from .faults.garbled import garble
from .handling import HandlerStep, Pending, complete, refuse_to_wait, run_handler
from .interventions import (
    count_request,
    follow_preference,
    respond_anyway,
    respond_prepared,
    respond_to_wanted_fault,
    show_quota,
    strike,
)
from .links import Door, Links
from .masking import Masker
from .negotiation.preferences import NO_PREFERENCE, take_preference
from .refusals import NO_REASONS, Reasons, find_reasons
from .responses import (
    refuse,
    refuse_broken,
    refuse_ourselves,
    respond_from_document,
    respond_to_no_match,
    respond_to_preference,
)
from .settings import Settings
from .turns import Arrival, MockResponse, Turn, make_exchange
from .worlds.lanes import Lane, LaneFull
from .worlds.worlds import PATH_PREFIX, Worlds

_USUAL = Settings()


class Engine:
    """Responds to requests for a set of APIs, and keeps the exchanges in the worlds that the requests name."""

    def __init__(self, apis: Apis, worlds: Worlds, settings: Settings = _USUAL) -> None:
        self.apis = apis
        self.worlds = worlds
        self.settings = settings
        self.masker = Masker(apis, settings)
        self.links = Links(apis, settings)
        self._learn_keys(apis)

    def replace(self, apis: Apis, switches: Mapping[str, str]) -> list[Misfit]:
        """Serve other APIs from the next request on. Worlds keep the rows that still fit; the others are returned.

        `switches` are their first values: `{"idun.reload": "reloaded"}`.
        """
        misfits: list[Misfit] = []
        seeds = stock_seeds(apis, self.settings.items)
        with self.worlds.adopt(seeds, switches, apis.choices, lambda name: partial(apis[name].admit, misfits=misfits)):
            self.apis = apis
            self.masker = Masker(apis, self.settings)
            self.links = Links(apis, self.settings)
            self._learn_keys(apis)
        return misfits

    def _learn_keys(self, apis: Apis) -> None:
        """Tell the worlds that are named by credentials where API keys are sent."""
        if self.worlds.by_token is not None:
            self.worlds.by_token.places = find_key_places(operation for api in apis for operation in api.operations)

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange:
        """Respond to a request, and record the exchange in the journal of its world.

        `early` are violations found while the bytes were read: a body too large, an unknown Content-Encoding. A request
        that changes the world waits for the handler that is about to change it.
        """
        found = self.begin(request, early)
        while isinstance(found, Pending):
            found = self._wait(found)
        return found

    def begin(
        self,
        request: Request,
        early: Sequence[Violation] = (),
        hint: str | None = None,
        *,
        at_once: bool = True,
        scheme: str | None = None,
    ) -> Exchange | Pending:
        """Respond as far as that takes no waiting, as an event loop must; `proceed` does the rest.

        `Pending` is a request whose handler may block its thread, or must wait for another one; without `at_once` every
        request whose operation has a handler. `hint` is what the server has to say about the exchange. `scheme` is that
        of the address that the client called, such as http; without it links are left as they are published.
        """
        started = perf_counter()
        asked = request
        request, world = self.worlds.enter(request)
        if isinstance(world, Violation):  # then no journal has the exchange
            route = self.apis.route(request)._replace(match=NO_MATCH)
            arrival = Arrival(request, self.worlds.get(), 0, early, started, hint)
            return make_exchange(arrival, route, refuse_ourselves(world), self.masker, self.links)[0]
        with world.lock:
            world.requests = number = world.requests + 1
        door = None if scheme is None else Door(scheme, "" if request is asked else PATH_PREFIX + world.name)
        arrival = Arrival(request, world, number, early, started, hint, door)
        if at_once:
            return self._begin(arrival, at_once=True)
        with world.visited():
            return self._begin(arrival, at_once=False)

    def _wait(self, pending: Pending) -> Exchange | Pending:
        lane = pending.lane
        try:
            with lane.inside(pending.label):
                return self.proceed(pending, lane)
        except LaneFull as reason:
            return self.refuse(pending, str(reason))

    def proceed(self, pending: Pending, lane: Lane) -> Exchange | Pending:
        """Run the handler of a request that waited, however long that takes; the caller is inside its lane.

        `Pending` is a request that must wait again: its handler turned out to change something, or the APIs were
        replaced while it waited.
        """
        arrival, apis, route, step = pending
        if self.apis is not apis:
            return self._begin(arrival, at_once=False)
        made = run_handler(step, lane)
        return pending if made is None else self._record(arrival, route, made)

    def refuse(self, pending: Pending, reason: str, way: str | None = None) -> Exchange:
        """Refuse a request that may not wait, for a reason such as `1,000 requests wait for …`.

        `way` says what helps if a reset of its world does not.
        """
        return self._record(pending.arrival, pending.route, refuse_to_wait(pending, reason, way))

    def _begin(self, arrival: Arrival, *, at_once: bool) -> Exchange | Pending:
        request, world, number, early, _, _, _ = arrival
        apis = self.apis
        route = apis.route(request)
        api, match, routed = route.api, route.match, NO_REASONS
        if api is None or not isinstance(match, Match):
            if isinstance(match, NoMatch) and match.methods and match.nearest and self.settings.strictness == "letter":
                route = route._replace(match=NoMatch((), match.nearest))  # only the other path has methods
            made = respond_anyway(route, arrival) if world.prepared.pending else None
            made = made or respond_to_no_match(route, arrival, apis.explain(route, request.method))
            return self._record(arrival, route, made)
        if match.documented:
            routed = _judge_path(api, match, route.path, self.settings)
            if routed.errors:
                route = route._replace(match=NO_MATCH)
                return self._record(
                    arrival, route, respond_to_no_match(route, arrival, routed.errors[0], match.operation)
                )
        ready = api.ready[match.operation.operation_id]
        turn = Turn(api, ready, world, request, self.settings, number=number, routed=routed.warnings, door=arrival.door)
        try:
            found = self._respond(turn, match.texts, early)
        except DocumentError as reason:  # schemas are compiled when they are first needed
            found = refuse_broken(turn.operation, reason)
        if isinstance(found, MockResponse):
            return self._record(arrival, route, found)
        if at_once and not ready.conduct.may_block:
            with world.lock:
                changes = world.changes
                is_free = changes.occupant is None or not ready.conduct.changes or changes.is_own
                done = run_handler(found, None) if is_free and self.apis is apis else None
            if done is not None:
                return self._record(arrival, route, done)
        return Pending(arrival, apis, route, found)

    def _record(self, arrival: Arrival, route: Route, made: MockResponse) -> Exchange:
        world = arrival.world
        if world.faults.pending:
            made = strike(made, route, arrival)
        exchange, kept = make_exchange(arrival, route, made, self.masker, self.links)
        with world.lock:
            world.journal.record(kept)
        if exchange.fault == "garbled":  # the journal keeps what can be masked
            response = exchange.response
            return exchange._replace(response=response._replace(body=garble(response.body)))
        return exchange

    def _respond(self, turn: Turn, texts: dict[str, str], early: Sequence[Violation]) -> MockResponse | HandlerStep:
        """The response to a request whose operation is known; `texts` are its path parameters."""
        operation = turn.operation
        if operation.broken is not None:
            return refuse_broken(operation, operation.broken)
        request, preference = take_preference(operation, turn.request)
        if isinstance(preference, Violation):
            return refuse_ourselves(preference)
        if request is turn.request and preference is NO_PREFERENCE:
            return self._choose(turn, texts, early)
        turn = turn._replace(request=request, preference=preference)
        found = respond_to_wanted_fault(turn) or self._choose(turn, texts, early)
        return follow_preference(found, preference) if isinstance(found, MockResponse) else found

    def _choose(self, turn: Turn, texts: dict[str, str], early: Sequence[Violation]) -> MockResponse | HandlerStep:
        """The order of choice.

        1. What the client prefers with `fault`, `code` or `example`, even if the request is wrong.
        2. A refusal if credentials are missing or not accepted; not with `--auth off`. It is no violation if the client
           asks for a challenge.
        3. A refusal that names every violation if one of them is an error. With `--validate-requests warn` the
           response is made as for a valid request, and the violations are sent beside it, as warnings always are;
           with `off` they are ignored. What the server could not read is refused in any case.
        4. What was set for this world: a rate limit that refuses, a fault or a prepared response.
        5. The result of the operation's handler or of its action; not if the body is invalid. What is returned here is
           the step that leads to it. With dynamic values, a complete resource is read only once it has changed.
        6. What the document shows: for the pair of examples that the request meets, else the usual response.

        How a refusal is worded: `responses.refuse`. What is in a documented response: `responses.respond_documented`.
        What happens to responses on their way: `interventions`.
        """
        operation, ready, request = turn.operation, turn.ready, turn.request
        if turn.preference is not NO_PREFERENCE and turn.preference.names_response:
            return respond_to_preference(turn, texts)
        principal = ready.gate.admit(request, turn.world, is_open=not self.settings.auth)
        if isinstance(principal, list):
            made = refuse(turn, principal)
            is_breach = made.is_broken or not asks_for_challenge(operation, request)
            return made if is_breach else made._replace(violations=())
        coercer = ready.coercer
        if coercer is None:
            checked = ready.contract.check_request(texts, request)
        else:
            checked = coercer.check(ready.contract, texts, request, turn.world.switches)
        if self.settings.strict_query and request.query:
            checked.violations.extend(ready.contract.check_undeclared(request.query))
        if turn.routed:
            checked.violations.extend(turn.routed)
        reasons = find_reasons(
            turn.api.behaviour, operation.operation_id, checked.violations, early, self.settings.strictness
        )
        if reasons.unread or (reasons.errors and self.settings.validate_requests == "on"):
            made = refuse(turn, [*reasons.unread, *reasons.errors], checked)
            return complete(made, turn, checked, reasons.warnings) if reasons.warnings or checked.deprecated else made
        return _follow(turn, checked, principal, reasons)


def _judge_path(api: Api, match: Match, path: str, settings: Settings) -> Reasons:
    """What a path leads to that differs from the documented one by a slash at its end."""
    violations = [match.violation(path)]
    return find_reasons(api.behaviour, match.operation.operation_id, violations, (), settings.strictness)


def _follow(turn: Turn, checked: CheckedRequest, principal: Principal, reasons: Reasons) -> MockResponse | HandlerStep:
    """Steps 4 to 6: respond to a request that is not refused; `reasons` are what is wrong with it all the same."""
    made, world = None, turn.world
    if world.faults.pending or world.prepared.pending:
        turn = count_request(turn) if world.faults.pending else turn
        made = respond_prepared(turn)
    if made is None:
        handler = turn.ready.handler
        is_varied = turn.settings.dynamic or turn.preference is not NO_PREFERENCE
        if handler is not None and is_varied and turn.dynamic is not None and _is_untouched(turn):
            handler = None
        if handler is not None and not (reasons.errors and any(error.location == "body" for error in reasons.errors)):
            return HandlerStep(turn, handler, checked, principal, reasons)
        made = respond_from_document(turn, checked)
    if turn.quota is not None:
        made = show_quota(made, turn)
    if reasons is NO_REASONS and not checked.deprecated:
        return made
    return complete(made, turn, checked, reasons.found)


def _is_untouched(turn: Turn) -> bool:
    """Whether a request reads a complete resource that no request of its world has changed."""
    rules = turn.ready.handled.rules
    if rules.action not in ("list", "read") or turn.ready.function is not None or rules.resource is None:
        return False
    if not turn.api.behaviour.resources[rules.resource].is_complete:
        return False
    with turn.world.lock:
        return turn.world.state(turn.api.name).is_seeded(rules.resource)
