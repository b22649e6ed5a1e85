"""What was sent to a world, or to one of its APIs: its journal, and expectations on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping
from datetime import datetime
from time import monotonic
from typing import Any, Literal, TypedDict, Unpack

from .calls import RemoteCall, RemoteCalls
from .checking import AllowedViolations, BrokenRemoteCall, describe_broken_calls, find_broken_calls
from .errors import Unreachable
from .exchanging import Steps, ask, ask_for, check, make_request
from .finding import find_match, find_operation
from .following import Following
from .records import RequestMatch, VerdictRecord
from .verbs import Asynchronous, Standing, Synchronous, verb

ALL = 1000  # exchanges that a world keeps, and that one answer has
WHOLE = 1_000_000_000  # bytes of each body
LONGEST_WAIT = 60  # seconds of one request
__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class CallFilters(TypedDict, total=False):
    """Which exchanges: those that every filter lets through."""

    after: int  # those with a higher number than this
    api: str  # "adapter"
    operation_id: str  # "updateCustomConnector"
    status: int | str  # 404, or "4XX" for all of this class
    source: str  # "contract": refusals
    violations: bool  # True: those that broke the contract; False: those that kept it
    text: str  # in the path, the query, a header's value or a body; case does not count
    since: datetime | str  # from this time on, by the world's clock
    until: datetime | str  # before this time


class StreamFilters(CallFilters, total=False):
    """Which exchanges, and for how long."""

    body_limit: int  # bytes of each body; all if it is not given
    wait: int  # seconds


class JournalFilters(StreamFilters, total=False):
    """Which exchanges, how long to wait for one, and how many."""

    limit: int  # how many at most; 1000 if it is not given


class WatchingVerbs:
    """What can be asked about the requests that were sent."""

    _at: Standing

    @verb
    def journal(self, **filters: Unpack[JournalFilters]) -> Steps[list[RemoteCall]]:
        """The exchanges that the filters let through, in order.

        `limit` keeps the newest; with `after`, the oldest of those that follow. With `wait`, the answer comes as soon
        as there is one, or after so many seconds.
        """
        return (yield from self._read_journal({"limit": ALL, **filters}))

    @verb
    def calls(self, operation: str) -> Steps[RemoteCalls]:
        """The requests for one operation, including those that broke the contract.

        It is named by its operationId or as `PATCH /data_connectors/{id}`.
        """
        return (yield from self._read_calls(operation, (yield from find_operation(self._at, operation))))

    @verb
    def verify(
        self,
        operation: str | RequestMatch,
        *,
        exactly: int | None = None,
        at_least: int | None = None,
        at_most: int | None = None,
    ) -> Steps[VerdictRecord]:
        """Whether the requests for an operation, or those that match, are as many as expected; else at least one.

        `assert world.verify("updateCustomConnector", exactly=1)` shows the nearest requests if they are not.
        """
        match = yield from find_match(self._at, operation)
        given = {"exactly": exactly, "at_least": at_least, "at_most": at_most}
        count = {name: number for name, number in given.items() if number is not None}
        body = {"match": match.as_json(), **({"count": count} if count else {})}
        return (yield from ask_for(VerdictRecord, make_request("verify_requests", self._at.world, body=body)))

    @verb
    def wait_for(self, operation: str, seconds: float = 10, *, times: int = 1) -> Steps[RemoteCalls]:
        """Wait until an operation was called so many times, and return its calls; fail after so many seconds."""
        operation_id, end = (yield from find_operation(self._at, operation)), monotonic() + seconds
        while True:
            calls = yield from self._read_calls(operation, operation_id)
            left = end - monotonic()
            if len(calls) >= times:
                return calls
            if left <= 0:
                raise AssertionError(f"{operation} was called {len(calls)} of {times} times in {seconds:g} seconds")
            last = calls[-1].number if calls else 0
            wait = max(1, min(LONGEST_WAIT, int(left)))
            yield from self._read_journal({"operation_id": operation_id, "after": last, "wait": wait, "limit": 1})

    @verb
    def export(self, format: Literal["har", "ndjson"] = "har", **filters: Unpack[CallFilters]) -> Steps[str]:
        """The text of a file: an HTTP archive (HAR 1.2), or an exchange as JSON on each line."""
        wanted = make_request("export_journal", self._at.world, query={"format": format, **self._narrow(filters)})
        return (yield from ask(wanted)).body.decode()

    @verb
    def violations(self, allowed: AllowedViolations = False) -> Steps[list[BrokenRemoteCall]]:
        """The calls in which a client broke a contract, each with the violations that are not allowed."""
        return find_broken_calls((yield from self._read_broken()), allowed)

    @verb
    def warnings(self, allowed: AllowedViolations = False) -> Steps[list[BrokenRemoteCall]]:
        """The calls that were served although a server that goes by the letter would refuse them."""
        return find_broken_calls((yield from self._read_broken()), allowed, "warning")

    @verb
    def check(self, allowed: AllowedViolations = False) -> Steps[None]:
        """Raise an `AssertionError` if a client broke the contract of an API."""
        broken = find_broken_calls((yield from self._read_broken()), allowed)
        if broken:
            raise AssertionError(describe_broken_calls(broken))

    def _read_journal(self, query: Mapping[str, Any]) -> Steps[list[RemoteCall]]:
        full = {"body_limit": WHOLE, **self._narrow(query)}
        wanted = make_request("list_exchanges", self._at.world, query=full, wait=float(query.get("wait", 0)))
        found = yield from ask_for(tuple[RemoteCall, ...], wanted, "exchanges")
        return sorted(found, key=lambda call: call.number)

    def _read_calls(self, operation: str, operation_id: str) -> Steps[RemoteCalls]:
        calls = yield from self._read_journal({"limit": ALL})
        others = [call for call in calls if call.operation_id != operation_id]
        return RemoteCalls(operation, [call for call in calls if call.operation_id == operation_id], others)

    def _read_broken(self) -> Steps[list[RemoteCall]]:
        return (yield from self._read_journal({"limit": ALL, "violations": True, "body_limit": 0}))

    def _begin(self, filters: Mapping[str, Any]) -> Following:
        return Following(self._at.world, {"body_limit": WHOLE, **self._narrow(filters)})

    def _narrow(self, filters: Mapping[str, Any]) -> dict[str, Any]:
        return {"api": self._at.api, **filters}


class Watching(WatchingVerbs, Synchronous):
    """What can be asked about the requests that were sent, with a stream to iterate over."""

    def follow(self, **filters: Unpack[StreamFilters]) -> Generator[RemoteCall, None, None]:
        """Yield each exchange as it is recorded: from now on, or after the number `after`.

        It ends with the world, or when nothing came for `wait` seconds; 0 ends it after what is already there.
        """
        following = self._begin(filters)
        while not following.has_ended:
            request = following.connect()
            try:
                with self._door.open_stream(request) as (response, pieces):
                    self._run(check(request, response))
                    for received in pieces:
                        yield from following.read(received)
                following.lose()
            except Unreachable as reason:
                following.lose(reason)


class AsyncWatching(WatchingVerbs, Asynchronous):
    """What can be asked about the requests that were sent, with a stream to iterate over."""

    async def follow(self, **filters: Unpack[StreamFilters]) -> AsyncGenerator[RemoteCall, None]:
        """Yield each exchange as it is recorded: from now on, or after the number `after`.

        It ends with the world, or when nothing came for `wait` seconds; 0 ends it after what is already there.
        """
        following = self._begin(filters)
        while not following.has_ended:
            request = following.connect()
            try:
                async with self._door.open_stream(request) as (response, pieces):
                    await self._run(check(request, response))
                    async for received in pieces:
                        for call in following.read(received):
                            yield call
                following.lose()
            except Unreachable as reason:
                following.lose(reason)
