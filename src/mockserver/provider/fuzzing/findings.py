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

from ...engine.apis.judging import Judged
from ...engine.drafts import find_breaches
from ...openapi.documents import Document
from ...openapi.messages import Headers, Request, Response
from ...openapi.operations import Operation
from ..failures import Evidence, Failure, Phase
from ..leniencies import find_errors
from ..service.conversation import Conversation
from .verdicts import Earlier, Reported, decide, find_failures

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.checks import CheckContext
    from schemathesis.core.transport import Response as ReceivedResponse
    from schemathesis.engine.recorder import CheckNode, ScenarioRecorder

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
        self._raised: dict[str, str] = {}  # by the id of a case: the exception of the application
        self._lock = Lock()

    # while it runs

    def contract(self, context: CheckContext, received: ReceivedResponse, case: Case[Any]) -> bool | None:
        """The check that Schemathesis calls. It raises each violation as a separate failure."""
        operation = self._operations.get(case.operation.label)
        if received.status_code >= 500:  # now, because a later request to the same address may raise another exception
            self._raised[case.id] = self._conversation.find_raised(self._request(received.request))
        if operation is None or received.request.method != case.operation.method.upper():
            return None
        seen = self._check(received, operation)
        if not seen.judged.violations:
            return None
        found = [
            Broken(failure)
            for failure in find_failures(self._report(seen, case, "fuzzing"))
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
        for case_id in recorder.interactions:
            self._raised.pop(case_id, None)

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
        seen = self._check(received, operation)
        steps = tuple(self._steps(recorder, case_id, finding))
        if isinstance(finding, Broken):
            failures = [replace(finding.found, phase=phase, steps=steps)]
        else:
            earlier = tuple(self._earlier(recorder, case_id))
            reported = self._report(seen, node.value, phase, steps)
            failures = decide(replace(reported, name=check.name, finding=finding, earlier=earlier))
        for failure in failures:
            self._conversation.report(failure, operation)

    def _report(
        self,
        seen: _Checked,
        case: Case[Any],
        phase: Phase,
        steps: tuple[str, ...] = (),
    ) -> Reported:
        """Return an exchange with the engine's view of it, for a finding."""
        api, path = self._conversation.api, seen.operation.path
        with self._lock:
            breaches = find_breaches(api, seen.request, seen.operation)
            is_strict = self._conversation.record.is_strict
            errors = find_errors(api, seen.request, seen.operation, is_strict=is_strict) if breaches else []
        curl = self._conversation.curl(seen.request)
        return Reported(
            Evidence(seen.operation, phase, seen.request, seen.response, curl, steps),
            tuple(seen.judged.violations),
            tuple(breaches),
            tuple(errors),
            _is_negative(case),
            tuple(operation for operation in api.operations if operation.path == path),
            _is_unread(seen.judged, api.document),
            self._raised.get(case.id, ""),
        )

    # reading

    def _check(self, received: ReceivedResponse, operation: Operation) -> _Checked:
        request = self._request(received.request)
        fields = tuple((name, value) for name, values in received.headers.items() for value in values)
        response = Response(received.status_code, fields, received.content or b"")
        with self._lock:  # workers share the readers of the engine
            judged = self._conversation.judge(request, response, operation)
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

    def _earlier(self, recorder: ScenarioRecorder, case_id: str) -> Iterator[Earlier]:
        """Yield all requests of a scenario that were sent before one of them."""
        for other, interaction in recorder.interactions.items():
            if other == case_id:
                break
            if interaction.response is not None:
                request = self._request(interaction.response.request)
                yield Earlier(other, request.method, request.path, interaction.response.status_code)


def _is_unread(judged: Judged, document: Document) -> bool:
    """Return whether the engine cannot read a body whose schema describes anything but a text."""
    body = judged.body
    if body is None or not body.is_opaque or body.media_type.schema is None:
        return False
    _, schema = document.resolve(body.media_type.schema)
    types = schema.get("type") if isinstance(schema, dict) else None
    return bool(types) and "string" not in (types if isinstance(types, list) else [types])


def _is_negative(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.value == "negative"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
