"""Requests, responses and failures of Schemathesis, converted to ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from schemathesis.core.failures import Failure as Finding
from schemathesis.core.failures import FailureGroup

from ...engine.apis.judging import Judged, judge
from ...openapi.messages import Headers, Request, Response
from ...openapi.operations import Operation
from ...openapi.rules import Position, RuleId, Violation
from ..drafts import find_breaches, find_errors
from ..failures import Evidence, Failure, FuzzCheck, Phase, from_violation, make_failure
from ..service.conversation import Conversation, is_server_error

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.checks import CheckContext
    from schemathesis.core.transport import Response as ReceivedResponse
    from schemathesis.engine.recorder import CheckNode, ScenarioRecorder

# checks of Schemathesis -> rules of the engine that find the same
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
    """A violation that the engine found, as a failure of Schemathesis."""

    __slots__ = ("found",)

    def __init__(self, found: Failure) -> None:
        super().__init__(operation=found.operation, title=found.check, message=found.message)
        self.found = found

    @property
    def _unique_key(self) -> str:
        return self.found.fingerprint


class _Checked(NamedTuple):
    """One exchange, checked by the engine."""

    request: Request
    response: Response
    operation: Operation
    judged: Judged


class Findings:
    """Checks every response that Schemathesis receives, and keeps the failures that it and the engine find."""

    def __init__(self, conversation: Conversation, operations: Iterable[Operation]) -> None:
        self._conversation = conversation
        self._operations = {str(operation): operation for operation in operations}
        self._base_path = urlsplit(conversation.sender.base_url).path.rstrip("/")
        self._lock = Lock()

    # while it runs

    def contract(self, context: CheckContext, received: ReceivedResponse, case: Case[Any]) -> bool | None:
        """The check that Schemathesis calls. It raises each violation as a separate failure."""
        operation = self._operations.get(case.operation.label)
        if operation is None or received.request.method != case.operation.method.upper():
            return None
        seen = self._check(received, operation)
        found = [
            Broken(failure)
            for failure in self._failures(seen, case, "fuzzing")
            if failure.check != "server.error"  # Schemathesis finds these itself
        ]
        if found:
            raise FailureGroup(found) if len(found) > 1 else found[0]
        return None

    # afterwards

    def read(self, recorder: ScenarioRecorder, phase: Phase) -> None:
        """Keep what one scenario has found."""
        for case_id, interaction in recorder.interactions.items():
            node = recorder.cases.get(case_id)
            operation = self._operations.get(node.value.operation.label) if node else None
            if operation is not None:
                received = interaction.response
                self._conversation.record.count(operation, phase, received.status_code if received else 0)
                if received is not None:
                    seen = self._check(received, operation)
                    self._conversation.observe(seen.request, seen.response, seen.judged)
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    self._read_check(recorder, case_id, check, phase)

    def curl_of(self, prepared: Any) -> str:
        """Return a request of the requests library as a curl line."""
        return self._conversation.curl(self._request(prepared))

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
        seen = self._check(received, operation)
        steps = tuple(self._steps(recorder, case_id, finding))
        for failure in self._convert(check.name, finding, seen, case, phase, steps):
            self._conversation.record.report(failure, operation)

    def _convert(
        self, name: str, finding: Finding, seen: _Checked, case: Case[Any], phase: Phase, steps: tuple[str, ...]
    ) -> list[Failure]:
        """Return a finding as failures:

        1. An undocumented 5xx like one of any other phase.
        2. Nothing, if Schemathesis demands more than the document.
        3. The violations of the engine, if it finds the same.
        4. Otherwise the finding in the words of Schemathesis.
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
            return [from_violation(violation, self._evidence(seen, phase, steps)) for violation in same]
        message, position = self._describe(name, finding, seen)
        check, key = FuzzCheck(f"fuzz.{name}"), type(finding).__name__
        return [make_failure(check, message, self._evidence(seen, phase, steps), position=position, key=key)]

    def _describe(self, name: str, finding: Finding, seen: _Checked) -> tuple[str, Position | None]:
        """Return a sentence and a place for a finding. For wrong requests, the engine has a better sentence."""
        if name == "negative_data_rejection" and (breaches := self._errors(seen)):
            return f"{breaches[0]}; the request is accepted with {seen.response.status}", breaches[0].position
        if name == "positive_data_acceptance":
            return f"a valid request is refused with {seen.response.status}", None
        return " ".join(f"{finding.title}: {finding.message}".split())[:400], None

    def _is_allowed(self, name: str, seen: _Checked, case: Case[Any]) -> bool:
        """Return whether the document allows what a check of Schemathesis reports:

        - a 5xx that is documented
        - a refused request that the engine finds wrong, or an accepted one that it finds right
        - a wrong request that is refused with an undocumented 4xx, as in our own probes
        - an undeclared method that is refused with another status than 405, if no operation of the path documents 405
        """
        status, path = seen.response.status, seen.operation.path
        if name == "not_a_server_error":
            return True
        if name == "positive_data_acceptance":
            return bool(self._breaches(seen))
        if name == "negative_data_rejection":
            return not self._errors(seen)
        if name == "status_code_conformance":
            return self._is_refusal(seen, case)
        siblings = (operation for operation in self._operations.values() if operation.path == path)
        is_told = any("405" in operation.responses for operation in siblings)
        return name == "unsupported_method" and status >= 400 and not is_told

    def _failures(self, seen: _Checked, case: Case[Any], phase: Phase, steps: tuple[str, ...] = ()) -> list[Failure]:
        """Return what the engine finds. A wrong request may be refused with an undocumented status."""
        status, evidence = seen.response.status, self._evidence(seen, phase, steps)
        if is_server_error(seen.operation, status):
            return [make_failure("server.error", f"{status} is not documented", evidence, key=str(status))]
        is_refused = any(violation.rule == "response.status" for violation in seen.judged.violations) and (
            self._is_refusal(seen, case)
        )
        return [
            from_violation(violation, evidence)
            for violation in seen.judged.violations
            if not (is_refused and violation.rule == "response.status")
        ]

    def _is_refusal(self, seen: _Checked, case: Case[Any]) -> bool:
        """Return whether a request is refused that Schemathesis or the engine considers wrong."""
        return 400 <= seen.response.status < 500 and (_is_negative(case) or bool(self._breaches(seen)))

    def _breaches(self, seen: _Checked) -> list[Violation]:
        with self._lock:
            return find_breaches(self._conversation.api, seen.request, seen.operation)

    def _errors(self, seen: _Checked) -> list[Violation]:
        conversation = self._conversation
        with self._lock:
            return find_errors(conversation.api, seen.request, seen.operation, is_strict=conversation.record.is_strict)

    def _evidence(self, seen: _Checked, phase: Phase, steps: tuple[str, ...]) -> Evidence:
        return Evidence(
            seen.operation, phase, seen.request, seen.response, self._conversation.curl(seen.request), steps
        )

    # reading

    def _check(self, received: ReceivedResponse, operation: Operation) -> _Checked:
        request = self._request(received.request)
        fields = tuple((name, value) for name, values in received.headers.items() for value in values)
        response = Response(received.status_code, fields, received.content or b"")
        with self._lock:  # workers share the readers of the engine
            judged = judge(self._conversation.api, request, response, operation)
        return _Checked(request, response, operation, judged)

    def _request(self, prepared: Any) -> Request:
        parts = urlsplit(str(prepared.url))
        body = prepared.body.encode("utf-8", "replace") if isinstance(prepared.body, str) else prepared.body
        body = body if isinstance(body, bytes) else b""
        fields = [(_text(name), _text(value)) for name, value in prepared.headers.items()]
        found = next((_BOUNDARY.search(value) for name, value in fields if name.lower() == "content-type"), None)
        if found is not None:  # random in each request, but reports must be the same
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
        """Yield the earlier requests of a sequence as curl lines."""
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
