"""Items one after the other, read back one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyReader, BodyWriter, ReadBody
from tests.support.documents import body_operation

EVENTS, LINES, RECORDS = "text/event-stream", "application/x-ndjson", "application/json-seq"
EVENT = {"type": "object", "properties": {"data": {"type": "string"}}}
PAYLOAD = {"type": "object", "properties": {"n": {"type": "integer"}}}


def read(media_type: str, schema: dict[str, Any], raw: bytes) -> Any:
    operation = body_operation({media_type: {"itemSchema": schema}})
    assert operation.body is not None
    found = BodyReader(operation.document, operation.body.content).read(media_type, raw)
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
        pytest.param(EVENTS, PAYLOAD, b"data: no json\n\n", ["no json"], id="payload-that-is-none"),
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
    operation = body_operation({media_type: {"itemSchema": schema}})
    assert operation.body is not None
    written = BodyWriter(operation.document).write(items, media_type, operation.body.content)
    return read(media_type, schema, written.body)
