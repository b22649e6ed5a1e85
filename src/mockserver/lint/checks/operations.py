"""Operations can be served, and have unique names."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.negotiation.selecting import find_usual
from ...openapi.messages import WIRE_FIELDS
from ...openapi.pointers import escape
from ..findings import Finding
from ..subject import LintSubject


def check_operations(subject: LintSubject) -> Iterator[Finding]:
    """`operation.broken`, unless the reason has its own finding."""
    told = {omission.message for omission in subject.document.omissions}
    for operation in subject.operations:
        reason = operation.broken
        if reason is not None and reason.message not in told:
            yield Finding(
                "operation.broken", reason.message, str(reason.file), reason.line, reason.pointer or operation.pointer
            )


def check_ids(subject: LintSubject) -> Iterator[Finding]:
    """`operation.id-twice` (OpenAPI 3.1.1 §4.8.10.1)."""
    first: dict[str, str] = {}
    for operation in subject.operations:
        raw = subject.document.lookup(operation.pointer)
        declared = raw.get("operationId") if isinstance(raw, dict) else None
        if declared is None:
            continue
        other = first.setdefault(str(declared), str(operation))
        if other != str(operation):
            at = f"{operation.pointer}/{escape('operationId')}"
            yield subject.finding("operation.id-twice", at, f"{declared!r} is also the operationId of {other}")


def check_success(subject: LintSubject) -> Iterator[Finding]:
    """`operation.no-success`: the mock sends what is documented instead, which may surprise."""
    for operation in subject.operations:
        if operation.broken is not None:
            continue
        usual = find_usual(operation)
        status = 501 if usual is None else usual[0]
        if not operation.responses or status >= 400:
            documented = ", ".join(operation.responses)
            what = f"no successful response, only {documented}" if documented else "no response"
            message = f"documents {what}: the mock returns {status}"
            yield subject.finding("operation.no-success", f"{operation.pointer}/responses", message)


def check_framing(subject: LintSubject) -> Iterator[Finding]:
    """`response.framing-field`: the mock sends its own, and does not check that of a service."""
    for operation in subject.operations:
        for response in operation.responses.values():
            raw = subject.document.lookup(response.pointer)
            headers = raw.get("headers") if isinstance(raw, dict) else None
            for name in headers if isinstance(headers, dict) else ():
                if name.lower() in WIRE_FIELDS:
                    message = f"the server sets {name} by itself; what the document says of it is ignored"
                    yield subject.finding(
                        "response.framing-field", f"{response.pointer}/headers/{escape(name)}", message
                    )
