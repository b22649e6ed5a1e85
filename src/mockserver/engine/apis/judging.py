"""Check the response of a real service against its document, with the same contracts as the mock's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...openapi.bodies import ReadBody
from ...openapi.messages import Request, Response
from ...openapi.operations import Operation
from ...openapi.routing import Match
from ...openapi.rules import Violation
from .apis import Api

_NO_TEXTS: Mapping[str, str] = {}


class Judged(NamedTuple):
    """The result of checking a response."""

    operation: Operation | None  # None: the document has no operation for the request
    texts: Mapping[str, str]  # {"id": "a%2Fb"}, the request's path parameters, still percent-encoded
    body: ReadBody | None  # None: there is no body, or it cannot be read
    violations: list[Violation]  # of `response.` rules; empty: it keeps the contract

    @property
    def value(self) -> Any:
        """The decoded body; `None` if there is none, and for JSON's null."""
        return self.body.value if self.body else None


def judge(api: Api, request: Request, response: Response, operation: Operation | None = None) -> Judged:
    """Read a response by its Content-Type, and check status, headers and body against the document.

    The request's path may begin with the document's base path; its query, fields and body are not used. The
    response's body must be free of any Content-Encoding. `operation` is the one that was meant, if the path may lead
    to another one.

    >>> judge(api, Request("GET", "/books/7"), Response(200, JSON, b'{"id": "7"}')).violations[0]
    response: "title" is required, but absent (specs/books.yaml:84)
    """
    match = api.match(request.method, request.path, request)
    texts = match.texts if isinstance(match, Match) else _NO_TEXTS
    if operation is None and isinstance(match, Match):
        operation = match.operation
    if operation is None or operation.broken is not None:
        return Judged(operation, texts, None, [])
    body, violations = api.ready[operation.operation_id].contract.check_response(request.method, response)
    return Judged(operation, texts, body, violations)
