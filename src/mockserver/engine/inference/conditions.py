"""Which operations have versions: `ETag`, `If-Match` and `If-None-Match` (RFC 9110 §13)."""

from __future__ import annotations

from ...openapi.operations import Operation
from ...openapi.resources import ResourceOperation
from .subjects import Subject

_FIELDS = ("if-match", "if-none-match")
_STATUSES = ("304", "412", "428")


def has_versions(subject: Subject, one: ResourceOperation) -> bool:
    """Whether an operation minds the versions of items. The first of these that holds:

    1. It declares a condition (`If-Match`), or it documents the ETag of a success, or 304, 412 or 428
    2. It reads an item that another operation changes under a condition: a client has to know the version
    """
    if _mentions(one.operation):
        return True
    return one.role in ("read", "download") and any(
        each.role not in ("list", "search") and _mentions(each.operation) for each in subject.documented.operations
    )


def _mentions(operation: Operation) -> bool:
    responses = operation.responses
    return (
        any(each.location == "header" and each.name.lower() in _FIELDS for each in operation.parameters)
        or any(status in responses for status in _STATUSES)
        or any(
            header.name.lower() == "etag"
            for status, response in responses.items()
            if status.startswith("2")
            for header in response.headers
        )
    )
