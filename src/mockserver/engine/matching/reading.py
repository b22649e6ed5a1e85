"""Matches as JSON, in the words of the control API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .jsonpaths import check_jsonpath
from .match import ANY_BODY, RequestPattern
from .paths import PathPattern


def read_match(content: Mapping[str, Any]) -> RequestPattern:
    """Return the match of a JSON object that keeps the schema `Match` of the control API.

    Raises `SandboxError` if a JSONPath cannot be read.
    """
    paths = tuple(content.get("jsonpath", ()))
    for path in paths:
        check_jsonpath(path)
    path = content.get("path")
    return RequestPattern(
        api=content.get("api"),
        operation_id=content.get("operation_id"),
        method=content.get("method"),
        path=PathPattern(path) if path is not None else None,
        query=content.get("query", {}),
        headers=content.get("headers", {}),
        body=content.get("body", ANY_BODY),
        jsonpath=paths,
    )


def describe_match(match: RequestPattern) -> dict[str, Any]:
    """Return a match as it is read."""
    content = {
        "api": match.api,
        "operation_id": match.operation_id,
        "method": match.method,
        "path": match.path.text if match.path is not None else None,
        "query": dict(match.query) or None,
        "headers": dict(match.headers) or None,
        "jsonpath": list(match.jsonpath) or None,
    }
    kept = {name: value for name, value in content.items() if value is not None}
    return kept if match.body is ANY_BODY else {**kept, "body": match.body}
