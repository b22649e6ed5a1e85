"""Requests that are safe to repeat: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07)."""

from __future__ import annotations

from typing import NamedTuple

from ...openapi.messages import Response
from ...openapi.rules import Violation, quote
from ..exchanges import Source
from ..worlds.store import Row
from .call import Call
from .conditions import make_tag
from .refusal import Refusal

REPEATS = ".repeats"  # the collection of the responses to requests with a key; internal, so that no client sees it
LIMIT = 1_000  # responses that are kept


class Repeated(NamedTuple):
    """The response that the first request with a key got."""

    response: Response
    source: Source
    resource: str


def find_repeated(call: Call) -> Repeated | None:
    """What the first request with the key of this one got; `None` if there was none.

    Refuses a key that another request to the operation had. A key belongs to one operation and one caller.
    """
    key = _read_key(call)
    row = None if key is None else call.transaction.peek(REPEATS, _identify(call, key))
    if row is None:
        return None
    if row["fingerprint"] != _fingerprint(call):
        name = call.behaviour.idempotency or ""
        violation = Violation("state.conflict", "header", "was sent with another request", name=name, seen=quote(key))
        raise Refusal(violation.rule, {}, violation)
    headers = tuple((name, value) for name, value in row["headers"])
    return Repeated(Response(row["status"], headers, row["body"], tuple(row["ends"])), row["source"], row["resource"])


def keep_response(call: Call, made: Repeated) -> None:
    """Keep the response to a request that succeeds and has a key, instead of the oldest one if there are many."""
    key, response = _read_key(call), made.response
    if key is None or response.status >= 400:
        return
    oldest = call.transaction.find_oldest(REPEATS, LIMIT)
    if oldest is not None:
        call.transaction.delete(REPEATS, oldest)
    row: Row = {
        "fingerprint": _fingerprint(call),
        "status": response.status,
        "headers": [list(field) for field in response.headers],
        "body": response.body,
        "ends": list(response.ends),
        "source": made.source,
        "resource": made.resource,
    }
    call.transaction.keep(REPEATS, _identify(call, key), row)


def _read_key(call: Call) -> str | None:
    """The key of a request; `None` if it has none, or if its operation knows none."""
    name = call.behaviour.idempotency
    return None if name is None else call.received.headers.get(name) or None


def _identify(call: Call, key: str) -> str:
    return make_tag([call.operation.operation_id, call.caller, key])


def _fingerprint(call: Call) -> str:
    """What two requests have in common if one repeats the other."""
    return make_tag([call.path, call.query, call.body])
