"""Properties with a style: what is written is read as the same value, in plain forms and in parts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.bodies import BodyReader, BodyWriter, ReadBody
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import Operation, read_operations
from tests.support.documents import body_operation

INTEGERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
SCHEMA = {"type": "object", "properties": {"ids": INTEGERS, "deep": POINT, "name": {"type": "string"}}}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


def operation_of(media_type: str, encoding: dict[str, Any], version: str = "3.1.0") -> Operation:
    return body_operation({media_type: {"schema": SCHEMA, "encoding": encoding}}, version=version)


def write(operation: Operation, media_type: str, value: Any) -> tuple[str, str]:
    assert operation.body is not None
    written = BodyWriter(operation.document).write(value, media_type, operation.body.content)
    return written.content_type, written.body.decode()


def read(operation: Operation, content_type: str, body: str) -> Any:
    assert operation.body is not None
    found = BodyReader(operation.document, operation.body.content).read(content_type, body.encode())
    return found.value if isinstance(found, ReadBody) else [str(violation) for violation in found]


def parts(**texts: str) -> str:
    """A multipart body; `deep_x` is the part deep[x]."""
    names = {name: name if "_" not in name else name.replace("_", "[") + "]" for name in texts}
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{names[name]}"\r\n\r\n{text}\r\n' for name, text in texts.items()
    )
    return fields + "--b--\r\n"


BOUNDARY = f"{PARTS}; boundary=b"


@pytest.mark.parametrize(
    ("encoding", "value", "form", "texts"),
    [
        pytest.param(
            {"ids": {"style": "form", "explode": False}}, {"ids": [1, 2]}, "ids=1,2", {"ids": "1,2"}, id="commas"
        ),
        pytest.param({"ids": {"style": "pipeDelimited"}}, {"ids": [1, 2]}, "ids=1%7C2", {"ids": "1|2"}, id="pipes"),
        pytest.param({"ids": {"style": "spaceDelimited"}}, {"ids": [1, 2]}, "ids=1%202", {"ids": "1 2"}, id="spaces"),
        pytest.param(
            {"deep": {"style": "deepObject", "explode": True}},
            {"deep": {"x": 1, "y": 2}},
            "deep%5Bx%5D=1&deep%5By%5D=2",
            {"deep_x": "1", "deep_y": "2"},
            id="deep",
        ),
        pytest.param(
            {"deep": {"style": "form", "explode": True}},
            {"name": "a", "deep": {"x": 1}},
            "name=a&x=1",
            {"name": "a", "x": "1"},
            id="spread",
        ),
        pytest.param(
            {"deep": {"style": "form", "explode": False}}, {"deep": {"x": 1}}, "deep=x,1", {"deep": "x,1"}, id="in-turn"
        ),
    ],
)
def test_values_are_written_and_read_in_their_style(
    encoding: dict[str, Any], value: Any, form: str, texts: dict[str, str]
) -> None:
    plain, multipart = operation_of(FORM, encoding), operation_of(PARTS, encoding)
    assert write(plain, FORM, value) == (FORM, form)
    assert read(plain, FORM, form) == value
    content_type, written = write(multipart, PARTS, value)
    assert written.replace("mockserver-part", "b") == parts(**texts)
    assert read(multipart, content_type, written) == value


def test_a_list_is_also_read_from_repeated_parts() -> None:
    operation = operation_of(PARTS, {"ids": {"style": "form", "explode": False}})
    body = parts(ids="1,2").removesuffix("--b--\r\n") + parts(ids="3")
    assert read(operation, BOUNDARY, body) == {"ids": [1, 2, 3]}


def test_nothing_in_a_part_is_percent_encoded() -> None:
    operation = operation_of(PARTS, {"ids": {"style": "spaceDelimited"}})
    assert read(operation, BOUNDARY, parts(ids="1+2")) == {"ids": ["1+2"]}
    assert read(operation, BOUNDARY, parts(ids="1%202")) == {"ids": ["1%202"]}


def test_a_part_of_json_is_json_whatever_the_style() -> None:
    operation = operation_of(PARTS, {"ids": {"style": "pipeDelimited"}})
    head = 'name="ids"\r\nContent-Type: application/json'
    assert read(operation, BOUNDARY, parts(ids="[1]").replace('name="ids"', head)) == {"ids": [1]}


def test_a_text_that_does_not_follow_its_style_is_named() -> None:
    operation = operation_of(PARTS, {"deep": {"style": "deepObject", "explode": True}})
    (found,) = read(operation, BOUNDARY, parts(deep="1"))
    assert found.startswith("body /deep: is given without a property in brackets")


@pytest.mark.parametrize(("version", "value"), [("3.0.3", ["1|2"]), ("3.1.0", [1, 2]), ("3.2.0", [1, 2])])
def test_3_0_ignores_styles_of_parts(version: str, value: Any) -> None:
    """OpenAPI 3.0.3 §4.7.15.1."""
    operation = operation_of(PARTS, {"ids": {"style": "pipeDelimited", "explode": False}}, version)
    assert read(operation, BOUNDARY, parts(ids="1|2")) == {"ids": value}


def swagger_form(consumes: str, *fields: dict[str, Any]) -> Operation:
    parameters = [{"in": "formData", **field} for field in fields]
    item = {"post": {"consumes": [consumes], "parameters": parameters, "responses": {}}}
    content = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/": item}}
    return read_operations(Document.parse(json.dumps(content), name="test.yaml"))[0]


NESTED = {
    "name": "rows",
    "type": "array",
    "collectionFormat": "pipes",
    "items": {"type": "array", "collectionFormat": "ssv", "items": {"type": "array", "items": {"type": "integer"}}},
}


@pytest.mark.parametrize(
    ("field", "value", "form", "text"),
    [
        pytest.param(NESTED, [[[1, 2], [3]], [[4]]], "rows=1,2%203%7C4", "1,2 3|4", id="nested"),
        pytest.param(
            {"name": "ids", "type": "array", "items": {"type": "integer"}}, [1, 2], "ids=1,2", "1,2", id="commas"
        ),
        pytest.param(
            {"name": "ids", "type": "array", "items": {"type": "integer"}, "collectionFormat": "tsv"},
            [1, 2],
            "ids=1%092",
            "1\t2",
            id="tabs",
        ),
    ],
)
def test_lists_of_2_0_in_both_kinds_of_forms(field: dict[str, Any], value: Any, form: str, text: str) -> None:
    name = field["name"]
    plain, multipart = swagger_form(FORM, field), swagger_form(PARTS, field)
    assert write(plain, FORM, {name: value}) == (FORM, form)
    assert read(plain, FORM, form) == {name: value}
    content_type, written = write(multipart, PARTS, {name: value})
    assert written.replace("mockserver-part", "b") == parts(**{name: text})
    assert read(multipart, content_type, written) == {name: value}
