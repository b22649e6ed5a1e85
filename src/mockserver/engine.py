"""One request in, one exchange out: the whole story on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

from . import media_types
from .apis import Api, Apis
from .authentication import authenticate
from .errors import OptionError
from .handlers import Call, Refusal, Reply, perform
from .messages import Exchange, Request, Response, Source
from .negotiation import read_preference, sample_headers, select_preferred, select_usual, success_status
from .operations import Operation
from .refusals import RefusalBody, keep_reasons, word_case, word_problem, word_violations
from .rendering import problem, write_body
from .routing import Match, NoMatch
from .rules import Violation, quote
from .security import challenge
from .worlds import DEFAULT_WORLD, TooManyWorlds, World, Worlds, is_world_name

Answer = tuple[Response, Source, Sequence[Violation]]


class Engine:
    """Answers requests for a set of APIs, and remembers what they did in the worlds they named."""

    def __init__(self, apis: Apis, worlds: Worlds) -> None:
        self.apis = apis
        self.worlds = worlds

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange | None:
        """Answer a request; `None` when it is for none of the APIs.

        `early` are violations found while the bytes were read: a body too large, an unknown Content-Encoding.
        """
        started = perf_counter()
        located = self.apis.locate(request.host, request.path)
        if located is None:
            return None
        api, path = located
        world = self._world(request.headers.get("mock-world"))
        if isinstance(world, Violation):
            return self._exchange(request, self.worlds.get(), api, None, _own_refusal([world]), started)
        with world.lock:
            world.requests += 1
            match = api.match(request.method, path)
            if isinstance(match, NoMatch):
                operation, answer = None, self._unmatched(api, world, request, path, match)
            else:
                operation, answer = match.operation, self._matched(api, world, request, match, early)
            exchange = self._exchange(request, world, api, operation, answer, started)
            world.journal.record(exchange)
        return exchange

    def _matched(self, api: Api, world: World, request: Request, match: Match, early: Sequence[Violation]) -> Answer:
        """The order of choice for a request whose operation is known.

        1. What the client prefers (RFC 7240), whatever else is right or wrong with the request.
        2. A refusal, when credentials are missing or not accepted.
        3. A refusal, when the request breaks the contract; it names every violation.
        4. The operation's handler, or the action `behaviour.yaml` gives it.
        5. The documented example of the usual success.
        """
        operation = match.operation
        preference = read_preference(request.headers)
        if isinstance(preference, Violation):
            return _own_refusal([preference])
        if preference:
            return self._preferred(operation, request, preference)
        principal = authenticate(api.behaviour, operation, request, world, api.name)
        if isinstance(principal, list):
            return self._refuse(api, world, request, operation, principal)
        contract = api.contracts[operation.operation_id]
        checked = contract.check_request(match.texts, request)
        violations = [*early, *checked.violations]
        reasons = keep_reasons(api.behaviour, violations, operation.operation_id)
        if reasons:
            return self._refuse(api, world, request, operation, reasons)
        body = checked.body.value if checked.body else None
        declared = api.declared[operation.operation_id]
        call = Call(operation, api.behaviour, checked.parameters, body, declared, principal, world, api.name)
        return self._handled(api, world, request, call)

    def _handled(self, api: Api, world: World, request: Request, call: Call) -> Answer:
        """Run the handler; its changes count only when its answer keeps the contract."""
        operation = call.operation
        handler = api.handlers.get(operation.operation_id)
        if handler is None and call.behaviour.action is None:
            return self._usual(operation, request)
        try:
            result = handler(call) if handler is not None else perform(call)
        except Refusal as refusal:
            return self._refuse_case(api, world, request, operation, refusal)
        reply = result if isinstance(result, Reply) else Reply(result)
        status = reply.status or success_status(operation)
        response, broken = self._write(api, operation, request, status, reply.body, reply.headers)
        if broken:
            return _broken_promise(operation, broken)
        call.transaction.commit()
        return response, "handler", ()

    def _write(
        self,
        api: Api,
        operation: Operation,
        request: Request,
        status: int,
        body: Any,
        headers: tuple[tuple[str, str], ...],
        media_type: str | None = None,
    ) -> tuple[Response, list[Violation]]:
        """An answer's bytes, and every clause of the contract they break."""
        documented = operation.response_for(status)
        if media_type is None and documented is not None and documented.content:
            offers = list(documented.content)
            media_type = offers[0] if len(offers) == 1 else media_types.choose(request.headers.get("accept"), offers)
            media_type = media_type or offers[0]
        contract = api.contracts[operation.operation_id]
        violations = contract.check_response(status, headers, media_type, body)
        if media_type is None:
            return Response(status, headers), violations
        content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
        return Response(status, (("Content-Type", content_type), *headers), write_body(body, media_type)), violations

    def _preferred(self, operation: Operation, request: Request, preference: Any) -> Answer:
        selection = select_preferred(operation, preference, request.headers.get("accept"))
        if isinstance(selection, Violation):
            return _own_refusal([selection])
        return _example_answer(operation, selection, (("Preference-Applied", preference.applied),), "preference")

    def _usual(self, operation: Operation, request: Request) -> Answer:
        selection = select_usual(operation, request.headers.get("accept"))
        if selection is None:
            return problem(501, f"{operation} documents no success to answer with"), "engine", ()
        return _example_answer(operation, selection, (), "example")

    def _unmatched(self, api: Api, world: World, request: Request, path: str, no_match: NoMatch) -> Answer:
        """OPTIONS tells what a path allows (RFC 9110 §9.3.7); anything else is refused."""
        allow = (("Allow", ", ".join(no_match.methods)),) if no_match.methods else ()
        if no_match.methods and request.method == "OPTIONS":
            return Response(204, allow), "engine", ()
        if no_match.methods:
            rule, seen, allowed = "routing.no-method", request.method, ", ".join(no_match.methods)
            message = f"{request.method} is not allowed for {quote(path)}; allowed: {allowed}"
        else:
            rule, seen, allowed = "routing.no-path", quote(path), no_match.nearest or ""
            hint = f"; did you mean {no_match.nearest}?" if no_match.nearest else ""
            message = f"no operation of {api.document.name} has the path {quote(path)}{hint}"
        violation = Violation(rule, "path", message, seen=seen, allowed=allowed)
        response, source, violations = self._refuse(api, world, request, None, [violation])
        if response.status == 405:  # RFC 9110 §15.5.6 asks for Allow with 405; other statuses say "not there at all"
            response = Response(response.status, response.headers + allow, response.body)
        return response, source, violations

    def _refuse(
        self, api: Api, world: World, request: Request, operation: Operation | None, violations: Sequence[Violation]
    ) -> Answer:
        names = self._names(api, world, request)
        worded = word_violations(api.behaviour, violations, operation, names)
        if worded is None:
            needs_challenge = operation is not None and violations[0].rule.startswith("security.")
            challenges = challenge(operation) if operation is not None and needs_challenge else None
            worded = word_problem(violations, headers=(("WWW-Authenticate", challenges),) if challenges else ())
            return self._worded(worded), "contract", violations
        return self._checked_refusal(api, request, operation, worded, violations)

    def _refuse_case(self, api: Api, world: World, request: Request, operation: Operation, refusal: Refusal) -> Answer:
        case = api.behaviour.case(refusal.case)
        if case is None:
            raise OptionError(f"a handler of {operation} refuses with {refusal.case!r}, no error case of {api.name}")
        worded = word_case(case, refusal.texts, self._names(api, world, request))
        return self._checked_refusal(api, request, operation, worded, ())

    def _checked_refusal(
        self,
        api: Api,
        request: Request,
        operation: Operation | None,
        worded: RefusalBody,
        violations: Sequence[Violation],
    ) -> Answer:
        """A refusal keeps the contract as well as any other answer."""
        source: Source = "contract" if violations else "handler"
        if operation is None:
            return self._worded(worded), source, violations
        response, broken = self._write(
            api, operation, request, worded.status, worded.body, worded.headers, worded.media_type
        )
        return _broken_promise(operation, broken) if broken else (response, source, violations)

    def _worded(self, worded: RefusalBody) -> Response:
        headers = (("Content-Type", worded.media_type), *worded.headers)
        return Response(worded.status, headers, write_body(worded.body, worded.media_type))

    def _names(self, api: Api, world: World, request: Request) -> dict[str, Any]:
        """What every error template may ask for."""
        return {
            "method": request.method,
            "path": request.path.removeprefix(api.prefix) or "/",
            "request_id": world.make_uuid(api.name, "request", world.requests),
        }

    def _world(self, name: str | None) -> World | Violation:
        if name is None:
            return self.worlds.get(DEFAULT_WORLD)
        name = name.strip()
        if not is_world_name(name):
            allowed = "1 to 100 letters, digits, '.', '_' and '-', the first a letter or digit"
            message = f"{quote(name)} is no world's name; allowed: {allowed}"
            return Violation("world.malformed", "header", message, name="Mock-World", seen=quote(name), allowed=allowed)
        try:
            return self.worlds.get(name)
        except TooManyWorlds:
            message = "the server holds as many worlds as it may; delete one with DELETE /_mock/worlds/{name}"
            return Violation("world.too-many", "header", message, name="Mock-World", seen=quote(name))

    def _exchange(
        self, request: Request, world: World, api: Api, operation: Operation | None, answer: Answer, started: float
    ) -> Exchange:
        response, source, violations = answer
        return Exchange(
            request=request,
            response=Response(response.status, (*response.headers, ("Mock-Source", source)), response.body),
            world=world.name,
            api=api.name,
            operation_id=operation.operation_id if operation else None,
            source=source,
            violations=tuple(violations),
            at=world.clock.now(),
            milliseconds=(perf_counter() - started) * 1000,
        )


def _own_refusal(violations: list[Violation]) -> Answer:
    """A refusal of ours about a header of ours, which no API has words for."""
    worded = word_problem(violations)
    return Response(worded.status, (("Content-Type", worded.media_type),), worded.body), "engine", violations


def _example_answer(
    operation: Operation, selection: Any, headers: tuple[tuple[str, str], ...], source: Source
) -> Answer:
    headers = (*sample_headers(selection), *headers)
    if selection.media_type is None:
        return Response(selection.status, headers), source, ()
    if selection.example is None:
        return problem(501, f"{operation} shows no example for status {selection.status}"), "engine", ()
    media_type = selection.media_type
    content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
    body = write_body(selection.example.value, media_type)
    return Response(selection.status, (("Content-Type", content_type), *headers), body), source, ()


def _broken_promise(operation: Operation, broken: list[Violation]) -> Answer:
    detail = f"The sandbox's own answer breaks the contract of {operation}, so it was not sent and nothing was changed."
    return problem(500, detail, broken), "engine", broken
