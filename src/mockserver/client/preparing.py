"""What is to happen to requests: prepared responses and faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from ..engine.prepared_responses import UNSET, PreparedResponse, ResponseOptions, read_responses
from ..openapi.errors import SandboxError
from .errors import NotFound, WrongValue
from .exchanging import Steps, ask, ask_for, make_request
from .finding import find_match
from .operations import OperationId
from .records import PreparedRecord, RequestMatch
from .verbs import Standing, verb

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class RespondOptions(ResponseOptions, total=False):
    """The options of `respond`."""

    id: str  # "outage": what was prepared under this id is replaced


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
    def prepared(self, id: str) -> Steps[PreparedRecord]:
        """One of the things prepared, with how often it was sent."""
        return (yield from ask_for(PreparedRecord, make_request("get_response", self._at.world, id)))

    @verb
    def forget_response(self, id: str) -> Steps[None]:
        """Forget what was prepared under an id."""
        yield from ask(make_request("delete_response", self._at.world, id))

    @verb
    def recover(self) -> Steps[None]:
        """Forget all prepared responses, failures and delays."""
        if self._at.api is None:
            yield from self._clear("clear_responses")
        else:
            for each in (yield from self._list()):
                yield from ask(make_request("delete_response", self._at.world, each.id))

    def _list(self) -> Steps[list[PreparedRecord]]:
        wanted = make_request("list_responses", self._at.world)
        found = yield from ask_for(tuple[PreparedRecord, ...], wanted, "responses")
        return [each for each in found if self._at.api in (None, each.match.api)]

    def _clear(self, operation: OperationId) -> Steps[None]:
        try:
            yield from ask(make_request(operation, self._at.world))
        except NotFound:  # a world that does not exist has nothing
            return

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
