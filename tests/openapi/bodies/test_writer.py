"""A value becomes a body in the media type that the document declares."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import UploadedFile, Written, write_body
from tests.support.bodies import read, write

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CHARSET = "; charset=utf-8"


@pytest.mark.parametrize(
    ("value", "media_type", "content_type", "body"),
    [
        pytest.param({"a": "é"}, "application/json", "application/json", '{"a":"é"}'.encode(), id="json"),
        pytest.param("x", "application/hal+json", "application/hal+json", b'"x"', id="json-suffix"),
        pytest.param("é", "text/plain", "text/plain" + CHARSET, "é".encode(), id="text"),
        pytest.param("é", "text/plain; charset=utf-8", "text/plain" + CHARSET, "é".encode(), id="charset-once"),
        pytest.param(
            "é",
            "text/plain; charset=ISO-8859-1",
            "text/plain; charset=ISO-8859-1",
            b"\xe9",
            id="documented-charset",
        ),
        pytest.param(5, "text/plain", "text/plain" + CHARSET, b"5", id="number-as-text"),
        pytest.param({"a": 1}, "text/plain", "text/plain" + CHARSET, b'{"a":1}', id="object-as-text"),
        pytest.param([1], "application/yaml", "application/yaml", b"[1]", id="yaml"),
        pytest.param("a: 1", "application/yaml", "application/yaml", b"a: 1", id="text-of-another-type"),
        pytest.param(b"\xff", "image/png", "image/png", b"\xff", id="bytes"),
        pytest.param(b"\xff", "application/json", "application/json", b"\xff", id="bytes-as-json"),
        pytest.param("é", "image/svg+xml", "image/svg+xml", "é".encode(), id="a-picture-in-text"),
        pytest.param(UploadedFile("a", "image/gif", b"G"), "image/gif", "image/gif", b"G", id="file"),
        pytest.param({"a": 1}, "*/*", "application/json", b'{"a":1}', id="range-structure"),
        pytest.param("a", "*/*", "text/plain" + CHARSET, b"a", id="range-text"),
        pytest.param(b"a", "*/*", "application/octet-stream", b"a", id="range-bytes"),
        pytest.param(b"a", "image/*", "image/png", b"a", id="range-picture"),
        pytest.param("a", "text/*", "text/plain" + CHARSET, b"a", id="range-of-text"),
        pytest.param({"a": 1}, "application/*", "application/json", b'{"a":1}', id="range-application"),
        pytest.param(UploadedFile("a", "image/gif", b"G"), "image/*", "image/gif", b"G", id="range-file"),
        pytest.param("x", "nonsense", "nonsense", b"x", id="unreadable-media-type"),
        pytest.param("<a/>", "application/xml", "application/xml", b"<a/>", id="xml-as-it-is"),
        pytest.param("<a/>", "text/xml", "text/xml" + CHARSET, b"<a/>", id="text-xml"),
        pytest.param("a=1", FORM, FORM, b"a=1", id="form-as-it-is"),
        pytest.param(
            "--b\r\n\r\nx\r\n--b--\r\n",
            "multipart/mixed",
            "multipart/mixed; boundary=b",
            b"--b\r\n\r\nx\r\n--b--\r\n",
            id="multipart-as-it-is",
        ),
    ],
)
def test_content_type_and_body(value: Any, media_type: str, content_type: str, body: bytes) -> None:
    assert write(value, media_type) == Written(content_type, body)


@pytest.mark.parametrize(
    ("value", "media_type", "body"),
    [
        pytest.param({"a": [1, None]}, "application/json", b'{"a":[1,null]}', id="json"),
        pytest.param("é", "application/json", '"é"'.encode(), id="text-as-json"),
        pytest.param("x", "application/problem+json; charset=utf-8", b'"x"', id="suffix-json"),
        pytest.param("é", "text/plain", "é".encode(), id="text"),
        pytest.param("<a/>", "application/xml", b"<a/>", id="text-of-another-type"),
        pytest.param(b"\x00\xff", "image/png", b"\x00\xff", id="bytes"),
        pytest.param(b"{}", "application/json", b"{}", id="bytes-as-json"),
        pytest.param(5, "text/plain", b"5", id="number-as-text"),
        pytest.param(True, "text/plain", b"true", id="boolean-as-text"),
        pytest.param("\ud800", "text/plain", b"?", id="half-a-surrogate-pair-as-text"),
        pytest.param("x", "nonsense", b"x", id="unreadable-media-type"),
    ],
)
def test_a_body_that_no_document_declares(value: Any, media_type: str, body: bytes) -> None:
    assert write_body(value, media_type) == body


# three characters of a part's name are percent-encoded, and stay so when it is read (HTML §4.10.21.8)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters='"\r\n\\'), min_size=1, max_size=5)
SCALARS = st.sampled_from([("string", st.text()), ("integer", st.integers()), ("boolean", st.booleans())]).flatmap(
    lambda pair: pair[1].map(lambda value: (pair[0], value))
)
JSON = st.dictionaries(st.text(max_size=3), st.integers(-5, 5) | st.text(max_size=3), max_size=3)


@st.composite
def forms(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """The properties of a form, and a value for each."""
    properties: dict[str, Any] = {}
    value: dict[str, Any] = {}
    for name in draw(st.lists(NAMES, unique=True, max_size=4)):
        kind, item = draw(SCALARS)
        properties[name] = {"type": kind}
        value[name] = item
        match draw(st.sampled_from(["scalar", "array", "object", "objects"])):
            case "array":
                properties[name], value[name] = {"type": "array", "items": {"type": kind}}, [item, item]
            case "object":
                properties[name], value[name] = {"type": "object"}, draw(JSON)
            case "objects":
                objects = draw(st.lists(JSON, min_size=1, max_size=3))
                properties[name], value[name] = {"type": "array", "items": {"type": "object"}}, objects
    return properties, value


@pytest.mark.parametrize("media_type", [FORM, MULTIPART])
@given(forms())
def test_what_is_written_is_read_back(media_type: str, form: tuple[dict[str, Any], dict[str, Any]]) -> None:
    properties, value = form
    declared = {"schema": {"type": "object", "properties": properties}}
    assert read(write(value, media_type, **declared), media_type, **declared) == value
