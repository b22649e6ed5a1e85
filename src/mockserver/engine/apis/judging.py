"""Does the answer of a real service keep the contract? The same engine asks that the mock is made of."""

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
    """What an answer turned out to be."""

    operation: Operation | None  # None: the document has no operation for the request, and says nothing of its answer
    texts: Mapping[str, str]  # {"id": "a%2Fb"}, the request's path parameters, still percent-encoded
    body: ReadBody | None  # None: there is none, or none that can be read
    violations: list[Violation]  # every `response.` rule the answer breaks; empty: it keeps the contract

    @property
    def value(self) -> Any:
        """The decoded body; `None` where there is none, and for JSON's null."""
        return self.body.value if self.body else None


def judge(api: Api, request: Request, response: Response, operation: Operation | None = None) -> Judged:
    """Read an answer by its own Content-Type and check status, headers and body against the document.

    The request's path may begin with the document's base path; its query, fields and body are not looked at. The
    answer's body is whole and freed from any Content-Encoding. `operation` is the one that was meant, for a request
    whose path may lead elsewhere.

    >>> judge(api, Request("GET", "/books/7"), Response(200, JSON, b'{"id": "7"}')).violations[0]
    response: "title" is required, but absent (specs/books.yaml:84)
    """
    match = api.match(request.method, request.path)
    texts = match.texts if isinstance(match, Match) else _NO_TEXTS
    if operation is None and isinstance(match, Match):
        operation = match.operation
    if operation is None or operation.broken is not None:
        return Judged(operation, texts, None, [])
    body, violations = api.ready[operation.operation_id].contract.check_response(request.method, response)
    return Judged(operation, texts, body, violations)
