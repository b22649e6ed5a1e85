"""Requests to the control API and their responses, without a connection.

A verb is written once, as a generator of `Steps`: it yields each request, gets its response, and returns its result.
A door, synchronous or asynchronous, sends the requests.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from ..engine.prepared_responses import UNSET
from ..openapi.version import __version__
from .errors import NotFound, NotMockserver, Refused, ServerTooOld, TokenNeeded, WrongValue
from .operations import OPERATIONS, OperationId
from .reading import UnexpectedJson, read_json, read_record
from .records import ProblemRecord

T = TypeVar("T")


@dataclass(frozen=True)
class ControlRequest:
    """One request to the control API."""

    operation: OperationId
    method: str  # "PUT"
    path: str  # "/worlds/anna/clock": below /_mock, percent-encoded
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None  # JSON
    wait: float = 0.0  # seconds that the server may take, besides the usual time


@dataclass(frozen=True)
class ControlResponse:
    """What came back."""

    address: str  # "http://127.0.0.1:8000": the server's, for sentences
    status: int
    media_type: str  # "application/json"; empty if none was sent
    body: bytes


Steps = Generator[ControlRequest, ControlResponse, T]
"""The requests of a verb, and at last its result."""


def make_request(
    operation: OperationId,
    *names: str,
    query: Mapping[str, Any] | None = None,
    body: Any = UNSET,
    headers: Mapping[str, str] | None = None,
    wait: float = 0.0,
) -> ControlRequest:
    """Return the request of an operation; `names` are the values in its path, in order.

    A query parameter that is `None` is left out. Bytes are sent as they are, all else as JSON. Raises `WrongValue` for
    what JSON cannot hold.
    """
    method, template = OPERATIONS[operation]
    values = iter(names)
    path = "/".join(_encode(next(values)) if part.startswith("{") else part for part in template.split("/"))
    given = tuple((name, _as_text(value)) for name, value in (query or {}).items() if value is not None)
    content = None if body is UNSET else body if isinstance(body, bytes) else _write(body)
    usual = {"Content-Type": "application/json"} if content is not None else {}
    return ControlRequest(operation, method, path, given, tuple({**usual, **(headers or {})}.items()), content, wait)


def ask(request: ControlRequest) -> Steps[ControlResponse]:
    """Return the response to a request. Raises a `ControlError` unless it is a success."""
    response = yield request
    yield from check(request, response)
    return response


def check(request: ControlRequest, response: ControlResponse) -> Steps[None]:
    """Raise a `ControlError` unless the response is a success."""
    if response.status >= 300:
        yield from _refuse(request, response)


def ask_for(kind: type[T], request: ControlRequest, member: str | None = None) -> Steps[T]:
    """Return the JSON of the response, or one member of it, as a record, or a tuple of records."""
    response = yield from ask(request)
    try:
        value = read_json(response.body)
        return read_record(kind, value if member is None else _take(value, member))
    except UnexpectedJson as reason:
        return (yield from _distrust(request, response.address, str(reason)))


def _take(value: Any, member: str) -> Any:
    if not isinstance(value, dict) or member not in value:
        raise UnexpectedJson(f"has no {member!r}")
    return value[member]


def _encode(name: str) -> str:
    """A segment of a path; dots alone would mean another place (RFC 3986 §5.2.4)."""
    if not name:
        raise WrongValue("an empty text cannot name anything here")
    return name.replace(".", "%2E") if name in (".", "..") else quote(name, safe="")


def write_moment(at: datetime | str) -> str:
    """Return a moment as JSON has it. Raises `WrongValue` if it does not say where on earth."""
    if isinstance(at, str):
        return at
    if at.tzinfo is None:
        raise WrongValue(f"{at.isoformat()} has no offset; write it like 2026-01-20T15:00:00Z")
    return at.isoformat()


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return write_moment(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _write(body: Any) -> bytes:
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, default=_refuse_foreign).encode()
    except (ValueError, RecursionError) as reason:
        raise WrongValue(f"the value cannot be sent as JSON: {reason}") from None


def _refuse_foreign(value: object) -> NoReturn:
    raise ValueError(f"it holds {type(value).__name__}; allowed: dict, list, str, int, float, bool, None")


# refusals


def _refuse(request: ControlRequest, response: ControlResponse) -> Steps[NoReturn]:
    """Raise what a response means that is not a success.

    1. 401: `TokenNeeded`.
    2. Not a problem of ours: `NotMockserver`.
    3. A path or method that the server's own document does not have: `ServerTooOld`.
    4. 404: `NotFound`; anything else: `Refused`.
    """
    if response.status == 401:
        raise TokenNeeded(
            f"{response.address} wants the token of its control API, which it printed when it started, or another one "
            'than was sent; give it as Control(…, token="…")'
        )
    problem = _read_problem(response)
    if problem is None:
        raise NotMockserver(_describe_foreign(request, response))
    is_named = problem.detail.startswith("there is no ")  # a view's sentence about what the path names
    if response.status in (404, 405) and not is_named and request.operation != "get_control_document":
        yield from _require_operation(request, problem.detail)
    kind = NotFound if response.status == 404 else Refused
    raise kind(response.status, problem.detail, problem.violations)


def _read_problem(response: ControlResponse) -> ProblemRecord | None:
    if response.media_type != "application/problem+json":
        return None
    try:
        return read_record(ProblemRecord, read_json(response.body))
    except UnexpectedJson:
        return None


def _describe_foreign(request: ControlRequest, response: ControlResponse) -> str:
    content = response.media_type or "no content type"
    return (
        f"there is no mockserver at {response.address}: it answered {request.method} /_mock{request.path} with "
        f"{response.status} and {content}; give the address that `mockserver serve` printed"
    )


def _require_operation(request: ControlRequest, detail: str) -> Steps[None]:
    """Raise `ServerTooOld` unless the server's own document has the operation."""
    known = yield from _read_operations(detail)
    if request.operation not in known:
        raise ServerTooOld(
            f"the server does not know {request.method} /_mock{OPERATIONS[request.operation][1]}: it is older than "
            f"this client, which is of mockserver {__version__}; use the same version for both"
        )


def _read_operations(detail: str) -> Steps[set[str]]:
    """The operationIds of the server's control API. Raises `NotMockserver` if it has none."""
    response = yield make_request("get_control_document")
    try:
        content = read_json(response.body)
        items = [item for path in content["paths"].values() for item in path.values() if isinstance(item, dict)]
        return {str(item["operationId"]) for item in items if "operationId" in item}
    except (UnexpectedJson, LookupError, TypeError, AttributeError):
        raise NotMockserver(
            f"{response.address} has no control API of a mockserver: {detail}; give the address that "
            "`mockserver serve` printed"
        ) from None


def _distrust(request: ControlRequest, address: str, reason: str) -> Steps[NoReturn]:
    """Raise why a success cannot be read: the server is older than this client, or no mockserver."""
    place = f"its answer to {request.method} /_mock{request.path} {reason}"
    yield from _read_operations(place)
    raise ServerTooOld(f"{address} and this client, of mockserver {__version__}, differ: {place}; use one version")
