"""Server-Sent Events: each has the form of WHATWG HTML §9.2.6."""

from __future__ import annotations

import json

import pytest

from mockserver.control.events import write_events
from mockserver.control.journal_reader import Step
from mockserver.engine.worlds.journal import Numbered
from mockserver.openapi.messages import Response
from tests.control.exchanges import make_exchange, make_request


@pytest.mark.parametrize(
    ("step", "written"),
    [
        pytest.param(Step(), b"", id="nothing"),
        pytest.param(Step(was_cleared=True), b"id: 0\nevent: cleared\ndata: {}\n\n", id="cleared"),
        pytest.param(Step(missed=12, last=12), b'event: lagged\ndata: {"missed":12}\n\n', id="lagged"),
        pytest.param(Step(has_ended=True), b"event: ended\ndata: {}\n\n", id="ended"),
    ],
)
def test_an_event_is_written(step: Step, written: bytes) -> None:
    assert write_events(step, 100) == written


def test_an_exchange_is_one_line_of_data() -> None:
    exchange = make_exchange(make_request(body="a\r\nb\u2028c".encode()), Response(200, body=b"x" * 20))
    written = write_events(Step(last=7, found=(Numbered(7, exchange), Numbered(8, exchange))), 10)
    first, second, rest = written.decode().split("\n\n")
    assert rest == ""
    number, name, data = first.split("\n")
    assert (number, name) == ("id: 7", "event: exchange")
    shown = json.loads(data.removeprefix("data: "))
    assert shown["request"]["body"] == {"text": "a\r\nb\u2028c"}
    assert shown["response"]["body"] == {"text": "x" * 10, "size": 20}
    assert second.startswith("id: 8\n")
