"""Every operation can be served, under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ...documents import escape
from ..findings import Finding
from ..subject import Subject


def check_operations(subject: Subject) -> Iterator[Finding]:
    """`operation.broken`, unless the reason is a finding of its own."""
    told = {reason.message for reason in (*subject.broken_references.values(), *subject.broken_schemas.values())}
    for operation in subject.operations:
        reason = operation.broken
        if reason is not None and reason.message not in told:
            yield Finding(
                "operation.broken", reason.message, str(reason.file), reason.line, reason.pointer or operation.pointer
            )


def check_ids(subject: Subject) -> Iterator[Finding]:
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
            yield subject.finding("operation.id-twice", at, f"{declared!r} is the operationId of {other}, too")
