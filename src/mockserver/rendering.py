"""How a value becomes bytes on the wire, and how a refusal is worded where no API has words of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson

from .media_types import parse_media_type
from .messages import Response
from .rules import Violation

PROBLEM = "application/problem+json"


def write_body(value: Any, media_type: str) -> bytes:
    """A body in its media type: JSON for JSON, text and bytes as they are, JSON for whatever else is not text."""
    if isinstance(value, bytes):
        return value
    parsed = parse_media_type(media_type)
    if isinstance(value, str) and not (parsed and parsed.is_json):
        return value.encode("utf-8", "replace")
    return write_json(value)


def write_json(value: Any) -> bytes:
    """Compact UTF-8 JSON; integers beyond 64 bits are written in full."""
    try:
        return orjson.dumps(value)
    except TypeError:  # orjson 3.13 refuses integers beyond 64 bits and lone surrogates; the slower writer does not
        return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()


def problem(
    status: int,
    detail: str,
    violations: Sequence[Violation] = (),
    *,
    headers: tuple[tuple[str, str], ...] = (),
    **members: Any,
) -> Response:
    """A problem details answer (RFC 9457) that lists every violation."""
    body: dict[str, Any] = {"type": "about:blank", "title": _title(status), "status": status, "detail": detail}
    body.update(members)
    if violations:
        body["violations"] = [describe(violation) for violation in violations]
    return Response(status, (("Content-Type", PROBLEM), *headers), write_json(body))


def describe(violation: Violation) -> dict[str, Any]:
    """A violation as JSON: the same record in problems, the journal and reports."""
    position = violation.position
    described = {
        "rule": violation.rule,
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
