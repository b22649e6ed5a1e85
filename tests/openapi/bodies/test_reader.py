"""A body is read by one entry of `content`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyReader, ReadBody
from mockserver.openapi.rules import RULES
from tests.support.documents import body_operation

OBJECT = {"type": "object"}
CONTENT: dict[str, Any] = {
    "application/json": {"schema": OBJECT},
    "application/*": {"schema": OBJECT},
    "application/xml": {"schema": OBJECT},
    "application/x-www-form-urlencoded": {"schema": {"properties": {"n": {"type": "integer"}}}},
    "multipart/form-data": {"schema": {"properties": {"n": {"type": "integer"}}}},
    "text/plain": {"schema": {"type": "integer"}},
    "text/csv": {"schema": {"type": "array"}},
    "image/png": {"schema": {"type": "string", "format": "binary"}},
}


def reader_of(content: dict[str, Any], location: Any = "body") -> BodyReader:
    operation = body_operation(content)
    assert operation.body is not None
    return BodyReader(operation.document, operation.body.content, location)


READER = reader_of(CONTENT)


@pytest.mark.parametrize(
    ("content_type", "raw", "value", "declared"),
    [
        pytest.param("application/json", b'{"a": 1}', {"a": 1}, "application/json", id="json"),
        pytest.param("Application/JSON; Charset=UTF-8", b"1", 1, "application/json", id="case-and-charset"),
        pytest.param("application/vnd.pet+json", b"[1]", [1], "application/*", id="suffix-in-a-range"),
        pytest.param("application/octet-stream", b"\xff", b"\xff", "application/*", id="bytes-in-a-range"),
        pytest.param("image/png", b"\x89PNG", b"\x89PNG", "image/png", id="bytes"),
        pytest.param("text/plain", b"5", 5, "text/plain", id="text-with-a-type"),
        pytest.param(
            "application/x-www-form-urlencoded", b"n=5", {"n": 5}, "application/x-www-form-urlencoded", id="form"
        ),
        pytest.param(
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\n5\r\n--b--\r\n',
            {"n": 5},
            "multipart/form-data",
            id="multipart",
        ),
    ],
)
def test_read(content_type: str, raw: bytes, value: Any, declared: str) -> None:
    body = READER.read(content_type, raw)
    assert isinstance(body, ReadBody)
    assert body.value == value
    assert body.media_type.media_type == declared


@pytest.mark.parametrize(
    ("content_type", "raw", "rule", "message"),
    [
        (None, b"x", "media-type", "has no Content-Type; allowed: application/json, text/plain"),
        (
            "json",
            b"{}",
            "media-type",
            "has a Content-Type that is not a media type; allowed: application/json, text/plain",
        ),
        (
            "a/b",
            b"",
            "media-type",
            "is of media type a/b, which is not documented; allowed: application/json, text/plain",
        ),
        (
            "application/json; charset=utf-16",
            b"{}",
            "media-type",
            "is in the charset utf-16, but must be utf-8",
        ),
        ("text/plain; charset=idna", b"x", "media-type", "is in the charset idna, which is not understood"),
        ("text/plain; charset=utf-8", b"x\xe9", "malformed", "is not utf-8: byte 1 is 0xe9"),
        ("application/json", b"", "malformed", "is empty, which is not JSON"),
    ],
)
@pytest.mark.parametrize("location", ["body", "response"])
def test_violations(location: str, content_type: str | None, raw: bytes, rule: str, message: str) -> None:
    reader = reader_of({name: CONTENT[name] for name in ("application/json", "text/plain")}, location)
    violations = reader.read(content_type, raw)
    assert isinstance(violations, list)
    assert [(v.rule, v.location, v.message) for v in violations] == [(f"{location}.{rule}", location, message)]
    position = violations[0].position
    assert position is not None
    assert position.pointer.startswith("/paths/~1/post/requestBody/content")


def test_neither_a_body_nor_a_content_type() -> None:
    assert READER.read(None, b"") == []


def test_nothing_is_documented() -> None:
    violations = reader_of({}).read("text/plain", b"x")
    assert isinstance(violations, list)
    assert [(v.rule, v.allowed) for v in violations] == [("body.media-type", "no body")]


@pytest.mark.parametrize(
    ("content_type", "admits_empty"),
    [
        pytest.param("image/png", True, id="picture"),
        pytest.param("application/octet-stream", True, id="bytes-in-a-range"),
        pytest.param("application/yaml", False, id="written-in-characters"),
        pytest.param("application/json", False, id="json"),
        pytest.param("multipart/form-data; boundary=b", False, id="multipart"),
        pytest.param("audio/ogg", False, id="not-documented"),
        pytest.param("nonsense", False, id="not-a-media-type"),
        pytest.param(None, False, id="no-content-type"),
    ],
)
def test_files_may_be_empty(content_type: str | None, admits_empty: bool) -> None:
    assert READER.admits_empty(content_type) is admits_empty


def test_many_content_types_are_read_alike() -> None:
    for number in range(100):
        body = READER.read(f"application/json; n={number}", b"1")
        assert isinstance(body, ReadBody) and body.value == 1


@pytest.mark.parametrize(
    ("declared", "value"), [("*/*", b'{ "a": 1 }'), ("application/*", b'{ "a": 1 }'), ("application/json", {"a": 1})]
)
def test_a_range_that_takes_files_reads_json_as_bytes(declared: str, value: Any) -> None:
    reader = reader_of({declared: {"schema": {"type": "string", "format": "binary"}}})
    body = reader.read("application/json", b'{ "a": 1 }')
    assert isinstance(body, ReadBody)
    assert body.value == value


def test_validators_see_the_same_json() -> None:
    body = READER.read("application/json", b'{"a": []}')
    assert isinstance(body, ReadBody)
    assert body.instance is body.value


CONTENT_TYPES = (
    st.sampled_from([*CONTENT, "multipart/form-data; boundary=b", "text/plain; charset=\0", "a/b"]) | st.text()
)


@given(CONTENT_TYPES, st.binary() | st.text().map(str.encode))
def test_any_body_is_read_or_violates_a_rule(content_type: str, raw: bytes) -> None:
    result = READER.read(content_type, raw)
    if isinstance(result, list):
        assert result
        assert all(violation.rule in RULES for violation in result)
    else:
        assert result.media_type.media_type in CONTENT
