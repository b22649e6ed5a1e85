"""Server-Sent Events, however they are cut, and connections that end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.client import Unreachable
from mockserver.client.following import EventReader, Following, ServerEvent

STREAM = ': hello\nretry: 1000\n\nid: 1\nevent: exchange\ndata: {"a": "\u2028é"}\r\n\ndata:x\n\nid: 3\nda'.encode()
EVENTS = [ServerEvent("exchange", "1", '{"a": "\u2028é"}'), ServerEvent("message", "", "x")]


@given(st.sets(st.integers(0, len(STREAM))))
def test_events_are_the_same_however_they_are_cut(places: set[int]) -> None:
    cuts = [0, *sorted(places), len(STREAM)]
    reader = EventReader()
    pieces = [STREAM[begin:end] for begin, end in pairwise(cuts)]
    assert [event for piece in pieces for event in reader.feed(piece)] == EVENTS


def test_a_broken_connection_is_resumed_after_the_last_event() -> None:
    following = Following("anna", {"after": 1})
    assert following.connect().headers == (("Accept", "text/event-stream"),)
    list(following.read(b"id: 7\nevent: cleared\ndata: {}\n\n"))
    following.lose(Unreachable("broke"))
    assert ("Last-Event-ID", "7") in following.connect().headers
    with pytest.raises(Unreachable, match="broke"):
        following.lose(Unreachable("broke"))


def test_a_server_that_ends_the_stream_before_anything_came() -> None:
    following = Following("anna", {})
    following.connect()
    with pytest.raises(Unreachable, match="ended the stream"):
        following.lose()


def test_an_event_that_is_not_whole() -> None:
    following = Following("anna", {})
    with pytest.raises(Unreachable, match="cannot be read: has no 'number'"):
        list(following.read(b"event: exchange\ndata: {}\n\n"))
