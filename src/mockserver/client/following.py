"""A world's journal as it grows: Server-Sent Events (WHATWG HTML §9.2), read without a connection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .calls import RemoteCall
from .errors import Unreachable
from .exchanging import ControlRequest, make_request
from .reading import UnexpectedJson, read_record

SILENCE = 30.0  # seconds without any byte after which the server is taken for gone; it sends one every 15


@dataclass(frozen=True)
class ServerEvent:
    """One event of a stream."""

    name: str  # "exchange"
    id: str  # "12"; empty if it has none
    data: str  # JSON


class EventReader:
    """Makes events of the bytes of a stream, wherever they are cut.

    >>> list(EventReader().feed(b"id: 1\\nevent: exchange\\ndata: {}\\n\\nid: 2"))
    [ServerEvent(name='exchange', id='1', data='{}')]
    """

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, str] = {}

    def feed(self, received: bytes) -> Iterator[ServerEvent]:
        """Yield the events that are complete now. Lines end with LF; JSON may hold other line ends of Unicode."""
        *lines, self._rest = (self._rest + received).split(b"\n")
        for line in lines:
            text = line.removesuffix(b"\r").decode()
            if text:
                name, _, value = text.partition(":")  # a comment has an empty name
                self._fields[name] = value.removeprefix(" ")
            else:
                fields, self._fields = self._fields, {}
                if "data" in fields:
                    yield ServerEvent(fields.get("event", "message"), fields.get("id", ""), fields["data"])


class Following:
    """One journal that is followed, over one or several connections, one after the other."""

    def __init__(self, world: str, query: Mapping[str, Any]) -> None:
        self._world = world
        self._query = query
        self._last = ""  # the id of the last event
        self._events = EventReader()
        self._is_new = True  # nothing has come over this connection
        self.has_ended = False  # the world has, or the time to wait is over

    def connect(self) -> ControlRequest:
        """The request for the stream, or for the rest of it."""
        self._events, self._is_new = EventReader(), True
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": self._last} if self._last else {})}
        return make_request("stream_journal", self._world, query=self._query, headers=headers, wait=SILENCE)

    def read(self, received: bytes) -> Iterator[RemoteCall]:
        """Yield the exchanges that have come."""
        for event in self._events.feed(received):
            self._is_new = False
            self._last = event.id or self._last
            self.has_ended = self.has_ended or event.name == "ended"
            if event.name == "exchange":
                yield read_call(event.data)

    def lose(self, reason: Unreachable | None = None) -> None:
        """Note that the connection has ended, or broken; raise the reason if another one would not help."""
        if reason is None and self._query.get("wait") is not None:
            self.has_ended = True  # nothing came for so long
        elif self._is_new and not self.has_ended:
            raise reason or Unreachable("the server ended the stream of the journal before anything came")


def read_call(text: str) -> RemoteCall:
    """Return the exchange that an event holds. Raises `Unreachable` if the event is not whole."""
    try:
        return read_record(RemoteCall, json.loads(text))
    except (ValueError, UnexpectedJson) as reason:
        raise Unreachable(f"an event of the journal cannot be read: {reason}") from None
