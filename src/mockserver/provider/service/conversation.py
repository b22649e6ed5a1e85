"""Requests to the service under test: sent with credentials, every response checked, every failure kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from ...engine.apis.apis import Api
from ...engine.apis.judging import Judged
from ...openapi.curl import curl_of
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.rules import Position, Severity
from ..failures import CheckId, Evidence, Failure, Phase, from_violation, make_failure
from ..record import Record
from .codings import describe_unreadable, find_unreadable, judge_readable
from .credentials import find_schemes, is_guarded
from .raised import AppErrors
from .replays import Replays
from .secrets import RunSecrets
from .sending import NoResponse, Sender
from .statuses import is_server_error, make_server_error

Observe = Callable[[Request, Response, Judged], None]
"""Called with every exchange, to measure the coverage of the document."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request to send."""

    operation: Operation
    request: Request
    phase: Phase
    steps: tuple[str, ...] = ()  # curl lines of the requests that were sent before it
    is_lenient: bool = False  # a refusal may have an undocumented status: few documents list all of 400, 405 and 415
    is_authorized: bool = False  # it has its credentials already, or is sent without
    is_undocumented: bool = False  # the document does not have this request, so it says nothing about the response


@dataclass(frozen=True, slots=True)
class ProviderResponse:
    """A response, with the request it belongs to."""

    evidence: Evidence
    response: Response
    judged: Judged

    @property
    def curl(self) -> str:
        return self.evidence.curl

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def is_success(self) -> bool:
        return 200 <= self.response.status < 300

    @property
    def value(self) -> Any:
        return self.judged.value

    def about(self, operation: Operation, steps: tuple[str, ...]) -> ProviderResponse:
        """Return the same response as evidence for another operation, after other steps."""
        return replace(self, evidence=replace(self.evidence, operation=operation, steps=steps))


class Conversation:
    """Sends the requests of one run."""

    def __init__(
        self,
        api: Api,
        sender: Sender,
        secrets: RunSecrets,
        record: Record,
        *,
        shown_url: str,
        observe: Observe | None = None,
    ) -> None:
        self.api = api
        self.secrets = secrets
        self.credentials = secrets.credentials
        self.record = record
        self.sender = sender
        self.kept_out = 0  # requests with all known credentials that were refused with 401 or 403
        self.let_in = 0  # those that were not
        self.shown_url = shown_url
        self._hidden = () if secrets.are_shown else self.credentials.secrets(find_schemes(api.operations))
        self._observe = observe
        self.errors: AppErrors | None = None  # the exceptions of the service, if this process serves it
        self._base_path = urlsplit(sender.base_url).path.rstrip("/")
        self.replays = Replays(api, self.curl)

    def send(self, outgoing: Outgoing) -> ProviderResponse | None:
        """Send a request and keep what is wrong with the response.

        Return `None` if no response came, or if the bounds of the run do not allow the request.
        """
        operation, phase, request = outgoing.operation, outgoing.phase, outgoing.request
        if not self.record.budget.take(str(operation), phase):
            return None
        if not outgoing.is_authorized:
            request = self.credentials.authorize(request, operation)
        evidence = Evidence(operation, phase, request, None, self.curl(request), outgoing.steps)
        try:
            response = self.sender.send(request)
        except NoResponse as reason:
            self.record.count(operation, phase, 0)
            self.report(make_failure(reason.check, reason.message, evidence), operation)
            return None
        self.record.count(operation, phase, response.status)
        self._count_refusals(operation, phase, response.status)
        judged = self.judge(request, response, operation)
        self.observe(request, response, judged)
        if outgoing.is_undocumented:
            judged.violations.clear()
        received = ProviderResponse(replace(evidence, response=response), response, judged)
        self._keep_failures(received, is_lenient=outgoing.is_lenient)
        return received

    def judge(self, request: Request, response: Response, operation: Operation) -> Judged:
        """Check a response. Content that cannot be read is a notice."""
        if coding := find_unreadable(response):
            self.record.note(describe_unreadable(operation, coding))
        return judge_readable(self.api, request, response, operation)

    def find_raised(self, request: Request) -> str:
        """Return a sentence about the exception that a request has caused; empty if none is known."""
        query = f"?{request.query}" if request.query else ""
        return self.errors.find(request.method, f"{self._base_path}{request.path}{query}") if self.errors else ""

    def observe(self, request: Request, response: Response, judged: Judged) -> None:
        """Show an exchange to the coverage of the document, if it is measured, and remember the secrets in it."""
        self.secrets.learn(judged.operation, request, response)
        self.replays.learn(request, response, judged)
        if self._observe is not None:
            self._observe(request, response, judged)

    def report(self, failure: Failure, operation: Operation) -> None:
        """Keep a failure, with the requests that create the items it needs."""
        self.record.report(self.replays.complete(failure), operation)

    def curl(self, request: Request) -> str:
        query = f"?{request.query}" if request.query else ""
        return curl_of(request, f"{self.shown_url}{request.path}{query}", self._hidden)

    def fail(
        self,
        check: CheckId,
        message: str,
        received: ProviderResponse,
        *,
        position: Position | None = None,
        key: str = "",
        severity: Severity = "error",
    ) -> None:
        """Keep a failure that follows from several clauses of the document."""
        failure = make_failure(check, message, received.evidence, position=position, key=key)
        self.report(replace(failure, severity=severity), received.evidence.operation)

    def _count_refusals(self, operation: Operation, phase: Phase, status: int) -> None:
        if phase == "documented" and is_guarded(operation):
            is_kept_out = status in (401, 403)
            self.kept_out, self.let_in = self.kept_out + is_kept_out, self.let_in + (not is_kept_out)

    def _keep_failures(self, received: ProviderResponse, *, is_lenient: bool) -> None:
        operation, status = received.evidence.operation, received.status
        is_unknown = status == 501 and received.evidence.request.method != operation.method  # RFC 9110 §9.1
        if is_server_error(operation, status) and not is_unknown:
            raised = self.find_raised(received.evidence.request)
            self.report(make_server_error(received.evidence, status, raised), operation)
            return
        is_refusal = 400 <= status < 500
        for violation in received.judged.violations:
            if not (violation.rule == "response.status" and is_lenient and is_refusal):
                self.report(from_violation(violation, received.evidence), operation)
