"""Problem details: the body of a refusal if the API does not define its own (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from .json_text import write_json
from .messages import Response
from .rules import Violation

PROBLEM = "application/problem+json"


def problem(
    status: int,
    detail: str,
    violations: Sequence[Violation] = (),
    *,
    headers: tuple[tuple[str, str], ...] = (),
    **members: Any,
) -> Response:
    """Return a response with problem details that list every violation."""
    body: dict[str, Any] = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail}
    body.update(members)
    if violations:
        body["violations"] = [describe(violation) for violation in violations]
    return Response(status, (("Content-Type", PROBLEM), *headers), write_json(body))


def describe(violation: Violation) -> dict[str, Any]:
    """Return a violation as JSON data, the same in problems, the journal and reports."""
    position = violation.position
    described = {
        "rule": violation.rule,
        "severity": violation.severity,
        "location": violation.location,
        "name": violation.name,
        "pointer": violation.pointer,
        "keyword": violation.keyword,
        "message": violation.message,
        "seen": violation.seen,
        "allowed": violation.allowed,
        "document": f"{position.file}:{position.line}" if position else "",
        "document_pointer": position.pointer if position else "",
    }
    return {key: value for key, value in described.items() if value != ""}


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Problem"
