"""What Schemathesis has asked and found, read as requests, answers and failures of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from schemathesis.core.failures import Failure as Finding
from schemathesis.core.failures import FailureGroup

from ..engine.apis.judging import Judged, judge
from ..openapi.messages import Headers, Request, Response
from ..openapi.operations import Operation
from ..openapi.rules import Position, RuleId, Violation
from .conversation import Conversation, is_server_error
from .drafts import find_breaches
from .failures import Failure, FuzzCheck, Phase, from_violation

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.checks import CheckContext
    from schemathesis.core.transport import Response as ReceivedResponse
    from schemathesis.engine.recorder import CheckNode, ScenarioRecorder

# its own checks of conformance -> the engine's rules that say the same
_SAME: dict[str, tuple[RuleId, ...]] = {
    "status_code_conformance": ("response.status",),
    "content_type_conformance": ("response.media-type", "response.status"),
    "response_headers_conformance": ("response.header-required", "response.header-schema"),
    "response_schema_conformance": ("response.schema", "response.malformed", "response.media-type"),
}
BOUNDARY = "part-of-many"
_BOUNDARY = re.compile(r"boundary=([^;\"]+)")
_NOISE = ("user-agent", "accept-encoding", "connection", "x-schemathesis-testcaseid", "content-length", "host")


class Broken(Finding):
    """The engine's violation, as Schemathesis passes it on."""

    __slots__ = ("found",)

    def __init__(self, found: Failure) -> None:
        super().__init__(operation=found.operation, title=found.check, message=found.message)
        self.found = found

    @property
    def _unique_key(self) -> str:
        return self.found.fingerprint


class _Seen(NamedTuple):
    request: Request
    response: Response
    operation: Operation
    judged: Judged


class Findings:
    """Judges every answer that Schemathesis gets, and keeps what it and the engine find."""

    def __init__(self, talk: Conversation, operations: Iterable[Operation]) -> None:
        self._talk = talk
        self._operations = {str(operation): operation for operation in operations}
        self._base_path = urlsplit(talk.sender.base_url).path.rstrip("/")
        self._lock = Lock()

    # while it runs

    def contract(self, context: CheckContext, received: ReceivedResponse, case: Case[Any]) -> bool | None:
        """The check that Schemathesis calls: every violation is a failure of its own."""
        operation = self._operations.get(case.operation.label)
        if operation is None or received.request.method != case.operation.method.upper():
            return None
        seen = self._see(received, operation)
        found = [
            Broken(failure)
            for failure in self._failures(seen, case, "fuzzing")
            if failure.check != "server.error"  # which it sees itself
        ]
        if found:
            raise FailureGroup(found) if len(found) > 1 else found[0]
        return None

    # afterwards

    def read(self, recorder: ScenarioRecorder, phase: Phase) -> None:
        """Keep what one scenario found."""
        for case_id, interaction in recorder.interactions.items():
            node = recorder.cases.get(case_id)
            operation = self._operations.get(node.value.operation.label) if node else None
            if operation is not None:
                received = interaction.response
                self._talk.count(operation, phase, received.status_code if received else 0)
                if received is not None:
                    seen = self._see(received, operation)
                    self._talk.observe(seen.request, seen.response, seen.judged)
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    self._read_check(recorder, case_id, check, phase)

    def curl_of(self, prepared: Any) -> str:
        """A request of the requests library as a line."""
        return self._talk.curl(self._request(prepared))

    def _read_check(self, recorder: ScenarioRecorder, parent: str, check: CheckNode, phase: Phase) -> None:
        assert check.failure_info is not None
        finding = check.failure_info.failure
        case_id = finding.case_id if finding.case_id in recorder.interactions else parent
        node, interaction = recorder.cases.get(case_id), recorder.interactions.get(case_id)
        received = interaction.response if interaction else None
        operation = self._operations.get(node.value.operation.label) if node else None
        if node is None or received is None or operation is None:
            return
        case = node.value
        seen = self._see(received, operation)
        steps = tuple(self._steps(recorder, case_id, finding))
        for failure in self._told(check.name, finding, seen, case, phase, steps):
            self._talk.report(failure, operation)

    def _told(
        self, name: str, finding: Finding, seen: _Seen, case: Case[Any], phase: Phase, steps: tuple[str, ...]
    ) -> list[Failure]:
        """One finding as failures.

        1. A 5xx as every other phase has it.
        2. Nothing, where Schemathesis asks for more than the document does.
        3. What the engine says of the same answer, where it says the same.
        4. What Schemathesis alone says, in its words.
        """
        if isinstance(finding, Broken):
            return [replace(finding.found, phase=phase, steps=steps)]
        if name in ("not_a_server_error", "status_code_conformance") and is_server_error(
            seen.operation, seen.response.status
        ):
            return self._failures(seen, case, phase, steps)
        if self._is_allowed(name, seen, case):
            return []
        same = [v for v in seen.judged.violations if v.rule in _SAME.get(name, ())]
        if same:
            return [self._from_violation(violation, seen, phase, steps) for violation in same]
        message, position = self._word(name, finding, seen)
        return [
            Failure(
                FuzzCheck(f"fuzz.{name}"),
                str(seen.operation),
                message,
                phase,
                seen.request,
                seen.response,
                self._talk.curl(seen.request),
                steps,
                position=position,
                key=type(finding).__name__,
            )
        ]

    def _word(self, name: str, finding: Finding, seen: _Seen) -> tuple[str, Position | None]:
        """What Schemathesis alone has found, and the place that speaks of it; of requests the engine knows more."""
        if name == "negative_data_rejection" and (breaches := self._breaches(seen)):
            return f"{breaches[0]}; it is answered with {seen.response.status}", breaches[0].position
        if name == "positive_data_acceptance":
            return f"a request that its schemas allow is refused with {seen.response.status}", None
        return " ".join(f"{finding.title}: {finding.message}".split())[:400], None

    def _is_allowed(self, name: str, seen: _Seen, case: Case[Any]) -> bool:
        """Whether the document leaves open what a check of Schemathesis demands.

        - A 5xx that is documented.
        - What is refused as wrong, or accepted as right, and the engine agrees.
        - A refusal of a wrong request with a 4xx that is not documented, as in our own probes.
        - Any refusal of an undeclared method, where no operation of the path speaks of 405.
        """
        status, path = seen.response.status, seen.operation.path
        if name == "not_a_server_error":
            return True
        if name == "positive_data_acceptance":
            return bool(self._breaches(seen))
        if name == "negative_data_rejection":
            return not self._breaches(seen)
        if name == "status_code_conformance":
            return self._is_refusal(seen, case)
        siblings = (operation for operation in self._operations.values() if operation.path == path)
        is_told = any("405" in operation.responses for operation in siblings)
        return name == "unsupported_method" and status >= 400 and not is_told

    def _failures(self, seen: _Seen, case: Case[Any], phase: Phase, steps: tuple[str, ...] = ()) -> list[Failure]:
        """What the engine finds; a wrong request may be refused with a status that is not documented."""
        status = seen.response.status
        if is_server_error(seen.operation, status):
            curl = self._talk.curl(seen.request)
            message = f"{status} is not documented"
            return [
                Failure(
                    "server.error",
                    str(seen.operation),
                    message,
                    phase,
                    seen.request,
                    seen.response,
                    curl,
                    steps,
                    key=str(status),
                )
            ]
        is_refused = any(violation.rule == "response.status" for violation in seen.judged.violations) and (
            self._is_refusal(seen, case)
        )
        return [
            self._from_violation(violation, seen, phase, steps)
            for violation in seen.judged.violations
            if not (is_refused and violation.rule == "response.status")
        ]

    def _is_refusal(self, seen: _Seen, case: Case[Any]) -> bool:
        """Whether a wrong request is refused, by Schemathesis' word or by the engine's."""
        return 400 <= seen.response.status < 500 and (_is_negative(case) or bool(self._breaches(seen)))

    def _breaches(self, seen: _Seen) -> list[Violation]:
        with self._lock:
            return find_breaches(self._talk.api, seen.request, seen.operation)

    def _from_violation(self, violation: Violation, seen: _Seen, phase: Phase, steps: tuple[str, ...]) -> Failure:
        return from_violation(
            violation,
            operation=seen.operation,
            phase=phase,
            request=seen.request,
            response=seen.response,
            curl=self._talk.curl(seen.request),
            steps=steps,
        )

    # reading

    def _see(self, received: ReceivedResponse, operation: Operation) -> _Seen:
        request = self._request(received.request)
        fields = tuple((name, value) for name, values in received.headers.items() for value in values)
        response = Response(received.status_code, fields, received.content or b"")
        with self._lock:  # workers share the engine's readers
            judged = judge(self._talk.api, request, response, operation)
        return _Seen(request, response, operation, judged)

    def _request(self, prepared: Any) -> Request:
        parts = urlsplit(str(prepared.url))
        body = prepared.body.encode("utf-8", "replace") if isinstance(prepared.body, str) else prepared.body
        body = body if isinstance(body, bytes) else b""
        fields = [(_text(name), _text(value)) for name, value in prepared.headers.items()]
        found = next((_BOUNDARY.search(value) for name, value in fields if name.lower() == "content-type"), None)
        if found is not None:  # drawn anew for each request, but reports are to be the same
            fields = [(name, value.replace(found[1], BOUNDARY)) for name, value in fields]
            body = body.replace(found[1].encode(), BOUNDARY.encode())
        return Request(
            str(prepared.method),
            parts.path.removeprefix(self._base_path) or "/",
            parts.query,
            Headers((name, value) for name, value in fields if name.lower() not in _NOISE and value != "*/*"),
            body,
        )

    def _steps(self, recorder: ScenarioRecorder, case_id: str, finding: Finding) -> Iterator[str]:
        """The requests that a sequence begins with, as lines."""
        chain = recorder.iter_chain_cases(case_id=case_id, related_case_ids=finding.related_case_ids())
        for case in chain:
            interaction = recorder.interactions.get(case.id)
            if case.id == case_id:
                break
            if interaction is not None and interaction.response is not None:
                yield self.curl_of(interaction.response.request)


def _is_negative(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.value == "negative"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
