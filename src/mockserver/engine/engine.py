"""One request in, one exchange out: the whole story on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from time import perf_counter

from ..openapi.errors import DocumentError
from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from ..openapi.problems import problem
from ..openapi.routing import Match, NoMatch
from ..openapi.rules import Location, Violation, quote
from ..openapi.validation import CheckedRequest
from .apis.apis import Api, Apis, Misfit
from .authentication import Gate, Principal
from .exchanges import Exchange
from .handlers import Call, Handler, Refusal
from .negotiation.preferences import NO_PREFERENCE, read_preference, split_forms
from .negotiation.selecting import select_paired, select_preferred, show_met
from .refusals import keep_reasons
from .responses import (
    MockResponse,
    Turn,
    refuse,
    refuse_case,
    refuse_ourselves,
    refuse_without_success,
    respond_documented,
    respond_prepared,
    respond_to_mistake,
    respond_to_no_match,
    respond_with_result,
)
from .settings import Settings
from .violation_headers import write_violations
from .worlds.worlds import DEFAULT_WORLD, TooManyWorlds, World, Worlds, is_world_name, split_world

_USUAL = Settings()
# RFC 9745 §2.1 asks for a date, and OpenAPI knows none: long ago. A document that shows the field itself says when.
_DEPRECATION = ("Deprecation", "@0")


class Engine:
    """Answers requests for a set of APIs, and remembers what they did in the worlds they named."""

    def __init__(self, apis: Apis, worlds: Worlds, settings: Settings = _USUAL) -> None:
        self.worlds = worlds
        self.settings = settings
        self._serve(apis)

    def _serve(self, apis: Apis) -> None:
        self.apis = apis
        self._gates: dict[int, Gate] = {}  # by the id of an operation, made when it is first asked

    def replace(self, apis: Apis, switches: Mapping[str, str]) -> list[Misfit]:
        """Serve other APIs from the next request on; the worlds keep what still fits, and the rest is returned.

        `switches` are their first values: `{"idun.reload": "reloaded"}`.
        """
        misfits: list[Misfit] = []
        seeds = {api.name: api.seed for api in apis}
        choices = {
            f"{api.name}.{name}": switch.values for api in apis for name, switch in api.behaviour.switches.items()
        }
        with self.worlds.adopt(seeds, switches, choices, lambda name: partial(apis[name].admit, misfits=misfits)):
            self._serve(apis)
        return misfits

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange:
        """Respond to a request, and record the exchange in its world's journal.

        `early` are violations found while the bytes were read: a body too large, an unknown Content-Encoding.
        """
        started = perf_counter()
        name, path = split_world(request.path)
        if name is not None:
            request = request._replace(path=path)
        world = self._find_world(request, name)
        if isinstance(world, Violation):
            api, _ = self._locate(request)
            return _exchange(request, self.worlds.get(), api, None, refuse_ourselves(world), started)
        with world.lock:
            world.requests += 1
            api, path = self._locate(request)  # here, because nothing is replaced while somebody holds a world
            match = api.match(request.method, path) if api is not None else NoMatch(())
            operation = match.operation if isinstance(match, Match) else None
            if api is None:
                answer = refuse_ourselves(self._nobody(path))
            elif isinstance(match, NoMatch):
                answer = respond_to_no_match(Turn(api, world, request, None, self.settings), path, match)
            else:
                try:
                    answer = self._answer(Turn(api, world, request, operation, self.settings), match, early)
                except DocumentError as reason:  # schemas are compiled when they are first needed
                    answer = MockResponse(problem(501, f"{operation} cannot be served: {reason}"), "engine")
            exchange = _exchange(request, world, api, operation, answer, started)
            world.journal.record(exchange)
        return exchange

    def _answer(self, turn: Turn, match: Match, early: Sequence[Violation]) -> MockResponse:
        """The order of choice for a request whose operation is known.

        1. What the client prefers with `code` or `example`, whatever else is right or wrong with the request.
        2. A refusal, when credentials are missing or not accepted; not with `--auth off`.
        3. A refusal, when the request breaks the contract; it names every violation. With `--validate-requests warn`
           the request is answered as if it kept the contract, and the violations travel beside the answer; with `off`
           nobody hears of them. What the server could not read at all is refused nevertheless.
        4. A fault or an override that was set for this world ahead of time.
        5. The operation's handler, or the action `behaviour.yaml` gives it; never with a body that breaks the contract.
        6. What the document shows: for the pair of examples that the request meets, else for the usual success.

        How a refusal is worded: `responses.refuse`. What is in a documented response: `responses.respond_documented`.
        """
        operation = match.operation
        if operation.broken is not None:
            return MockResponse(problem(501, f"{operation} cannot be served: {operation.broken}"), "engine")
        forms: dict[str, str] | None = None
        if "__" in turn.request.query:
            query, forms = split_forms(operation, turn.request.query)
            turn = turn._replace(request=turn.request._replace(query=query))
        preference = read_preference(turn.request.headers, forms)
        if isinstance(preference, Violation):
            return refuse_ourselves(preference)
        if preference is not NO_PREFERENCE:
            turn = turn._replace(preference=preference)
            if preference.names_response:
                return _prefer(turn, match)

        principal = self._find_gate(turn.api, operation).admit(turn.request, turn.world)
        if isinstance(principal, list):
            return refuse(turn, principal)
        contract = turn.api.contracts[operation.operation_id]
        checked = contract.check_request(match.texts, turn.request)
        if self.settings.strict_query and turn.request.query:
            checked.violations.extend(contract.check_undeclared(turn.request.query))
        reasons = keep_reasons(turn.api.behaviour, checked.violations, operation.operation_id)
        unread = keep_reasons(turn.api.behaviour, early, operation.operation_id)
        if early:  # a body that was not read is neither absent nor wrong
            reasons = [reason for reason in reasons if reason.location != "body"]
        if unread:
            answer = refuse(turn, [*unread, *reasons], checked)
        elif reasons and self.settings.validate_requests == "on":
            answer = refuse(turn, reasons, checked)
        else:
            answer = _follow(turn, operation, checked, principal, reasons)
            if reasons and self.settings.validate_requests == "warn":
                answer = answer._replace(violations=[*reasons, *answer.violations])
        return answer._replace(deprecated=checked.deprecated) if checked.deprecated else answer

    def answers(self, host: str, path: str) -> bool:
        """Whether an operation has this path."""
        located = self.apis.locate(host, path)
        match = located[0].match("?", located[1]) if located else None
        return isinstance(match, NoMatch) and bool(match.methods)

    def methods_of(self, request: Request) -> tuple[str, ...]:
        """What the path of a request allows; empty when no API knows it."""
        located = self.apis.locate(request.host, split_world(request.path)[1])
        match = located[0].match("?", located[1]) if located else None
        return match.methods if isinstance(match, NoMatch) else ()

    def _locate(self, request: Request) -> tuple[Api | None, str]:
        """The API a request is for, and the path inside it."""
        apis = self.apis
        located = apis.locate_prefix(request.path) or apis.locate(request.host, request.path, request.method)
        return located or (None, request.path)

    def _nobody(self, path: str) -> Violation:
        prefixes = ", ".join([*(api.prefix for api in self.apis), "/_mock"])
        message = f"no API is served at {quote(path)}; there are: {prefixes}"
        return Violation("routing.no-path", "path", message, seen=quote(path), allowed=prefixes)

    def _find_gate(self, api: Api, operation: Operation) -> Gate:
        gate = self._gates.get(id(operation))
        if gate is None:
            gate = self._gates[id(operation)] = Gate(api.behaviour, operation, api.name, is_open=not self.settings.auth)
        return gate

    def _find_world(self, request: Request, named: str | None) -> World | Violation:
        """The world `named` by the address, else the one of the Mock-World header, else the default world."""
        name = named if named is not None else request.headers.get("mock-world")
        if name is None:
            return self.worlds.get(DEFAULT_WORLD)
        name = name.strip() or DEFAULT_WORLD
        location: Location = "header" if named is None else "path"
        field = "Mock-World" if named is None else ""
        if not is_world_name(name):
            allowed = "1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
            message = f"{quote(name)} is no world's name; allowed: {allowed}"
            return Violation("world.malformed", location, message, name=field, seen=quote(name), allowed=allowed)
        try:
            return self.worlds.get(name)
        except TooManyWorlds:
            message = "the server holds as many worlds as it may; delete one with DELETE /_mock/worlds/{name}"
            return Violation("world.too-many", location, message, name=field, seen=quote(name))


def _prefer(turn: Turn, match: Match) -> MockResponse:
    """The answer a client asked for, with the example of a pair that the request meets; nothing is changed for it."""
    operation = match.operation
    preferred = select_preferred(operation, turn.preference, turn.request.headers.get("accept"))
    if isinstance(preferred, Violation):
        return refuse_ourselves(preferred)
    pairing = turn.api.shown[operation.operation_id].pairing
    if pairing and not preferred.is_named:
        checked = turn.api.contracts[operation.operation_id].check_request(match.texts, turn.request)
        met = pairing.find(checked.parameters, checked.body, {example.name for example in preferred.examples})
        preferred = show_met(preferred, met) if met is not None else preferred
    return respond_documented(turn, operation, preferred, "preference")


def _follow(
    turn: Turn,
    operation: Operation,
    checked: CheckedRequest,
    principal: Principal,
    reasons: Sequence[Violation],
) -> MockResponse:
    """The answer to a request that is let through, whatever `reasons` there were to refuse it."""
    prepared = respond_prepared(turn, operation)
    if prepared is not None:
        return prepared
    api = turn.api
    handler = api.find_handler(operation)
    if handler is None or any(reason.location == "body" for reason in reasons):
        return _show(turn, operation, checked)
    body = checked.body.value if checked.body else None
    declared = api.declared[operation.operation_id]
    call = Call(operation, api.behaviour, checked.parameters, body, declared, principal, turn.world, api.name)
    try:
        return _handle(turn, call, handler)
    except Exception as mistake:  # noqa: BLE001 - whatever a user's handler raises, others go on
        # a handler may rely on a valid request
        return _show(turn, operation, checked) if reasons else respond_to_mistake(operation, mistake)


def _show(turn: Turn, operation: Operation, checked: CheckedRequest) -> MockResponse:
    """What the document shows for a request."""
    accept = turn.request.headers.get("accept")
    shown = turn.api.shown[operation.operation_id]
    met = shown.pairing.find(checked.parameters, checked.body) if shown.pairing and turn.dynamic is None else None
    selection = select_paired(operation, met, accept) if met is not None else None
    selection = selection or shown.usual(accept)
    if selection is None:
        return refuse_without_success(operation)
    return respond_documented(turn, operation, selection, "example")


def _handle(turn: Turn, call: Call, handler: Handler) -> MockResponse:
    """A handler's answer; what it changed counts once the answer has kept the contract."""
    try:
        answer = respond_with_result(turn, call.operation, handler(call))
    except Refusal as refusal:
        return refuse_case(turn, refusal)
    if not answer.is_broken:
        call.transaction.commit()
    return answer


def _exchange(
    request: Request, world: World, api: Api | None, operation: Operation | None, answer: MockResponse, started: float
) -> Exchange:
    status, headers, body, ends = answer.response
    return Exchange(
        request=request,
        response=Response(status, headers + _fields_beside(operation, answer), body, ends),
        world=world.name,
        api=api.name if api is not None else None,
        operation_id=operation.operation_id if operation is not None else None,
        source=answer.source,
        violations=tuple(answer.violations),
        at=world.clock.now(),
        milliseconds=(perf_counter() - started) * 1000,
        delay=world.faults.delay_of(api.name, operation.operation_id if operation else None) if api else 0.0,
        fault=answer.fault,
    )


def _fields_beside(operation: Operation | None, answer: MockResponse) -> tuple[tuple[str, str], ...]:
    """What we say beside an answer: where it came from, what was wrong, what is deprecated."""
    fields: tuple[tuple[str, str], ...] = (("Mock-Source", answer.mock_source),)
    deprecated = answer.deprecated
    if operation is not None and operation.deprecated:
        deprecated = (operation, *deprecated)
    if deprecated and answer.response.header("deprecation") is None:
        fields += (_DEPRECATION,)
    return fields + write_violations(answer.violations, deprecated) if answer.violations or deprecated else fields
