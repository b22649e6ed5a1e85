"""The second phase: requests that the document forbids, each made from one that it allows.

A probe is sent only if the engine finds that it breaks the contract, so that a lax document causes no failures. The
service may respond with any 4xx, because the document does not say which mistake it must find first. A redirect is
neither acceptance nor refusal: it may lead to a form that says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, repeat, zip_longest
from typing import Any, NamedTuple

from ...engine.apis.apis import Api
from ...openapi.messages import Headers, Request
from ...openapi.operations import METHODS, Operation
from ...openapi.rules import Violation
from ..documented.sequences import Documented
from ..drafts import ABSENT, Draft, Drafter, find_breaches, find_errors, is_valid
from ..failures import CheckId, Phase
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from ..service.credentials import is_guarded
from .bodies import WrongBody, spread
from .edges import EdgeProbes, list_bounds
from .parameters import WrongParameter, spread_parameters
from .places import BodyPlace, iter_places
from .schemas import RequestSchemas
from .valid_requests import FreshNumbers, ValidRequests

PHASE: Phase = "probes"
BODIES_LIMIT = 60  # body probes of one operation
PARAMETERS_LIMIT = 40
BASES_LIMIT = 3  # bodies of one operation that are changed: one for each branch that its examples show
_OLD_KEYS = {"with bytes that are not JSON": "with bytes that are no JSON"}  # fingerprints in baselines stay valid
_NEVER = ("OPTIONS", "HEAD", "TRACE", "QUERY")  # often handled by the web server, or not at all


class Probe(NamedTuple):
    """One forbidden request, made from any valid one."""

    check: CheckId  # "probe.body"
    what: str  # "without the required property name"
    make: Callable[[Draft], Request | None]
    key: str = ""  # probes with the same key give one failure; empty: `what`
    is_open: bool = False  # many services accept it on purpose

    @property
    def rules(self) -> str:
        """The prefix of the rules that the request must break: `body.`."""
        return f"{self.check.removeprefix('probe.')}."


class Base(NamedTuple):
    """Valid requests of one form, and the places of their bodies."""

    draft: Draft
    places: tuple[BodyPlace, ...]
    valid: ValidRequests


class Probes:
    """Sends what must be refused, operation by operation."""

    def __init__(self, conversation: Conversation, drafter: Drafter, documented: Documented) -> None:
        self._conversation = conversation
        self._drafter = drafter
        self._documented = documented
        self._api: Api = conversation.api
        self._schemas = RequestSchemas(self._api)
        self._numbers = FreshNumbers()

    def run(self, operation: Operation) -> None:
        draft = self._base(operation)
        request = self._drafter.write(draft) if draft else None
        if draft is None or request is None:
            return
        self._probe_credentials(operation, request)
        if not is_valid(self._api, request, operation):
            return  # what is wrong about it would hide what a probe changes
        bases = self._list_bases(operation, draft)
        self._prove(bases[0])
        for probe in self._parameter_probes(draft):
            self._send(probe, bases[0].valid)
        for probe, valid in self._body_probes(bases):
            self._send(probe, valid)
        if operation.method != "DELETE":
            edges = EdgeProbes(self._conversation, self._drafter, self._documented.leftovers)
            for base in bases:
                if base.valid.is_proven:
                    edges.run(base.valid, list_bounds(self._schemas, base.draft, base.places))
        self._warn(operation, bases[0].valid)

    def run_method(self, operation: Operation, method: str) -> None:
        """Send a method that no operation of the path has; `operation` is another one of that path."""
        draft = self._base(operation)
        request = self._drafter.write(replace(draft, body=ABSENT)) if draft else None
        if request is not None:
            outgoing = Outgoing(
                operation, request._replace(method=method), PHASE, is_lenient=True, is_undocumented=True
            )
            received = self._conversation.send(outgoing)
            if received is not None and received.is_success:
                self._fail("probe.method", f"with the undeclared method {method}", received)

    # valid requests

    def _base(self, operation: Operation) -> Draft | None:
        """Return a draft that was accepted before, if there is one, with identifiers that exist."""
        known = self._documented.accepted.get(str(operation))
        draft = known or next(iter(self._drafter.drafts(operation)), None)
        return (self._documented.filled(draft) or draft) if draft else None

    def _list_bases(self, operation: Operation, first: Draft) -> list[Base]:
        """Return the valid requests to change: one for each form of the body that the examples show."""
        bases, seen = list[Base](), set[tuple[str, Any]]()
        others = (
            []
            if first.body is ABSENT
            else [
                replace(first, body=draft.body, media_type=draft.media_type)
                for draft in self._drafter.drafts(operation)
                if draft.body is not ABSENT and (draft.promised or 200) < 400
            ]
        )
        for draft in (first, *others):
            places = self._list_places(draft)
            new = tuple(place for place in places if (str(place), place.pointers) not in seen)
            if (not bases or new) and len(bases) < BASES_LIMIT and (draft is first or self._is_valid(draft)):
                seen.update((str(place), place.pointers) for place in places)
                valid = ValidRequests(
                    self._schemas,
                    self._numbers,
                    self._documented.alternatives(draft),
                    places,
                    self._send_valid,
                    self._documented.leftovers.delete,
                )
                bases.append(Base(draft, new, valid))
        return bases

    def _list_places(self, draft: Draft) -> tuple[BodyPlace, ...]:
        schema = self._drafter.schema_of(draft)
        return tuple(iter_places(self._schemas, schema, draft.body)) if schema is not None else ()

    def _is_valid(self, draft: Draft) -> bool:
        request = self._drafter.write(draft)
        return request is not None and is_valid(self._api, request, draft.operation)

    def _prove(self, base: Base) -> None:
        """Make sure that the service accepts the valid requests of a base, unless that is known or would delete."""
        operation = base.draft.operation
        if base.draft.body is ABSENT and str(operation) in self._documented.accepted:
            base.valid.is_proven = True
        elif operation.method != "DELETE":
            base.valid.find()

    def _send_valid(self, draft: Draft) -> ProviderResponse | None:
        request = self._drafter.write(draft)
        if request is None or not is_valid(self._api, request, draft.operation):
            return None
        received = self._conversation.send(Outgoing(draft.operation, request, PHASE, is_lenient=True))
        if received is not None:
            self._documented.leftovers.add(draft, received)
        return received

    def _warn(self, operation: Operation, valid: ValidRequests) -> None:
        """Keep a notice if the operation refuses valid requests as well; that it never succeeds is told elsewhere."""
        if not valid.is_proven and valid.refused and str(operation) in self._documented.accepted:
            self._conversation.record.notices.append(
                f"{operation} refuses valid requests, too, the last one with {valid.refused}, so that it proves "
                "nothing that it refuses wrong ones; give examples that it accepts any number of times"
            )

    # probes

    def _probe_credentials(self, operation: Operation, request: Request) -> None:
        given = self._conversation.credentials
        if not is_guarded(operation) or not given.knows(operation):
            return
        for what, credentials in (
            ("without credentials", given.without_security(operation)),
            ("with wrong credentials", given.made_wrong(operation)),
        ):
            sent = credentials.authorize(request, operation)
            outgoing = Outgoing(operation, sent, PHASE, is_lenient=True, is_authorized=True)
            received = self._conversation.send(outgoing)
            if received is not None and (received.is_success or self._is_usual_redirect(received, request)):
                self._fail("probe.credentials", what, received)

    def _is_usual_redirect(self, received: ProviderResponse, request: Request) -> bool:
        """Return whether a redirect leads where it leads with credentials, too, and not to a login."""
        if not 300 <= received.status < 400:
            return False
        operation = received.evidence.operation
        usual = self._conversation.send(Outgoing(operation, request, PHASE, is_lenient=True))
        if usual is None or usual.status != received.status:
            return False
        return _target(usual) == _target(received)

    def _parameter_probes(self, draft: Draft) -> Iterator[Probe]:
        def make(wrong: WrongParameter) -> Probe:
            return Probe(
                "probe.parameter",
                wrong.what,
                lambda valid: self._drafter.write(wrong.put(valid)),
                wrong.key,
                wrong.is_open,
            )

        yield from islice(map(make, spread_parameters(self._schemas, draft)), PARAMETERS_LIMIT)

    def _body_probes(self, bases: Sequence[Base]) -> Iterator[tuple[Probe, ValidRequests]]:
        """Yield the probes of bodies, those of all bases in turns."""
        draft, valid = bases[0].draft, bases[0].valid
        operation = draft.operation
        if operation.body is None or draft.body is ABSENT:
            return
        if operation.body.required:
            yield Probe("probe.body", "without its body", self._without_body), valid
        for base in bases[1:]:
            self._prove(base)
        turns = zip_longest(*(zip(spread(base.places), repeat(base.valid)) for base in bases))
        wrong = (pair for turn in turns for pair in turn if pair is not None)
        yield from ((self._body_probe(body), source) for body, source in islice(wrong, BODIES_LIMIT))
        what = "with bytes that are not JSON"
        yield Probe("probe.body", what, self._with_wrong_bytes, _OLD_KEYS[what]), valid
        yield Probe("probe.body", "with a media type that is not documented", self._with_other_media_type), valid

    def _body_probe(self, wrong: WrongBody) -> Probe:
        def make(draft: Draft) -> Request | None:
            return self._drafter.write(replace(draft, body=wrong.change(draft.body)))

        return Probe("probe.body", wrong.what, make, wrong.key, wrong.is_open)

    def _without_body(self, draft: Draft) -> Request | None:
        request = self._drafter.write(draft)
        return request._replace(body=b"") if request is not None else None

    def _with_wrong_bytes(self, draft: Draft) -> Request | None:
        request = self._drafter.write(draft)
        if request is None or not (request.headers.get("content-type") or "").startswith("application/json"):
            return None
        return request._replace(body=request.body[:-1] + b"\xff")

    def _with_other_media_type(self, draft: Draft) -> Request | None:
        request = self._drafter.write(draft)
        if request is None:
            return None
        other = [(name, value) for name, value in request.headers if name != "content-type"]
        return request._replace(headers=Headers([*other, ("Content-Type", "application/x-undocumented")]))

    # sending and judging

    def _send(self, probe: Probe, valid: ValidRequests) -> None:
        """Send a probe, once more in another way if its refusal means nothing."""
        for _ in range(2):
            draft = valid.next()
            request = probe.make(draft)
            breach = self._find_breach(probe, request, draft.operation) if request is not None else None
            if request is None or breach is None:
                return
            received = self._conversation.send(Outgoing(draft.operation, request, PHASE, is_lenient=True))
            if received is None:
                return
            if received.is_success:
                self._documented.leftovers.add(draft, received)
                valid.settle()
                self._fail(probe.check, probe.what, received, breach, probe.key)
                return
            if valid.explains(received.status):
                return

    def _find_breach(self, probe: Probe, request: Request, operation: Operation) -> Violation | None:
        """Return the first clause that a request breaks, among the rules that the probe is about.

        Its severity is a warning if the standards leave open whether the request is refused.
        """
        is_strict = self._conversation.record.is_strict
        breaches = find_breaches(self._api, request, operation)
        broken = [breach for breach in breaches if breach.rule.startswith(probe.rules)]
        errors = find_errors(self._api, request, operation, is_strict=is_strict) if broken else []
        for breach in broken:
            if breach in errors:
                return replace(breach, severity="warning") if probe.is_open else breach
        return next((replace(breach, severity="warning") for breach in broken if breach.severity == "error"), None)

    def _fail(
        self, check: CheckId, what: str, received: ProviderResponse, breach: Violation | None = None, key: str = ""
    ) -> None:
        message = f"a request {what} is accepted with {received.status}"
        self._conversation.fail(
            check,
            message if breach is None else f"{message}; {replace(breach, position=None)}",
            received,
            position=breach.position if breach is not None else None,
            key=key or what,
            severity=breach.severity if breach is not None else "error",
        )


def iter_undeclared(operations: tuple[Operation, ...]) -> Iterator[tuple[Operation, str]]:
    """Yield for each path a method that it does not have, with a readable operation that it has."""
    methods: dict[str, list[Operation]] = {}
    for operation in operations:
        methods.setdefault(operation.path, []).append(operation)
    for known in methods.values():
        taken = {operation.method for operation in known}
        readable = [operation for operation in known if operation.broken is None]
        for method in ("PATCH", "PUT", "DELETE", "POST", "GET"):
            if readable and method not in taken and method.lower() in METHODS and method not in _NEVER:
                yield readable[0], method
                break


def _target(received: ProviderResponse) -> str:
    """Return the address of a redirect without its query, in which a login often keeps the way back."""
    return (received.response.header("location") or "").partition("?")[0]
