"""The second phase: requests that the document forbids, each made from one that it allows.

A probe is sent only if the engine finds that it breaks the contract, so that a lax document causes no failures. The
service may respond with any 4xx, because the document does not say which mistake it must find first. A redirect is
neither acceptance nor refusal: it may lead to a form that says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, repeat, zip_longest
from typing import Any, NamedTuple

from ...engine.apis.apis import Api
from ...engine.drafts import ABSENT, Draft, Drafter, find_breaches, is_valid
from ...openapi.messages import Headers, Request
from ...openapi.operations import Operation
from ...openapi.rules import Violation
from ..documented.sequences import Documented
from ..failures import CheckId
from ..leniencies import find_errors
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from .bodies import WrongBody, spread
from .credentials import probe_credentials
from .edges import EdgeProbes, list_bounds
from .methods import probe_method
from .parameters import WrongParameter, spread_parameters
from .places import BodyPlace, iter_places
from .schemas import RequestSchemas
from .service import PHASE, ProbedService
from .valid_requests import FreshNumbers, ValidRequests

BODIES_LIMIT = 60  # body probes of one operation
PARAMETERS_LIMIT = 40
BASES_LIMIT = 3  # bodies of one operation that are changed: one for each branch that its examples show
_OLD_KEYS = {"with bytes that are not JSON": "with bytes that are no JSON"}  # fingerprints in baselines stay valid


class Probe(NamedTuple):
    """One forbidden request, made from any valid one."""

    check: CheckId  # "probe.body"
    what: str  # "without the required property name"
    make: Callable[[Draft], Request | None]
    key: str = ""  # probes with the same key give one failure; empty: `what`
    is_open: bool = False  # many services accept it on purpose
    is_final: bool = False  # 404 is a refusal like any other: the probe is about an identifier

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
        self._accepted: set[str] = set()  # keys of probes of the operation
        self._service = ProbedService(conversation, drafter, documented)

    def run(self, operation: Operation) -> None:
        draft = self._base(operation)
        request = self._drafter.write(draft) if draft else None
        if draft is None or request is None:
            return
        probe_credentials(self._conversation, operation, request)
        if not is_valid(self._api, request, operation):
            return  # what is wrong about it would hide what a probe changes
        bases = self._list_bases(operation, draft)
        self._accepted.clear()
        self._prove(bases[0])
        self._send_some(zip(self._parameter_probes(draft), repeat(bases[0].valid)), PARAMETERS_LIMIT)
        if draft.body is not ABSENT:
            for base in bases[1:]:
                self._prove(base)
            self._send_some(self._body_probes(bases), BODIES_LIMIT)
            self._send_some(self._whole_probes(bases[0]))
        if operation.method != "DELETE":
            edges = EdgeProbes(self._conversation, self._service)
            for base in bases:
                if base.valid.is_proven:
                    edges.run(base.valid, list_bounds(self._schemas, base.draft, base.places))
                    edges.run_bare(base.valid, base.places)
        self._warn(operation, bases[0].valid)

    def run_method(self, operation: Operation, method: str) -> None:
        """Send a method that no operation of the path has; `operation` is another one of that path."""
        draft = self._base(operation)
        request = self._drafter.write(replace(draft, body=ABSENT)) if draft else None
        if request is not None:
            probe_method(self._conversation, operation, request, method)

    # valid requests

    def _base(self, operation: Operation) -> Draft | None:
        """Return a draft that was accepted before, if there is one, with identifiers that exist."""
        known = self._documented.accepted.get(str(operation))
        draft = known or next(iter(self._drafter.drafts(operation)), None)
        return (self._documented.filled(draft) or draft) if draft else None

    def _list_bases(self, operation: Operation, first: Draft) -> list[Base]:
        """Return the valid requests to change: one for each form of the body, first those that examples show."""
        bases, seen = list[Base](), set[tuple[str, Any]]()
        for draft in self._iter_forms(operation, first):
            places = self._list_places(draft)
            new = tuple(place for place in places if (str(place), place.pointers) not in seen)
            if (not bases or new) and (draft is first or self._is_valid(draft)):
                seen.update((str(place), place.pointers) for place in places)
                valid = ValidRequests(self._schemas, self._numbers, draft, places, self._service)
                bases.append(Base(draft, new, valid))
            if len(bases) == BASES_LIMIT:
                break
        return bases

    def _iter_forms(self, operation: Operation, first: Draft) -> Iterator[Draft]:
        """Yield a draft, the same with the bodies of other examples, and with a body for each branch of its schema."""
        yield first
        if first.body is ABSENT:
            return
        for draft in self._drafter.drafts(operation):
            if draft.body is not ABSENT and (draft.promised or 200) < 400:
                yield replace(first, body=draft.body, media_type=draft.media_type)
        schema = self._drafter.schema_of(first)
        for body in self._schemas.generate_forms(schema) if schema is not None else ():
            yield replace(first, body=body)

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

    def _warn(self, operation: Operation, valid: ValidRequests) -> None:
        """Keep a notice if the operation refuses valid requests as well; that it never succeeds is told elsewhere."""
        if not valid.is_proven and valid.refused and str(operation) in self._documented.accepted:
            self._conversation.record.notices.append(
                f"{operation} refuses valid requests, too, the last one with {valid.refused}, so that it proves "
                "nothing that it refuses wrong ones; give examples that it accepts any number of times"
            )

    # probes

    def _parameter_probes(self, draft: Draft) -> Iterator[Probe]:
        def make(wrong: WrongParameter) -> Probe:
            return Probe(
                "probe.parameter",
                wrong.what,
                lambda valid: self._drafter.write(wrong.put(valid)),
                wrong.key,
                wrong.is_open,
                is_final=wrong.parameter.location == "path",
            )

        yield from map(make, spread_parameters(self._schemas, draft))

    def _body_probes(self, bases: Sequence[Base]) -> Iterator[tuple[Probe, ValidRequests]]:
        """Yield the probes of bodies, those of all bases in turns."""
        for turn in zip_longest(*(zip(spread(base.places), repeat(base.valid)) for base in bases)):
            yield from ((self._body_probe(pair[0]), pair[1]) for pair in turn if pair is not None)

    def _whole_probes(self, base: Base) -> Iterator[tuple[Probe, ValidRequests]]:
        """Yield the probes that are about a body as a whole."""
        body, what = base.draft.operation.body, "with bytes that are not JSON"
        if body is not None and body.required:
            yield Probe("probe.body", "without its body", self._without_body), base.valid
        yield Probe("probe.body", what, self._with_wrong_bytes, _OLD_KEYS[what]), base.valid
        yield Probe("probe.body", "with a media type that is not documented", self._with_other_media_type), base.valid

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

    def _send_some(self, probes: Iterable[tuple[Probe, ValidRequests]], limit: int | None = None) -> None:
        """Send the probes that are wrong, as many as the limit allows."""
        sent = (None for probe, valid in probes if self._send(probe, valid))
        for _ in islice(sent, limit):
            pass

    def _send(self, probe: Probe, valid: ValidRequests) -> bool:
        """Send a probe, once more in another way if its refusal means nothing. Return whether it is wrong."""
        if probe.is_open and probe.key in self._accepted:
            return False
        if self._find_breach(probe, probe.make(valid.sample), valid.sample.operation) is None:
            return False
        for _ in range(2):
            draft = valid.next()
            request = probe.make(draft)
            breach = self._find_breach(probe, request, draft.operation)
            if request is None or breach is None:
                return False
            received = self._conversation.send(Outgoing(draft.operation, request, PHASE, is_lenient=True))
            if received is not None and received.is_success:
                self._documented.leftovers.add(draft, received)
                valid.settle()
                self._accepted.add(probe.key)
                self._fail(probe, received, breach)
            if received is None or received.status < 400 or probe.is_final or valid.explains(received.status):
                break
        return True

    def _find_breach(self, probe: Probe, request: Request | None, operation: Operation) -> Violation | None:
        """Return the first clause that a request breaks, among the rules that the probe is about.

        Its severity is a warning if the standards leave open whether the request is refused.
        """
        if request is None:
            return None
        is_strict = self._conversation.record.is_strict
        breaches = find_breaches(self._api, request, operation)
        broken = [breach for breach in breaches if breach.rule.startswith(probe.rules)]
        errors = find_errors(self._api, request, operation, is_strict=is_strict) if broken else []
        for breach in broken:
            if breach in errors:
                return replace(breach, severity="warning") if probe.is_open else breach
        return next((replace(breach, severity="warning") for breach in broken if breach.severity == "error"), None)

    def _fail(self, probe: Probe, received: ProviderResponse, breach: Violation) -> None:
        clause = replace(breach, position=None)  # told beside the message
        self._conversation.fail(
            probe.check,
            f"a request {probe.what} is accepted with {received.status}; {clause}",
            received,
            position=breach.position,
            key=probe.key or probe.what,
            severity=breach.severity,
        )
