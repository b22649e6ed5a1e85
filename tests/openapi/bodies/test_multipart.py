"""Parts are read by their Content-Type and the schema, and written by the schema and `encoding`."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyReader, ReadBody, Unwritable, UploadedFile, as_instance
from mockserver.openapi.rules import Violation
from tests.support import bodies
from tests.support.documents import body_operation

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
FILE = {"type": "string", "format": "binary"}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": STRING,
        "n": INTEGER,
        "tags": {"type": "array", "items": STRING},
        "ids": {"type": "array", "items": INTEGER},
        "point": {"type": "object"},
        "points": {"type": "array", "items": {"type": "object"}},
        "file": FILE,
        "files": {"type": "array", "items": FILE},
        "image": {"contentMediaType": "image/png"},
    },
}
FORM_DATA = "multipart/form-data"
HEADER = "multipart/form-data; boundary=b"


def part(name: str, content: bytes | str, *headers: str, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename is not None else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{file}', *headers, "", ""]
    return "\r\n".join(lines).encode() + (content.encode() if isinstance(content, str) else content)


def multipart(*parts: bytes) -> bytes:
    return b"".join(b"--b\r\n" + each + b"\r\n" for each in parts) + b"--b--\r\n"


def result_of(raw: bytes, encoding: dict[str, Any] | None = None, content_type: str = HEADER) -> Any:
    operation = body_operation({"multipart/form-data": {"schema": SCHEMA, "encoding": encoding or {}}})
    assert operation.body is not None
    return BodyReader(operation.document, operation.body.content).read(content_type, raw)


def read(*parts: bytes, encoding: dict[str, Any] | None = None) -> Any:
    result = result_of(multipart(*parts), encoding)
    assert isinstance(result, ReadBody), result
    return result.value


JSON, PNG = "Content-Type: application/json", "Content-Type: image/png"


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        # 1. JSON by Content-Type
        pytest.param([part("point", '{"x": 1}', JSON)], {"point": {"x": 1}}, id="json"),
        pytest.param([part("point", '{"x": 1}', JSON, filename="blob")], {"point": {"x": 1}}, id="json-blob"),
        pytest.param([part("ids", "[1, 2]", JSON)], {"ids": [1, 2]}, id="json-array"),
        pytest.param([part("n", "5", JSON)], {"n": 5}, id="json-number"),
        pytest.param([part("name", "5", JSON)], {"name": "5"}, id="json-where-text-is-wanted"),
        # 2. files
        pytest.param(
            [part("file", b"\xff\r\n", PNG, filename="a.png")],
            {"file": UploadedFile("a.png", "image/png", b"\xff\r\n")},
            id="file",
        ),
        pytest.param(
            [part("file", b"{}", JSON, filename="a.json")],
            {"file": UploadedFile("a.json", "application/json", b"{}")},
            id="json-file",
        ),
        pytest.param(
            [part("file", b"\xff")],
            {"file": UploadedFile("", "application/octet-stream", b"\xff")},
            id="file-without-a-name",
        ),
        pytest.param(
            [part("image", b"{", JSON)], {"image": UploadedFile("", "application/json", b"{")}, id="binary-by-schema"
        ),
        pytest.param(
            [part("other", b"\xff", PNG)], {"other": UploadedFile("", "image/png", b"\xff")}, id="undeclared-bytes"
        ),
        pytest.param(
            [part("files", b"1", filename="a"), part("files", b"2", filename="b")],
            {
                "files": [
                    UploadedFile("a", "application/octet-stream", b"1"),
                    UploadedFile("b", "application/octet-stream", b"2"),
                ]
            },
            id="files",
        ),
        # 3. JSON by schema
        pytest.param([part("point", '{"x": 1}')], {"point": {"x": 1}}, id="object"),
        pytest.param([part("points", '{"x": 1}'), part("points", "{}")], {"points": [{"x": 1}, {}]}, id="objects"),
        pytest.param([part("points", '[{"x": 1}]')], {"points": [{"x": 1}]}, id="objects-in-one-part"),
        # 4. text
        pytest.param([part("name", "é")], {"name": "é"}, id="text"),
        pytest.param([part("name", b"\xe9", "Content-Type: text/plain; charset=latin1")], {"name": "é"}, id="charset"),
        pytest.param([part("n", "5"), part("name", "5")], {"n": 5, "name": "5"}, id="scalars"),
        pytest.param([part("tags", "a")], {"tags": ["a"]}, id="array-of-one"),
        pytest.param([part("ids", "1"), part("ids", "2")], {"ids": [1, 2]}, id="array"),
        pytest.param([part("n", "1"), part("n", "2")], {"n": [1, 2]}, id="scalar-repeated"),
        pytest.param([part("z", "1"), part("z", "2"), part("", "3")], {"z": ["1", "2"], "": "3"}, id="undeclared"),
        pytest.param([part("name", "a", "Content-Transfer-Encoding: 8bit")], {"name": "a"}, id="harmless-coding"),
    ],
)
def test_read(parts: list[bytes], value: Any) -> None:
    assert read(*parts) == value


def test_encoding_says_what_a_part_is() -> None:
    stated = {"name": {"contentType": "application/json"}, "point": {"contentType": "text/plain"}}
    assert read(part("name", '"x"'), part("point", "x"), encoding=stated) == {"name": "x", "point": "x"}


@pytest.mark.parametrize(("sent", "refused"), [("image/png", False), ("image/gif", False), ("text/plain", True)])
def test_encoding_says_which_media_types_a_part_may_have(sent: str, refused: bool) -> None:
    raw = multipart(part("file", b"x", f"Content-Type: {sent}", filename="a"))
    result = result_of(raw, {"file": {"contentType": "image/png, image/g*, image/*"}})
    assert isinstance(result, list) is refused
    if refused:
        assert [(v.rule, v.pointer, v.seen) for v in result] == [("body.media-type", "/file", "text/plain")]


def test_validators_see_files_as_text() -> None:
    result = result_of(multipart(part("files", b"\xff", filename="a"), part("name", "x")))
    assert isinstance(result, ReadBody)
    assert result.instance == {"files": ["\xff"], "name": "x"}
    plain = result_of(multipart(part("tags", "x")))
    assert plain.instance is plain.value


@pytest.mark.parametrize(
    ("raw", "content_type", "pointer"),
    [
        pytest.param(multipart(part("n", "5")), "multipart/form-data", "", id="no-boundary"),
        pytest.param(multipart(part("n", "5")), 'multipart/form-data; boundary=""', "", id="empty-boundary"),
        pytest.param(multipart(part("n", "5")), f"multipart/form-data; boundary={'b' * 71}", "", id="long-boundary"),
        pytest.param(multipart(part("n", "5")), 'multipart/form-data; boundary="é\0"', "", id="odd-boundary"),
        pytest.param(multipart(part("n", "5")), 'multipart/form-data; boundary="€"', "", id="boundary-beyond-latin-1"),
        pytest.param(multipart(part("n", "5")), "multipart/form-data; boundary=c", "", id="another-boundary"),
        pytest.param(b"", HEADER, "", id="empty"),
        pytest.param(multipart(part("n", "5"))[:-5], HEADER, "", id="truncated"),
        pytest.param(multipart(b"5"), HEADER, "", id="no-header-end"),
        pytest.param(multipart(b"\r\n5"), HEADER, "", id="no-headers"),
        pytest.param(multipart(b"Content-Disposition: form-data\r\n\r\n5"), HEADER, "", id="no-name"),
        pytest.param(multipart(b'Content-Disposition: attachment; name="n"\r\n\r\n5'), HEADER, "", id="no-form-data"),
        pytest.param(
            multipart(b'Content-Disposition: form-data; name="\xff"\r\n\r\n5'), HEADER, "", id="name-not-utf-8"
        ),
        pytest.param(multipart(part("n", "5", "Bad Header: x")), HEADER, "", id="header-junk"),
        pytest.param(multipart(part("n", "5", PNG, PNG)), HEADER, "", id="header-twice"),
        pytest.param(multipart(part("n", "5", "Content-Type: png")), HEADER, "", id="no-media-type"),
        pytest.param(multipart(part("n", "NQ==", "Content-Transfer-Encoding: base64")), HEADER, "", id="base64"),
        pytest.param(multipart(part("n", "5", *(f"X-{i}: 1" for i in range(20)))), HEADER, "", id="many-headers"),
        pytest.param(multipart(part("point", "{")), HEADER, "/point", id="not-json"),
        pytest.param(multipart(part("name", b"\xff")), HEADER, "/name", id="text-not-utf-8"),
    ],
)
def test_malformed(raw: bytes, content_type: str, pointer: str) -> None:
    result = result_of(raw, content_type=content_type)
    assert isinstance(result, list)
    assert [(v.rule, v.pointer) for v in result] == [("body.malformed", pointer)]


def test_mistakes_are_not_printed(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as in a program that has configured none
    result_of(b"junk")
    assert capfd.readouterr() == ("", "")


CONTENTS = st.binary().filter(lambda raw: b"--b" not in raw)


@given(st.dictionaries(st.sampled_from(["file", "x", "y z"]), CONTENTS, min_size=1), st.lists(CONTENTS, min_size=1))
def test_files_arrive_as_they_were_sent(single: dict[str, bytes], several: list[bytes]) -> None:
    parts = [part(name, raw, filename="f") for name, raw in single.items()]
    parts += [part("files", raw, filename="f") for raw in several]
    value = read(*parts)
    assert {name: value[name].content for name in single} == single
    assert [file.content for file in value["files"]] == several


PIECES = [b"--b", b"--", b"\r\n", b"\r\n\r\n", b"b", b"\xff", b":", b";", b'"', b"=", b"\\", b"5", b"{", b"\0"]
PIECES += [b"Content-Disposition: form-data; name=", b"Content-Type: ", b"application/json", b"point", b"file", b"n"]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3), max_size=30).map(b"".join), st.booleans())
def test_any_bytes_are_read_or_violate_a_rule(junk: bytes, framed: bool) -> None:
    result = result_of(multipart(part("n", "5"), junk) if framed else junk)
    if isinstance(result, list):
        assert [violation.rule for violation in result] == ["body.malformed"]
        assert all(isinstance(violation, Violation) for violation in result)
    else:
        json.dumps(result.instance)


# parts without names


@pytest.mark.parametrize(
    ("headers", "content", "value"),
    [
        pytest.param(["Content-Type: application/json"], b'{"a": 1}', {"a": 1}, id="json"),
        pytest.param([], "é".encode(), "é", id="text"),
        pytest.param(["Content-Type: text/plain; charset=latin-1"], b"\xe9", "é", id="text-in-a-charset"),
        pytest.param(
            ["Content-Type: image/png", 'Content-Disposition: attachment; filename="a.png"'],
            b"\x89",
            UploadedFile("a.png", "image/png", b"\x89"),
            id="file",
        ),
    ],
)
def test_parts_of_other_multipart_types(headers: list[str], content: bytes, value: Any) -> None:
    found = read_mixed("\r\n".join([*headers, "", ""]).encode() + content)
    assert isinstance(found, ReadBody) and found.value == ["first", value]


def test_a_part_that_cannot_be_read_is_named_by_its_place() -> None:
    found = read_mixed(b"Content-Type: application/json\r\n\r\n{")
    assert isinstance(found, list) and [(each.rule, each.pointer) for each in found] == [("body.malformed", "/1")]


def read_mixed(second: bytes) -> ReadBody | list[Violation]:
    operation = body_operation({"multipart/mixed": {"itemSchema": {}}})
    assert operation.body is not None
    reader = BodyReader(operation.document, operation.body.content)
    return reader.read("multipart/mixed; boundary=b", multipart(b"\r\nfirst", second))


def test_parts_are_bounded() -> None:
    found = read_mixed(b"\r\nx\r\n--b\r\n" * 10_000 + b"\r\nx")
    assert isinstance(found, list) and found[0].message == "has more than 10,000 parts"


# writing


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
    written = bodies.write(value, FORM_DATA, schema=schema, encoding=encoding)
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
    written = bodies.write({"a": "mockserver-part", "b": "mockserver-part-2"}, FORM_DATA)
    assert written.content_type.endswith("boundary=mockserver-part-3")


def test_a_documented_boundary_is_kept() -> None:
    assert bodies.write({"a": "1"}, "multipart/mixed; boundary=mine").body.startswith(b"--mine\r\n")


def test_lists_of_parts_are_encoded_by_their_place() -> None:
    written = bodies.write(
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
    found = bodies.read(bodies.write(value, FORM_DATA, **declared), FORM_DATA, **declared)
    assert (found, as_instance(found)) == (value, {"f": "\x89\r\n--"})


@pytest.mark.parametrize("value", [pytest.param([1], id="list"), pytest.param(5, id="scalar")])
def test_a_form_is_only_made_from_an_object(value: Any) -> None:
    with pytest.raises(Unwritable, match="multipart/form-data cannot be made from a"):
        bodies.write(value, FORM_DATA)
