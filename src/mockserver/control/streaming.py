"""Serves what waits for a journal without a thread: its stream, and lists with `wait`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from typing import Any
from urllib.parse import parse_qsl

from connexion.middleware.abstract import ROUTING_CONTEXT

from ..engine.engine import Engine
from ..engine.worlds.journal import Journal
from ..openapi.rules import Violation, quote
from .cleaning import App, Send
from .events import HEARTBEAT, RETRY, write_events
from .exchange_filter import make_filter
from .following import Follower, follow
from .journal_reader import JournalReader, Step
from .problems import ControlProblem
from .validators import Message, Receive, Scope
from .views.lookup import find_world_among

HEARTBEAT_SECONDS = 15.0  # without an event, after which a comment shows that the stream is alive
BODY_LIMIT = 65536  # bytes of each body; the default in the document
_LAST_EVENT_ID = re.compile(r"[0-9]{0,15}")
_NUMBERS = ("after", "body_limit", "limit", "wait")
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"x-accel-buffering", b"no"),  # nginx passes each event on at once
]


class FollowJournal:
    """An ASGI middleware between connexion's validation and Flask, each of whose views holds one of a few threads.

    - `stream_journal` is served here.
    - `list_exchanges` with `wait` is held back until an exchange matches; then Flask lists.
    """

    def __init__(self, app: App, engine: Engine) -> None:
        self.app = app
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation_id = _find_operation(scope)
        if operation_id == "stream_journal":
            await self._stream(scope, receive, send)
        elif operation_id == "list_exchanges" and (asked := read_query(scope)).get("wait"):
            if await self._wait(scope, receive, asked):
                await self.app(scope, _no_body, send)
        else:
            await self.app(scope, receive, send)

    async def _wait(self, scope: Scope, receive: Receive, asked: dict[str, Any]) -> bool:
        """Wait until an exchange matches, or none will; return whether the client is still there."""
        journal, wanted, clock = self._find_journal(scope), make_filter(asked), asyncio.get_running_loop()
        reader, end = JournalReader(journal, wanted, wanted.after or 0), clock.time() + asked["wait"]
        with follow(journal) as follower, _watch(receive) as gone:
            while not gone.done():
                follower.look()
                step = await asyncio.to_thread(reader.read)
                if step.found or step.was_cleared or step.has_ended or clock.time() >= end:
                    return True
                if not step.has_more:
                    await follower.wait(gone, end - clock.time())
        return False

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        journal, asked, last = self._find_journal(scope), read_query(scope), _read_last_event_id(scope)
        wanted = make_filter(asked)
        reader = JournalReader(journal, replace(wanted, after=None), wanted.after if last is None else last)
        with follow(journal) as follower, _watch(receive) as gone:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            try:
                if scope["method"] != "HEAD":
                    await _Stream(reader, follower, gone, send).run(asked)
            finally:  # the response is completed even if the server shuts down
                await send({"type": "http.response.body", "body": b""})

    def _find_journal(self, scope: Scope) -> Journal:
        return find_world_among(self._engine.worlds, scope["path_params"]["world"]).journal


class _Stream:
    """One stream of events, from its first to its last."""

    def __init__(self, reader: JournalReader, follower: Follower, gone: asyncio.Task[None], send: Send) -> None:
        self._reader = reader
        self._follower = follower
        self._gone = gone  # the client
        self._send = send

    async def run(self, asked: dict[str, Any]) -> None:
        """Write events until the client is gone, the world has ended, or nothing has matched for `wait` seconds."""
        clock = asyncio.get_running_loop()
        body_limit, patience = asked.get("body_limit", BODY_LIMIT), asked.get("wait", inf)
        await self._write(RETRY)
        end, beat = clock.time() + patience, clock.time() + HEARTBEAT_SECONDS
        while not self._gone.done():
            self._follower.look()
            step, events = await asyncio.to_thread(self._read, body_limit)
            if events:
                await self._write(events)
                beat = clock.time() + HEARTBEAT_SECONDS
                end = clock.time() + patience if step.found else end
            if step.has_ended or (clock.time() >= end and not step.has_more):
                return
            if clock.time() >= beat:
                await self._write(HEARTBEAT)
                beat = clock.time() + HEARTBEAT_SECONDS
            if not step.has_more:
                await self._follower.wait(self._gone, min(end, beat) - clock.time())

    def _read(self, body_limit: int) -> tuple[Step, bytes]:
        step = self._reader.read()
        return step, write_events(step, body_limit)

    async def _write(self, data: bytes) -> None:
        """Write, and wait until the client has read most of what was written before."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})


def read_query(scope: Scope) -> dict[str, Any]:
    """Return the parameters of a query that connexion has validated, with the types of their schemas."""
    sent = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    asked: dict[str, Any] = {name: int(text) if name in _NUMBERS else text for name, text in sent.items()}
    if "violations" in asked:
        asked["violations"] = asked["violations"] == "true"
    return asked


def _read_last_event_id(scope: Scope) -> int | None:
    """Return the number in the Last-Event-ID header; `None` if there is none. Raises a 400 if it is not a number."""
    text = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"), "").strip()
    if not _LAST_EVENT_ID.fullmatch(text):
        allowed = "the number of an exchange"
        violation = Violation(
            "parameter.schema",
            "header",
            f"{quote(text)} is not {allowed}",
            name="Last-Event-ID",
            seen=quote(text),
            allowed=allowed,
        )
        raise ControlProblem(400, str(violation), [violation])
    return int(text) if text else None


def _find_operation(scope: Scope) -> str | None:
    """Return the operationId of a request: connexion knows it as `mockserver.control.views.stream_journal`."""
    routing = scope.get("extensions", {}).get(ROUTING_CONTEXT, {})
    return (routing.get("operation_id") or "").rpartition(".")[2] or None


@contextmanager
def _watch(receive: Receive) -> Iterator[asyncio.Task[None]]:
    """Watch the client inside the `with` block: the future is done when it has disconnected."""
    gone = asyncio.ensure_future(_await_disconnect(receive))
    try:
        yield gone
    finally:
        gone.cancel()


async def _await_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _no_body() -> Message:
    """Stand in for `receive`, whose messages were read while the request waited."""
    return {"type": "http.request", "body": b"", "more_body": False}
