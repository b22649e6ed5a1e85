"""A value becomes the body of an answer, in whatever media type the document names."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyReader, BodyWriter, ReadBody, Unwritable, UploadedFile, Written, as_instance
from tests.support.documents import body_operation

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CHARSET = "; charset=utf-8"


def write(value: Any, media_type: str, **declared: Any) -> Written:
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    return BodyWriter(operation.document).write(value, media_type, operation.body.content)


def read(written: Written, media_type: str, **declared: Any) -> Any:
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    found = BodyReader(operation.document, operation.body.content).read(written.content_type, written.body)
    assert isinstance(found, ReadBody), found
    return found.value


@pytest.mark.parametrize(
    ("value", "media_type", "content_type", "body"),
    [
        pytest.param({"a": "é"}, "application/json", "application/json", '{"a":"é"}'.encode(), id="json"),
        pytest.param("x", "application/hal+json", "application/hal+json", b'"x"', id="json-suffix"),
        pytest.param("é", "text/plain", "text/plain" + CHARSET, "é".encode(), id="text"),
        pytest.param("é", "text/plain; charset=utf-8", "text/plain" + CHARSET, "é".encode(), id="charset-once"),
        pytest.param(
            "é", "text/plain; charset=ISO-8859-1", "text/plain; charset=ISO-8859-1", b"\xe9", id="charset-that-is-said"
        ),
        pytest.param(5, "text/plain", "text/plain" + CHARSET, b"5", id="number-as-text"),
        pytest.param({"a": 1}, "text/plain", "text/plain" + CHARSET, b'{"a":1}', id="object-as-text"),
        pytest.param([1], "application/yaml", "application/yaml", b"[1]", id="yaml"),
        pytest.param("a: 1", "application/yaml", "application/yaml", b"a: 1", id="text-of-another-type"),
        pytest.param(b"\xff", "image/png", "image/png", b"\xff", id="bytes"),
        pytest.param(b"\xff", "application/json", "application/json", b"\xff", id="bytes-that-claim-json"),
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


def test_xml_says_the_charset_it_is_in() -> None:
    written = write({"a": "é"}, "application/xml; charset=iso-8859-1")
    assert written.body == b'<?xml version="1.0" encoding="iso-8859-1"?>\n<xml><a>\xe9</a></xml>'


@pytest.mark.parametrize("schema", [{"type": "string", "format": "byte"}, {"contentEncoding": "base64"}])
def test_base64_stands_for_bytes_in_binary_types(schema: dict[str, Any]) -> None:
    encoded = base64.b64encode(b"\x89PNG").decode()
    assert write(encoded, "image/png", schema=schema).body == b"\x89PNG"
    assert write(encoded, "text/plain", schema=schema).body == encoded.encode()
    with pytest.raises(Unwritable, match="not base64"):
        write("no base64!", "image/png", schema=schema)


@pytest.mark.parametrize(
    ("value", "media_type"),
    [({"a": 1}, "image/png"), ([1], "application/octet-stream"), ([1], FORM), (5, FORM), ([1], MULTIPART)],
)
def test_what_cannot_be_written(value: Any, media_type: str) -> None:
    with pytest.raises(Unwritable):
        write(value, media_type)


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
    written = write(value, media_type)
    starts = (0, *written.ends)
    assert [written.body[start:end] for start, end in zip(starts, written.ends, strict=False) if end] == pieces
    assert b"".join(pieces) == written.body
    assert written.ends, "even an empty one is streamed"


# forms

JSON_ARRAY = {"type": "array", "items": {"type": "object"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("value", "schema", "encoding", "body"),
    [
        pytest.param({"a": "b c&é", "n": 1.5, "t": True}, {}, {}, "a=b+c%26%C3%A9&n=1.5&t=true", id="scalars"),
        pytest.param({"a": None}, {"a": {"type": ["integer", "null"]}}, {}, "a=", id="null"),
        pytest.param({"a": ["x", "y"]}, {"a": {"type": "array", "items": {}}}, {}, "a=x&a=y", id="repeated"),
        pytest.param({"a": {"b": 1}}, {"a": {"type": "object"}}, {}, "a=%7B%22b%22%3A1%7D", id="object-as-json"),
        pytest.param({"a": [{"b": 1}, {}]}, {"a": JSON_ARRAY}, {}, "a=%7B%22b%22%3A1%7D&a=%7B%7D", id="objects"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"explode": False}}, "a=1,2", id="joined"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"style": "spaceDelimited"}}, "a=1%202", id="spaces"),
        pytest.param({"a": [1, 2]}, {"a": NUMBERS}, {"a": {"style": "pipeDelimited"}}, "a=1%7C2", id="pipes"),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"style": "deepObject"}},
            "a%5Bb%5D=1",
            id="deep",
        ),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"style": "form"}},
            "b=1",
            id="spread",
        ),
        pytest.param(
            {"a": {"b": 1}},
            {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}},
            {"a": {"explode": False}},
            "a=b,1",
            id="object-joined",
        ),
        pytest.param({"a": "x"}, {"a": {}}, {"a": {"contentType": "application/json"}}, "a=%22x%22", id="stated-json"),
    ],
)
def test_forms(value: Any, schema: dict[str, Any], encoding: dict[str, Any], body: str) -> None:
    typed = {
        name: {"type": {str: "string", float: "number", bool: "boolean"}[type(v)]}
        for name, v in value.items()
        if name not in schema and v is not None
    }
    declared = {"schema": {"type": "object", "properties": typed | schema}, "encoding": encoding}
    written = write(value, FORM, **declared)
    assert written == Written(FORM, body.encode())
    assert read(written, FORM, **declared) == value


# three characters of a part's name are percent-encoded, which nobody undoes (HTML §4.10.21.8)
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


# multipart


def test_parts() -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "address": {"type": "object"},
            "picture": {"type": "string", "format": "binary"},
            "raw": {"type": "string", "format": "binary"},
            "note": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
    }
    encoding = {
        "picture": {
            "headers": {
                "X-Width": {"schema": {"type": "integer", "example": 1}},
                "X-Named": {"examples": {"one": {"value": "b"}}},
                "X-Silent": {"schema": {"type": "integer"}},
            }
        },
        "note": {"contentType": "text/markdown, text/plain"},
    }
    picture = UploadedFile('my "cat".png', "image/png", b"\x89")
    value = {"id": 1, "address": {"a": 1}, "picture": picture, "raw": "abc", "note": "é", "tags": ["x", "y"]}
    written = write(value, MULTIPART, schema=schema, encoding=encoding)
    assert written.content_type == "multipart/form-data; boundary=mockserver-part"
    assert written.body.decode("latin-1").replace("\r\n", "\n").encode("latin-1").decode("utf-8", "replace") == (
        '--mockserver-part\nContent-Disposition: form-data; name="id"\n\n1\n'
        '--mockserver-part\nContent-Disposition: form-data; name="address"\nContent-Type: application/json\n\n{"a":1}\n'
        '--mockserver-part\nContent-Disposition: form-data; name="picture"; filename="my %22cat%22.png"\n'
        "Content-Type: image/png\nX-Width: 1\nX-Named: b\n\n\ufffd\n"
        '--mockserver-part\nContent-Disposition: form-data; name="raw"\n'
        "Content-Type: application/octet-stream\n\nabc\n"
        '--mockserver-part\nContent-Disposition: form-data; name="note"\nContent-Type: text/markdown\n\né\n'
        '--mockserver-part\nContent-Disposition: form-data; name="tags"\n\nx\n'
        '--mockserver-part\nContent-Disposition: form-data; name="tags"\n\ny\n'
        "--mockserver-part--\n"
    )


def test_a_boundary_occurs_in_no_part() -> None:
    written = write({"a": "mockserver-part", "b": "mockserver-part-2"}, MULTIPART)
    assert written.content_type.endswith("boundary=mockserver-part-3")


def test_a_documented_boundary_is_kept() -> None:
    assert write({"a": "1"}, "multipart/mixed; boundary=mine").body.startswith(b"--mine\r\n")


def test_lists_of_parts_are_encoded_by_their_place() -> None:
    written = write(
        [{"a": 1}, "x", "y"],
        "multipart/mixed",
        itemSchema={},
        prefixEncoding=[{"contentType": "application/problem+json"}],
        itemEncoding={"contentType": "text/csv"},
    )
    assert [line for line in written.body.decode().split("\r\n") if line.startswith("Content-Type")] == [
        "Content-Type: application/problem+json",
        "Content-Type: text/csv",
        "Content-Type: text/csv",
    ]


def test_files_are_read_back_as_files() -> None:
    declared = {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}}
    value = {"f": UploadedFile("a.png", "image/png", b"\x89\r\n--")}
    found = read(write(value, MULTIPART, **declared), MULTIPART, **declared)
    assert (found, as_instance(found)) == (value, {"f": "\x89\r\n--"})
