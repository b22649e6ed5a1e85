"""Matches: which requests a prepared response, a fault or a verification means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from ...openapi.operations import Operation
from ...openapi.rules import quote
from .differences import Secrets, iter_body_differences, iter_header_differences, iter_query_differences
from .jsonpaths import selects
from .paths import PathPattern
from .sent_request import SentRequest

ANY_BODY: Final = object()
"""The body of a match that says nothing about it, since `None` is JSON's null."""
Rank = tuple[int, int]
_EXACTNESS = {"literal": 2, "template": 1, "glob": 0}


@dataclass(frozen=True, kw_only=True)
class RequestPattern:
    """Conditions on a request; it matches if it meets them all. Without any, every request matches.

    >>> RequestPattern(method="GET", path=PathPattern("/pets/{id}"), query={"full": "true"}).rank
    (3, 1)
    """

    api: str | None = None  # "adapter"
    operation_id: str | None = None  # "updateCustomConnector"
    method: str | None = None  # "PATCH"
    path: PathPattern | None = None  # with or without the prefix of the API
    query: Mapping[str, Any] = field(default_factory=dict)  # {"per_page": 5}; a list is every value of a parameter
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ANY_BODY  # a JSON value that the body has; objects in the body may have more members
    jsonpath: tuple[str, ...] = ()  # ("$.items[?@.price > 10]",): each selects something of the body

    def admits(self, sent: SentRequest) -> bool:
        """Whether a request meets every condition."""
        return next(self.iter_differences(sent), None) is None

    def iter_differences(self, sent: SentRequest, secrets: Secrets | None = None) -> Iterator[str]:
        """How a request differs from this match, one sentence for each condition that it does not meet."""
        if self.api is not None and self.api != sent.api:
            yield f"API: expected {self.api}, was {sent.api or 'none'}"
        if self.operation_id is not None and self.operation_id != sent.operation_id:
            yield f"operation: expected {self.operation_id}, was {sent.operation_id or 'none'}"
        if self.method is not None and self.method != sent.method:
            yield f"method: expected {self.method}, was {sent.method}"
        if self.path is not None and not any(map(self.path.admits, sent.paths)):
            shown = sent.paths[0] if secrets is None else secrets.shown.path
            yield f"path: expected {self.path}, was {shown}"
        yield from iter_query_differences(self.query, sent, secrets)
        yield from iter_header_differences(self.headers, sent, secrets)
        if self.body is not ANY_BODY:
            yield from iter_body_differences(self.body, sent, secrets)
        if self.jsonpath:
            yield from self._iter_unselected(sent)

    def _iter_unselected(self, sent: SentRequest) -> Iterator[str]:
        try:
            body = sent.json
        except (ValueError, RecursionError):
            yield f"body: expected JSON for {self.jsonpath[0]}, was not JSON"
            return
        for path in self.jsonpath:
            if not selects(path, body):
                yield f"body: {quote(path)} selects nothing"

    @cached_property
    def rank(self) -> Rank:
        """How specific the match is; a higher one is more specific.

        1. The number of its conditions: each parameter, field, member of the body and JSONPath counts as one, and an
           operation as two, because it says method and path.
        2. Between equal numbers a path without variables, then a template or an operation, then a glob, then no path.
        """
        conditions = 2 * (self.operation_id is not None)
        conditions += sum(each is not None for each in (self.api, self.method, self.path))
        conditions += len(self.query) + len(self.headers) + len(self.jsonpath) + _count(self.body)
        exactness = _EXACTNESS[self.path.kind] if self.path is not None else -1
        return conditions, max(exactness, 1 if self.operation_id is not None else -1)

    def may_admit(self, api: str, prefix: str, operation: Operation) -> bool:
        """Whether requests for an operation of an API can match, which is served under `prefix`."""
        return (
            self.api in (None, api)
            and self.operation_id in (None, operation.operation_id)
            and self.method in (None, operation.method)
            and (
                self.path is None
                or self.path.may_admit(operation.bare_path)
                or self.path.may_admit(prefix + operation.bare_path)
            )
        )

    def __str__(self) -> str:
        """`updateCustomConnector`, `PATCH /pets/{id}`, `any request`."""
        words = [self.api, self.operation_id, self.method, self.path and self.path.text]
        return " ".join(word for word in words if word) or "any request"


def _count(body: Any) -> int:
    """The members that a body must have, those inside of members included."""
    if body is ANY_BODY:
        return 0
    if isinstance(body, Mapping):
        return sum(map(_count, body.values())) or 1
    return sum(map(_count, body)) or 1 if isinstance(body, list) else 1
