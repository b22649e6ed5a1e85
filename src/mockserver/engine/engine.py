"""One request in, one exchange out: the order of choice on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from time import perf_counter

from ..openapi.errors import DocumentError
from ..openapi.messages import Request
from ..openapi.routing import Match
from ..openapi.rules import Violation
from ..openapi.validation import CheckedRequest
from .apis.apis import NO_MATCH, Apis, Misfit
from .authentication import Principal
from .exchanges import Exchange
from .masking import Masker
from .negotiation.preferences import NO_PREFERENCE, take_preference
from .refusals import find_reasons
from .responses import (
    refuse,
    refuse_broken,
    refuse_ourselves,
    respond_from_document,
    respond_prepared,
    respond_to_mistake,
    respond_to_no_match,
    respond_to_preference,
    respond_with_handler,
)
from .settings import Settings
from .turns import MockResponse, Turn, make_exchange
from .worlds.worlds import Worlds

_USUAL = Settings()


class Engine:
    """Responds to requests for a set of APIs, and keeps the exchanges in the worlds that the requests name."""

    def __init__(self, apis: Apis, worlds: Worlds, settings: Settings = _USUAL) -> None:
        self.apis = apis
        self.worlds = worlds
        self.settings = settings
        self.masker = Masker(apis, settings)

    def replace(self, apis: Apis, switches: Mapping[str, str]) -> list[Misfit]:
        """Serve other APIs from the next request on. Worlds keep the rows that still fit; the others are returned.

        `switches` are their first values: `{"idun.reload": "reloaded"}`.
        """
        misfits: list[Misfit] = []
        with self.worlds.adopt(
            apis.seeds, switches, apis.choices, lambda name: partial(apis[name].admit, misfits=misfits)
        ):
            self.apis = apis
            self.masker = Masker(apis, self.settings)
        return misfits

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange:
        """Respond to a request, and record the exchange in the journal of its world.

        `early` are violations found while the bytes were read: a body too large, an unknown Content-Encoding.
        """
        started = perf_counter()
        request, world = self.worlds.enter(request)
        if isinstance(world, Violation):  # then no journal has the exchange
            route = self.apis.route(request)._replace(match=NO_MATCH)
            refusal = refuse_ourselves(world)
            return make_exchange(request, self.worlds.get(), route, refusal, started, self.masker)[0]
        with world.lock:  # while it is held, `replace` waits
            world.requests += 1
            route = self.apis.route(request)
            if route.api is None or not isinstance(route.match, Match):
                made = respond_to_no_match(route, world, request, self.apis.explain(route, request.method))
            else:
                ready = route.api.ready[route.match.operation.operation_id]
                turn = Turn(route.api, ready, world, request, self.settings)
                try:
                    made = self._respond(turn, route.match.texts, early)
                except DocumentError as reason:  # schemas are compiled when they are first needed
                    made = refuse_broken(turn.operation, reason)
            exchange, kept = make_exchange(request, world, route, made, started, self.masker)
            world.journal.record(kept)
        return exchange

    def _respond(self, turn: Turn, texts: dict[str, str], early: Sequence[Violation]) -> MockResponse:
        """The order of choice for a request whose operation is known; `texts` are its path parameters.

        1. What the client prefers with `code` or `example`, even if the request is wrong.
        2. A refusal if credentials are missing or not accepted; not with `--auth off`.
        3. A refusal that names every violation if the request breaks the contract. With `--validate-requests warn`
           the response is made as for a valid request, and the violations are sent beside it; with `off` they are
           ignored. What the server could not read is refused in any case.
        4. A fault or a prepared response that was set for this world.
        5. The result of the operation's handler or of its action in `behaviour.yaml`; not if the body is invalid.
        6. What the document shows: for the pair of examples that the request meets, else for the usual success.

        How a refusal is worded: `responses.refuse`. What is in a documented response: `responses.respond_documented`.
        """
        operation, ready = turn.operation, turn.ready
        if operation.broken is not None:
            return refuse_broken(operation, operation.broken)
        request, preference = take_preference(operation, turn.request)
        if isinstance(preference, Violation):
            return refuse_ourselves(preference)
        if request is not turn.request or preference is not NO_PREFERENCE:
            turn = turn._replace(request=request, preference=preference)
            if preference.names_response:
                return respond_to_preference(turn, texts)

        principal = ready.gate.admit(request, turn.world, is_open=not self.settings.auth)
        if isinstance(principal, list):
            return refuse(turn, principal)
        checked = ready.contract.check_request(texts, request)
        if self.settings.strict_query and request.query:
            checked.violations.extend(ready.contract.check_undeclared(request.query))
        unread, reasons = find_reasons(turn.api.behaviour, operation.operation_id, checked.violations, early)
        if unread:
            made = refuse(turn, [*unread, *reasons], checked)
        elif reasons and self.settings.validate_requests == "on":
            made = refuse(turn, reasons, checked)
        else:
            made = _follow(turn, checked, principal, reasons)
            if reasons and self.settings.validate_requests == "warn":
                made = made._replace(violations=[*reasons, *made.violations])
        return made._replace(deprecated=checked.deprecated) if checked.deprecated else made


def _follow(turn: Turn, checked: CheckedRequest, principal: Principal, reasons: Sequence[Violation]) -> MockResponse:
    """Steps 4 to 6: respond to a request that is not refused; `reasons` are those for which it could have been."""
    prepared = respond_prepared(turn)
    if prepared is not None:
        return prepared
    handler = turn.ready.handler
    if handler is None or (reasons and any(reason.location == "body" for reason in reasons)):
        return respond_from_document(turn, checked)
    try:
        return respond_with_handler(turn, handler, checked, principal)
    except Exception as mistake:  # noqa: BLE001 - a user's handler may raise anything
        # a handler may rely on a valid request
        return respond_from_document(turn, checked) if reasons else respond_to_mistake(turn.operation, mistake)
