"""What is to happen to requests: prepared responses and faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

from ..engine.prepared_responses import UNSET, PreparedResponse, ResponseOptions, read_responses
from ..openapi.errors import SandboxError
from .errors import NotFound, WrongValue
from .exchanging import Steps, ask, ask_for, make_request
from .finding import find_match
from .operations import OperationId
from .records import FaultRecord, PreparedRecord, RequestMatch
from .verbs import Standing, verb

FaultKindName = Literal["latency", "reset", "timeout", "empty", "truncated", "garbled", "slow", "error", "rate_limit"]
SLOW = 100  # bytes per second of `fail(…, "slow")`, as in pytest
__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class RespondOptions(ResponseOptions, total=False):
    """The options of `respond`."""

    id: str  # "outage": what was prepared under this id is replaced


class FaultOptions(TypedDict, total=False):
    """The options of `fault`."""

    milliseconds: (
        float | Mapping[str, float]
    )  # of "latency": 250, {"from": 300, "to": 900} or {"median": 200, "p95": 900}
    bytes_per_second: int  # of "slow"
    status: int  # of "error": 503 if it is not given
    limit: int  # of "rate_limit": requests of a client in one window
    window_seconds: float  # of "rate_limit"
    rate: float  # 0.1: the share of the requests to which it happens
    seed: int  # chooses them: the same seed the same ones
    times: int  # how often it happens; always if it is not given
    id: str  # "outage": the fault of this id is replaced


class PreparingVerbs:
    """What can be prepared for the requests to a world, or to one of its APIs."""

    _at: Standing

    @verb
    def respond(
        self, operation: str | RequestMatch, *responses: int | PreparedResponse, **options: Unpack[RespondOptions]
    ) -> Steps[PreparedRecord]:
        """Prepare the responses to an operation's valid requests, or to those that match.

        `responses` are statuses, or `PreparedResponse(409, example="in-use")`. One response is sent always; several
        are sent once each, in turn; `times` repeats them so many times. With at most one status, `example`, `body` and
        `headers` give the response's content. `delay` is how many seconds later they are sent.

        If several match, the most specific is sent, then the newest. A response that the document does not allow is
        refused, unless `force` is given.
        """
        given: dict[str, Any] = {**options}
        own_id = given.pop("id", None)
        try:
            wanted = read_responses(responses, given)  # type: ignore[arg-type]  # its names are checked there
        except SandboxError as reason:
            raise WrongValue(str(reason)) from None
        return (yield from self._prepare(operation, wanted, given, own_id))

    @verb
    def responses(self) -> Steps[tuple[PreparedRecord, ...]]:
        """What is prepared, oldest first, with how often it was sent."""
        return tuple((yield from self._list()))

    @verb
    def read_response(self, id: str) -> Steps[PreparedRecord]:
        """One of the things prepared, with how often it was sent."""
        return (yield from ask_for(PreparedRecord, make_request("get_response", self._at.world, id)))

    @verb
    def forget_response(self, id: str) -> Steps[None]:
        """Forget what was prepared under an id."""
        yield from ask(make_request("delete_response", self._at.world, id))

    @verb
    def fault(
        self, kind: FaultKindName, operation: str | RequestMatch | None = None, **options: Unpack[FaultOptions]
    ) -> Steps[FaultRecord]:
        """Let something go wrong with all requests, with those for an operation or with those that match.

        `reset` breaks the connection, `timeout` sends no response, `empty` closes the connection, `truncated` sends
        half of the body, `garbled` wrong bytes, `slow` a body in small pieces, `latency` a late response, `error` a
        status, and `rate_limit` a 429 for what is more than the limit.
        """
        given: dict[str, Any] = {**options}
        return (yield from self._put_fault(kind, operation, given, given.pop("id", None)))

    @verb
    def faults(self) -> Steps[tuple[FaultRecord, ...]]:
        """What goes wrong on purpose, oldest first, with how often it did."""
        return tuple((yield from self._list_faults()))

    @verb
    def read_fault(self, id: str) -> Steps[FaultRecord]:
        """One of the faults, with how often it happened."""
        return (yield from ask_for(FaultRecord, make_request("get_fault", self._at.world, id)))

    @verb
    def forget_fault(self, id: str) -> Steps[None]:
        """Forget a fault."""
        yield from ask(make_request("delete_fault", self._at.world, id))

    @verb
    def fail(
        self, operation: str | RequestMatch, status: int | FaultKindName = 503, *, times: int | None = None
    ) -> Steps[PreparedRecord | FaultRecord]:
        """Let requests fail, always or so many times: they get a status, documented or not, or a fault happens."""
        options: dict[str, Any] = {"times": times} if times is not None else {}
        if isinstance(status, int):
            return (yield from self._prepare(operation, [PreparedResponse(status)], {**options, "force": True}, None))
        numbers = {"bytes_per_second": SLOW} if status == "slow" else {}
        return (yield from self._put_fault(status, operation, {**numbers, **options}, None))

    @verb
    def delay(self, seconds: float, operation: str | None = None) -> Steps[None]:
        """Delay the responses of one operation, or of all; 0 ends the delay."""
        own_id = "-".join(["delay", *(each for each in (self._at.api, operation) if each)]).replace("/", "|")
        if seconds == 0:
            yield from self._end("delete_fault", own_id)
        else:
            yield from self._put_fault("latency", operation, {"milliseconds": seconds * 1000}, own_id)

    @verb
    def recover(self) -> Steps[None]:
        """Forget all prepared responses, failures and delays."""
        if self._at.api is None:
            yield from self._end("clear_responses")
            yield from self._end("clear_faults")
            return
        for prepared in (yield from self._list()):
            yield from ask(make_request("delete_response", self._at.world, prepared.id))
        for fault in (yield from self._list_faults()):
            yield from ask(make_request("delete_fault", self._at.world, fault.id))

    def _list(self) -> Steps[list[PreparedRecord]]:
        wanted = make_request("list_responses", self._at.world)
        found = yield from ask_for(tuple[PreparedRecord, ...], wanted, "responses")
        return [each for each in found if self._at.api in (None, each.match.api)]

    def _list_faults(self) -> Steps[list[FaultRecord]]:
        wanted = make_request("list_faults", self._at.world)
        found = yield from ask_for(tuple[FaultRecord, ...], wanted, "faults")
        return [each for each in found if self._at.api is None or (each.match and each.match.api == self._at.api)]

    def _end(self, operation: OperationId, *names: str) -> Steps[None]:
        try:
            yield from ask(make_request(operation, self._at.world, *names))
        except NotFound:  # a world that does not exist has nothing
            return

    def _put_fault(
        self,
        kind: FaultKindName,
        operation: str | RequestMatch | None,
        options: Mapping[str, Any],
        own_id: str | None,
    ) -> Steps[FaultRecord]:
        body: dict[str, Any] = {"kind": kind, **options}
        if operation is not None:
            body["match"] = (yield from find_match(self._at, operation)).as_json()
        elif self._at.api is not None:
            body["match"] = {"api": self._at.api}
        if own_id is None:
            return (yield from ask_for(FaultRecord, make_request("add_fault", self._at.world, body=body)))
        return (yield from ask_for(FaultRecord, make_request("set_fault", self._at.world, own_id, body=body)))

    def _prepare(
        self,
        operation: str | RequestMatch,
        wanted: Sequence[PreparedResponse],
        options: Mapping[str, Any],
        own_id: str | None,
    ) -> Steps[PreparedRecord]:
        match = yield from find_match(self._at, operation)
        body = {"match": match.as_json(), "responses": [describe_response(each) for each in wanted]}
        body |= {name: options[name] for name in ("times", "force") if options.get(name) is not None}
        if own_id is None:
            return (yield from ask_for(PreparedRecord, make_request("add_response", self._at.world, body=body)))
        return (yield from ask_for(PreparedRecord, make_request("set_response", self._at.world, own_id, body=body)))


def describe_response(wanted: PreparedResponse) -> dict[str, Any]:
    """Return a response with the names of the control API. Raises `WrongValue` for a delay that is no number."""
    if not isinstance(wanted.delay, (int, float)):
        raise WrongValue(f"{wanted.delay!r} seconds cannot be a delay; allowed: 0 or more")
    content = {
        "status": wanted.status,
        "example": wanted.example,
        "headers": dict(wanted.headers) or None,
        "media_type": wanted.media_type,
        "delay_milliseconds": wanted.delay * 1000 or None,
    }
    kept = {name: value for name, value in content.items() if value is not None}
    return kept if wanted.body is UNSET else {**kept, "body": wanted.body}
