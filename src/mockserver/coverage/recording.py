"""Counts which parts of a document are exercised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from threading import Lock
from typing import Any

from ..engine.apis.apis import Api
from ..engine.apis.judging import Judged
from ..engine.exchanges import Exchange
from ..openapi.bodies import BodyReader, ReadBody
from ..openapi.errors import DocumentError
from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from ..openapi.parameters import ParameterReader
from ..openapi.routing import Match
from ..openapi.validation import Schemas
from .fields import Fields
from .items import (
    Item,
    Kind,
    choice_item,
    chosen,
    iter_items,
    operation_item,
    parameter_item,
    read_choices,
    status_item,
)

Dump = list[tuple[str, str, str, str, int]]
"""A coverage as plain data for JSON: the four fields of each item that was seen, and its count."""


class Coverage:
    """Counts how often each item of one document is exercised, by exchanges with a mock or with a service."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._operations = {operation.operation_id: operation for operation in api.operations}
        self._hits: Counter[Item] = Counter()
        self._lock = Lock()
        self._requests = Fields(Schemas(api.document, "request"))
        self._responses = Fields(Schemas(api.document, "response"))
        self._observers: dict[str, _Observer] = {}

    def record(self, exchange: Exchange) -> None:
        """Count one exchange with the mock. Exchanges of other APIs, or without an operation, do not count."""
        operation = self._operations.get(exchange.operation_id or "")
        if operation is None or operation.broken is not None or exchange.api != self.api.name:
            return
        request, response = exchange.request, exchange.response
        body = self._observer(operation).read_response(request.method, response)
        self._count(operation, self._texts(operation, request), request, response.status, body)

    def record_response(self, request: Request, status: int, judged: Judged) -> None:
        """Count one response of a service."""
        if judged.operation is not None and judged.operation.broken is None:
            self._count(judged.operation, judged.texts, request, status, judged.body)

    def iter_counts(self, operation: Operation) -> Iterator[tuple[Item, str, int]]:
        """Yield each item of an operation with its name in reports and its count."""
        for item, name in iter_items(operation, self._requests, self._responses):
            yield item, name, self._hits[item]

    def dump(self) -> Dump:
        return [(*item, count) for item, count in sorted(self._hits.items())]

    def merge(self, dumped: Iterable[Iterable[Any]]) -> None:
        """Add the counts of another process for the same document."""
        with self._lock:
            for *fields, count in dumped:
                self._hits[Item(*fields)] += count

    def _count(
        self, operation: Operation, texts: Mapping[str, str], request: Request, status: int, body: ReadBody | None
    ) -> None:
        observer = self._observer(operation)
        seen = observer.seen_in_request(request, texts)
        seen |= observer.seen_in_response(status, body)
        with self._lock:
            self._hits.update(seen)

    def _observer(self, operation: Operation) -> _Observer:
        observer = self._observers.get(operation.operation_id)
        if observer is None:
            observer = _Observer(operation, self._requests, self._responses)
            self._observers[operation.operation_id] = observer
        return observer

    def _texts(self, operation: Operation, request: Request) -> Mapping[str, str]:
        """Return the path parameters of a request to the mock.

        1. Its path is below the prefix of the API, or that of a published host.
        2. Its path begins with something else, such as a world.
        """
        segments = request.path.split("/")[1:]
        rests = ("/" + "/".join(segments[start:]) for start in range(len(segments)))
        for path in chain((request.path.removeprefix(self.api.prefix),), rests):
            match = self.api.match(request.method, path, request)
            if isinstance(match, Match) and match.operation is operation:
                return match.texts
        return {}


class _Observer:
    """Finds the items of one operation in messages; prepares everything else once."""

    def __init__(self, operation: Operation, requests: Fields, responses: Fields) -> None:
        self._operation = operation
        self._requests = requests
        self._responses = responses
        self._reader = ParameterReader(operation)
        self._body = BodyReader(operation.document, operation.body.content) if operation.body else None
        self._readers = {
            response.status: BodyReader(operation.document, response.content, "response")
            for response in operation.responses.values()
        }
        self._parameters = {(p.location, p.name): parameter_item(operation, p) for p in operation.parameters}
        self._choices = {
            (p.location, p.name): {text: choice_item(operation, p, text, pointer) for text, pointer in choices.items()}
            for p in operation.parameters
            if (choices := read_choices(operation.document, p))
        }

    def seen_in_request(self, request: Request, texts: Mapping[str, str]) -> set[Item]:
        seen = {operation_item(self._operation)}
        values, _ = self._reader.read(texts, request.query, request.headers)
        for (location, name), item in self._parameters.items():
            found = values.at(location)
            if name in found:
                seen.add(item)
                choices = self._choices.get((location, name), {})
                seen |= {choices[text] for text in chosen(found[name]) if text in choices}
        if self._body is not None and request.body:
            body = self._body.read(request.headers.get("content-type"), request.body)
            if isinstance(body, ReadBody):
                seen |= self._fields("request", body, self._requests)
        return seen

    def read_response(self, method: str, response: Response) -> ReadBody | None:
        """Return the body of a response that the mock has made, if there is one that is documented."""
        documented = self._operation.response_for(response.status)
        if documented is None or method == "HEAD" or not response.body:
            return None
        try:
            body = self._readers[documented.status].read(response.media_type, response.body)
        except DocumentError:  # a schema that cannot be read; the response says so
            return None
        return body if isinstance(body, ReadBody) else None

    def seen_in_response(self, status: int, body: ReadBody | None) -> set[Item]:
        response = self._operation.response_for(status)
        if response is None:
            return set()
        seen = {status_item(self._operation, response.status)}
        if body is not None:
            seen |= self._fields("response", body, self._responses, response.status)
        return seen

    def _fields(self, kind: Kind, body: ReadBody, fields: Fields, status: str = "") -> set[Item]:
        if body.is_opaque:
            return set()
        part = f"{status} {body.media_type.media_type}".strip()
        return {
            Item(self._operation.operation_id, kind, part, at) for at in fields.seen_in(body.media_type, body.instance)
        }
