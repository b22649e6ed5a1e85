"""Requests that were not accepted, and the operations that they may have meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..engine.apis.apis import Api, Apis
from ..engine.exchanges import Exchange
from ..engine.matching.sent_request import SentRequest
from ..engine.matching.suggestions import find_meant_name
from ..openapi.messages import Request
from ..openapi.operations import Operation
from ..openapi.routing import Match, find_nearest
from ..openapi.rules import quote

NEAREST = 5  # operations of one request, and paths of each API


@dataclass(frozen=True, slots=True)
class NearestOperation:
    """An operation that a request may have meant."""

    api: Api
    operation: Operation
    differences: tuple[str, ...]  # ('path: expected /pets/{id}, was "/pet/1"', "method: expected POST, was GET")


def is_unmatched(exchange: Exchange) -> bool:
    """Return whether no operation has the request, or the operation refused it."""
    has_no_operation = exchange.operation_id is None and exchange.response.status >= 400
    return has_no_operation or exchange.source == "contract"


def find_nearest_operations(apis: Apis, exchange: Exchange) -> list[NearestOperation]:
    """Return the operations that a request may have meant, those with the fewest differences first.

    1. The operation that refused it, with what it breaks.
    2. In the API that it addresses: the operations of its path, whose methods differ; else those of paths that are
       nearly its own.
    3. The same in every API for a path whose prefix may be missing.
    4. The operations of every API whose paths are nearly its own: with their prefix, else without it.
    """
    refusing = apis.find(exchange.api) if exchange.api is not None else None
    operation = refusing.operation(exchange.operation_id or "") if refusing is not None else None
    if refusing is not None and operation is not None:
        return [NearestOperation(refusing, operation, tuple(_iter_breaches(exchange, operation)))]
    request = exchange.request
    located = apis.locate(request.host, request.path, request.method)
    found = list(_iter_nearest(request, *located)) if located is not None else []
    found = found or [each for api in apis for each in _iter_at(request, api, request.path)]
    found = found or [each for api in apis for each in _iter_near(request, api, request.path, api.prefix)]
    found = found or [each for api in apis for each in _iter_near(request, api, request.path)]
    return sorted(found, key=lambda each: len(each.differences))[:NEAREST]


def _iter_breaches(exchange: Exchange, operation: Operation) -> Iterator[str]:
    """Yield a sentence for each violation, with the name that was probably meant."""
    sent = SentRequest(exchange.request, exchange.api, exchange.operation_id)
    for violation in exchange.violations:
        meant = find_meant_name(violation, sent, operation)
        yield f"{violation}; did you mean {meant}?" if meant else str(violation)


def _iter_nearest(request: Request, api: Api, path: str) -> Iterator[NearestOperation]:
    """Yield the operations of the API that a request addresses; `path` is that inside it."""
    at_path = list(_iter_at(request, api, path))
    yield from at_path or _iter_near(request, api, path)


def _iter_at(request: Request, api: Api, path: str) -> Iterator[NearestOperation]:
    """Yield the operations that `path` leads to in an API."""
    has_prefix = (request.path.endswith(path) and request.path != path) or not api.prefix
    for operation in api.operations:
        match = api.match(operation.method, path)
        if isinstance(match, Match) and match.operation is operation:
            is_documented = has_prefix and not match.documented
            yield _compare(request, api, operation, has_path=is_documented)


def _iter_near(request: Request, api: Api, path: str, prefix: str = "") -> Iterator[NearestOperation]:
    """Yield the operations of the documented paths, behind a prefix, that are nearly `path`."""
    by_path: dict[str, list[Operation]] = {}
    for operation in api.operations:
        by_path.setdefault(prefix + operation.bare_path, []).append(operation)
    for _ in range(NEAREST):
        near = find_nearest(path, by_path)
        for operation in by_path.pop(near) if near is not None else ():
            yield _compare(request, api, operation, has_path=False)


def _compare(request: Request, api: Api, operation: Operation, *, has_path: bool) -> NearestOperation:
    differences = []
    if not has_path:
        differences.append(f"path: expected {api.prefix}{operation.bare_path}, was {quote(request.path)}")
    if operation.method != request.method:
        differences.append(f"method: expected {operation.method}, was {request.method}")
    return NearestOperation(api, operation, tuple(differences))
