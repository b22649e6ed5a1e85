"""Asking the service under test, and keeping what it got wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ..engine.apis.apis import Api
from ..engine.apis.judging import Judged, judge
from ..openapi.curl import curl_of
from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from ..openapi.rules import Position
from .credentials import Credentials, find_schemes, is_guarded
from .failures import CheckId, Failure, Failures, Phase, from_violation
from .sending import NoResponse, Sender

Observe = Callable[[Request, Response, Judged], None]


class ProviderResponse(NamedTuple):
    """What came back, read and judged."""

    request: Request
    response: Response
    judged: Judged
    curl: str  # the request as a line

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def is_success(self) -> bool:
        return 200 <= self.response.status < 300

    @property
    def value(self) -> Any:
        return self.judged.value


@dataclass(slots=True)
class RequestCounts:
    """What one operation was sent and answered."""

    sent: Counter[Phase] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)  # 0: no answer


class EnoughError(Exception):
    """`--fail-fast`, and there is a failure."""


class Conversation:
    """One run's way to ask: with credentials, every answer judged, every failure kept."""

    def __init__(
        self,
        api: Api,
        sender: Sender,
        credentials: Credentials,
        failures: Failures,
        *,
        tested: Collection[str],
        shown_url: str,
        observe: Observe | None = None,
        enough: Callable[[Failure], bool] | None = None,
    ) -> None:
        self.api = api
        self.credentials = credentials
        self.failures = failures
        self.tallies: dict[str, RequestCounts] = {str(operation): RequestCounts() for operation in api.operations}
        self.sender = sender
        self.kept_out = 0  # requests with every credential there is that were refused with 401 or 403
        self.let_in = 0  # those that were not
        self.shown_url = shown_url
        self._tested = tested
        self._secrets = credentials.secrets(find_schemes(api.operations))
        self._observe = observe
        self._enough = enough

    def ask(
        self,
        operation: Operation,
        request: Request,
        phase: Phase,
        *,
        steps: tuple[str, ...] = (),
        lenient: bool = False,
        is_anonymous: bool = False,
        is_foreign: bool = False,
    ) -> ProviderResponse | None:
        """The answer, or `None` where there was none; either way what is wrong with it has been kept.

        `lenient` lets a refusal have a status that is not documented, as few documents list all of 400, 405 and 415.
        `is_foreign` is a request that the document does not have, so that it says nothing of the answer.
        """
        if not is_anonymous:
            request = self.credentials.authorize(request, operation)
        curl = self.curl(request)
        try:
            response = self.sender.send(request)
        except NoResponse as reason:
            self.count(operation, phase, 0)
            self.report(
                Failure(reason.check, str(operation), reason.message, phase, request, None, curl, steps), operation
            )
            return None
        self.count(operation, phase, response.status)
        if phase == "documented" and is_guarded(operation):
            is_kept_out = response.status in (401, 403)
            self.kept_out, self.let_in = self.kept_out + is_kept_out, self.let_in + (not is_kept_out)
        judged = judge(self.api, request, response, operation)
        self.observe(request, response, judged)
        answer = ProviderResponse(request, response, judged, curl)
        if is_foreign:
            answer.judged.violations.clear()
        self._keep(answer, operation, phase, steps, lenient=lenient)
        return answer

    def observe(self, request: Request, response: Response, judged: Judged) -> None:
        """Show an exchange to whoever measures the coverage of the document."""
        if self._observe is not None:
            self._observe(request, response, judged)

    def curl(self, request: Request) -> str:
        query = f"?{request.query}" if request.query else ""
        return curl_of(request, f"{self.shown_url}{request.path}{query}", self._secrets)

    def count(self, operation: Operation, phase: Phase, status: int) -> None:
        tally = self.tallies[str(operation)]
        tally.sent[phase] += 1
        tally.statuses[status] += 1

    def fail(
        self,
        check: CheckId,
        message: str,
        answer: ProviderResponse,
        operation: Operation,
        phase: Phase,
        *,
        steps: tuple[str, ...] = (),
        position: Position | None = None,
        key: str = "",
    ) -> None:
        """Keep a failure that no clause of the document states, but that its promises add up to."""
        failure = Failure(
            check,
            str(operation),
            message,
            phase,
            answer.request,
            answer.response,
            answer.curl,
            steps,
            position=position,
            key=key,
        )
        self.report(failure, operation)

    def report(self, failure: Failure, operation: Operation) -> None:
        """Keep a failure, unless it is of an operation that is asked only to make the others testable."""
        if str(operation) not in self._tested:
            return
        if failure.position is None:
            failure = replace(failure, position=operation.document.position(operation.pointer))
        self.failures.add(failure)
        if self._enough is not None and self._enough(failure):
            raise EnoughError

    def _keep(
        self, answer: ProviderResponse, operation: Operation, phase: Phase, steps: tuple[str, ...], *, lenient: bool
    ) -> None:
        request, response, judged, curl = answer
        if is_server_error(operation, response.status):
            self.fail(
                "server.error",
                f"{response.status} is not documented",
                answer,
                operation,
                phase,
                steps=steps,
                key=str(response.status),
            )
            return
        is_refusal = 400 <= response.status < 500
        for violation in judged.violations:
            if violation.rule == "response.status" and lenient and is_refusal:
                continue
            self.report(
                from_violation(
                    violation,
                    operation=operation,
                    phase=phase,
                    request=request,
                    response=response,
                    curl=curl,
                    steps=steps,
                ),
                operation,
            )


def is_server_error(operation: Operation, status: int) -> bool:
    """A 5xx that the document does not name; a `default` response names errors of clients."""
    return status >= 500 and str(status) not in operation.responses and "5XX" not in operation.responses
