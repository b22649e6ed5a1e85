"""Items are read one by one, and written as pieces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import ReadBody
from tests.support import bodies

EVENTS, LINES, RECORDS = "text/event-stream", "application/x-ndjson", "application/json-seq"
EVENT = {"type": "object", "properties": {"data": {"type": "string"}}}
PAYLOAD = {"type": "object", "properties": {"n": {"type": "integer"}}}


def read(media_type: str, schema: dict[str, Any], raw: bytes) -> Any:
    found = bodies.try_reading(media_type, raw, media_type, itemSchema=schema)
    return found.value if isinstance(found, ReadBody) else [f"{each.pointer} {each.message}" for each in found]


@pytest.mark.parametrize(
    ("media_type", "schema", "raw", "value"),
    [
        pytest.param(LINES, {}, b'1\n\n{"a": 2}\r\n"x"', [1, {"a": 2}, "x"], id="lines"),
        pytest.param(LINES, {}, b"", [], id="no-lines"),
        pytest.param(RECORDS, {}, b"\x1e1\n\x1e[\n2]\n", [1, [2]], id="records"),
        pytest.param(EVENTS, EVENT, b"data: a\ndata:b\n\n", [{"data": "a\nb"}], id="data-of-two-lines"),
        pytest.param(
            EVENTS,
            EVENT,
            b"\xef\xbb\xbf: hello\r\nevent: e\rid: 7\nretry: 10\nother: x\ndata\n\n",
            [{"event": "e", "id": "7", "retry": 10, "data": ""}],
            id="every-field",
        ),
        pytest.param(EVENTS, EVENT, b"retry: soon\ndata: a", [{"data": "a"}], id="no-retry-and-no-end"),
        pytest.param(EVENTS, PAYLOAD, b'data: {"n":\ndata: 1}\n\n', [{"n": 1}], id="payload"),
        pytest.param(EVENTS, PAYLOAD, b"data: no json\n\n", ["no json"], id="payload-that-is-not-json"),
        pytest.param(EVENTS, {"type": "integer"}, b"data: 5\n\n", [5], id="scalar-payload"),
        pytest.param(EVENTS, PAYLOAD, b"data: {}\n\ndata: [DONE]\n\n", [{}], id="end-of-data"),
        pytest.param(
            EVENTS,
            {"type": "object", "properties": {"data": PAYLOAD}},
            b'data: {"n": 1}\n\n',
            [{"data": {"n": 1}}],
            id="event-with-json",
        ),
        pytest.param(LINES, {}, b"1\nno", ["/1 is not JSON: expecting value at line 1 column 1"], id="broken-line"),
        pytest.param(LINES, {}, b"1\n" * 100_001, [" has more than 100,000 items"], id="too-many"),
        pytest.param(EVENTS, {}, b"data: 1\n\n" * 100_001, [" has more than 100,000 items"], id="too-many-events"),
    ],
)
def test_reading(media_type: str, schema: dict[str, Any], raw: bytes, value: list[Any]) -> None:
    assert read(media_type, schema, raw) == value


# writing


@pytest.mark.parametrize(
    ("value", "media_type", "pieces"),
    [
        pytest.param([{"a": 1}, 2], "application/x-ndjson", [b'{"a":1}\n', b"2\n"], id="lines"),
        pytest.param('{"a":\t1}\n\n2', "application/jsonl", [b'{"a":\t1}\n', b"\n", b"2"], id="lines-as-they-are"),
        pytest.param([1, "a"], "application/json-seq", [b"\x1e1\n", b'\x1e"a"\n'], id="records"),
        pytest.param("\x1e1\n\x1e2\n", "application/json-seq", [b"\x1e1\n", b"\x1e2\n"], id="records-as-they-are"),
        pytest.param({"a": 1}, "application/geo+json-seq", [b'\x1e{"a":1}\n'], id="one-item"),
        pytest.param(
            [{"event": "x", "id": 7, "retry": 10, "data": "a\nb"}, {"n": 1}, "text"],
            "text/event-stream",
            [b"event: x\nid: 7\nretry: 10\ndata: a\ndata: b\n\n", b'data: {"n":1}\n\n', b"data: text\n\n"],
            id="events",
        ),
        pytest.param(
            ": hi\n\ndata: 1\r\n\r\ndata: 2",
            "text/event-stream",
            [b": hi\n\n", b"data: 1\r\n\r\n", b"data: 2"],
            id="events-as-they-are",
        ),
        pytest.param([], "application/x-ndjson", [], id="nothing"),
    ],
)
def test_sequences_end_where_their_items_end(value: Any, media_type: str, pieces: list[bytes]) -> None:
    written = bodies.write(value, media_type)
    starts = (0, *written.ends)
    assert [written.body[start:end] for start, end in zip(starts, written.ends, strict=False) if end] == pieces
    assert b"".join(pieces) == written.body
    assert written.ends, "even an empty one is streamed"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda part: st.lists(part, max_size=4), max_leaves=8
)


@pytest.mark.parametrize("media_type", [LINES, RECORDS])
@given(st.lists(VALUES, max_size=6))
def test_what_is_written_is_read_back(media_type: str, items: list[Any]) -> None:
    assert _there_and_back(media_type, {}, items) == items


FIELDS = st.fixed_dictionaries(
    {"data": st.text().map(lambda text: text.replace("\r", ""))},
    optional={"event": st.from_regex("[a-z]+", fullmatch=True), "id": st.just("7"), "retry": st.integers(0, 10**6)},
)


@given(st.lists(FIELDS))
def test_events_are_read_back(items: list[dict[str, Any]]) -> None:
    assert _there_and_back(EVENTS, EVENT, items) == [item for item in items if item["data"] != "[DONE]"]


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4))
def test_payloads_are_read_back(items: list[Any]) -> None:
    wrapped = [{"n": item} for item in items]
    assert _there_and_back(EVENTS, PAYLOAD, wrapped) == wrapped


def _there_and_back(media_type: str, schema: dict[str, Any], items: list[Any]) -> Any:
    written = bodies.write(items, media_type, itemSchema=schema)
    return read(media_type, schema, written.body)
