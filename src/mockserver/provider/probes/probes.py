"""The second phase: requests that the document forbids, each made from one that it allows.

A probe is sent only if the engine finds that it breaks the contract, so that a lax document causes no failures. The
service may respond with any 4xx, because the document does not say which mistake it must find first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ...engine.apis.apis import Api
from ...openapi.messages import Headers, Request
from ...openapi.operations import METHODS, Operation
from ...openapi.rules import Position, Severity, Violation
from ..documented.sequences import Documented
from ..drafts import ABSENT, Draft, Drafter, find_breaches, find_errors
from ..failures import CheckId, Phase
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from ..service.credentials import is_guarded

PHASE: Phase = "probes"
LIMIT = 24  # body probes of one operation
_OLD_KEYS = {"with bytes that are not JSON": "with bytes that are no JSON"}  # fingerprints in baselines stay valid
_NEVER = ("OPTIONS", "HEAD", "TRACE", "QUERY")  # often handled by the web server, or not at all


@dataclass(frozen=True, slots=True)
class Probe:
    """One forbidden request."""

    check: CheckId  # "probe.body"
    what: str  # "without the required property name"
    request: Request
    position: Position | None = None  # of the clause that it breaks
    key: str = ""  # probes with the same key give one failure; empty: `what`
    severity: Severity = "error"  # "warning": the standards leave open whether it is refused


class Probes:
    """Sends what must be refused, operation by operation."""

    def __init__(self, conversation: Conversation, drafter: Drafter, documented: Documented) -> None:
        self._conversation = conversation
        self._drafter = drafter
        self._documented = documented
        self._api: Api = conversation.api

    def run(self, operation: Operation) -> None:
        draft = self._base(operation)
        if draft is None:
            return
        request = self._drafter.write(draft)
        if request is None:
            return
        self._probe_credentials(operation, request)
        for probe in self._iter_probes(draft, request):
            self._send(operation, probe)

    def run_method(self, operation: Operation, method: str) -> None:
        """Send a method that no operation of the path has; `operation` is another one of that path."""
        draft = self._base(operation)
        request = self._drafter.write(replace(draft, body=ABSENT)) if draft else None
        if request is not None:
            self._send(
                operation,
                Probe("probe.method", f"with the undeclared method {method}", request._replace(method=method)),
            )

    def _base(self, operation: Operation) -> Draft | None:
        """Return a draft that was accepted before, if there is one, with identifiers that exist."""
        known = self._documented.accepted.get(str(operation))
        draft = known or next(iter(self._drafter.drafts(operation)), None)
        return (self._documented.filled(draft) or draft) if draft else None

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
            self._judge(Probe("probe.credentials", what, sent), self._conversation.send(outgoing))

    def _iter_probes(self, draft: Draft, request: Request) -> Iterator[Probe]:
        operation = draft.operation
        for parameter in operation.parameters:
            if parameter.location == "path":
                continue
            if parameter.required:
                yield from self._parameter(
                    draft.without(parameter.location, parameter.name), f"without {parameter.name}"
                )
            for wrong in ("not-a-value", "-1", "99999999"):
                changed = draft.having(parameter.location, parameter.name, wrong)
                yield from self._parameter(changed, f"with {parameter.name}={wrong!r}", f"with wrong {parameter.name}")
            emptied = draft.having(parameter.location, parameter.name, "")
            yield from self._parameter(emptied, f"with {parameter.name}=''")
        if operation.body is None or draft.body is ABSENT:
            return
        if operation.body.required:
            yield from self._body(request._replace(body=b""), "without its body")
        if isinstance(draft.body, dict):
            probes = (probe for what, body in _iter_wrong(draft.body) for probe in self._changed(draft, body, what))
            for _, probe in zip(range(LIMIT), probes, strict=False):
                yield probe
        if (request.headers.get("content-type") or "").startswith("application/json"):
            yield from self._body(request._replace(body=request.body[:-1] + b"\xff"), "with bytes that are not JSON")
        other = [(name, value) for name, value in request.headers if name != "content-type"]
        other.append(("Content-Type", "application/x-undocumented"))
        yield from self._body(request._replace(headers=Headers(other)), "with a media type that is not documented")

    def _parameter(self, draft: Draft, what: str, key: str = "") -> Iterator[Probe]:
        request = self._drafter.write(draft)
        breach = self._find_breach("parameter.", request, draft.operation) if request is not None else None
        if request is not None and breach is not None:
            yield Probe("probe.parameter", what, request, breach.position, key, breach.severity)

    def _changed(self, draft: Draft, body: Any, what: str) -> Iterator[Probe]:
        request = self._drafter.write(replace(draft, body=body))
        if request is not None:
            yield from self._body(request, what, draft.operation)

    def _body(self, request: Request, what: str, operation: Operation | None = None) -> Iterator[Probe]:
        match = self._api.router.match(request.method, request.path, request)
        operation = operation or getattr(match, "operation", None)
        breach = self._find_breach("body.", request, operation) if operation is not None else None
        if breach is not None:
            yield Probe("probe.body", what, request, breach.position, _OLD_KEYS.get(what, ""), breach.severity)

    def _find_breach(self, rules: str, request: Request, operation: Operation) -> Violation | None:
        """Return the first clause that a request breaks, among the rules that begin with `rules`.

        Its severity is a warning if the standards leave open whether the request is refused.
        """
        is_strict = self._conversation.record.is_strict
        broken = [breach for breach in find_breaches(self._api, request, operation) if breach.rule.startswith(rules)]
        errors = find_errors(self._api, request, operation, is_strict=is_strict)
        for breach in broken:
            if breach in errors:
                return breach
        return next((replace(breach, severity="warning") for breach in broken if breach.severity == "error"), None)

    def _send(self, operation: Operation, probe: Probe) -> None:
        is_undocumented = probe.check == "probe.method"
        outgoing = Outgoing(operation, probe.request, PHASE, is_lenient=True, is_undocumented=is_undocumented)
        self._judge(probe, self._conversation.send(outgoing))

    def _judge(self, probe: Probe, received: ProviderResponse | None) -> None:
        if received is not None and received.status < 400:
            message = f"a request {probe.what} is accepted with {received.status}"
            key = probe.key or probe.what
            self._conversation.fail(
                probe.check, message, received, position=probe.position, key=key, severity=probe.severity
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


def _iter_wrong(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield bodies that may be wrong. The engine decides which are."""
    for name in body:
        yield f"without {name}", {key: value for key, value in body.items() if key != name}
    for name, value in body.items():
        yield f"with {name} of another type", {**body, name: {"unexpected": True} if not isinstance(value, dict) else 7}
        yield f"with {name} null", {**body, name: None}
        if isinstance(value, str):
            yield f"with {name} empty", {**body, name: ""}
            for more in ("x", "x" * 5000):  # if both are accepted, the report shows the shorter one
                yield f"with {name} that is too long or unknown", {**body, name: value + more}
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"with {name} too low", {**body, name: -99999999}
            yield f"with {name} too high", {**body, name: 10**12}
    yield "with an undeclared property", {**body, "undeclaredProperty": 1}
