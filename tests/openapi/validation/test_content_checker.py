"""Check values of every media type, before they are written and after they are read."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.bodies import BodyWriter, UploadedFile
from mockserver.openapi.messages import Response
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Contract, Schemas
from tests.support.documents import document_of

NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
LIST = {"type": "array", "maxItems": 1}
BINARY = {"type": "string", "format": "binary"}


def operation_of(media_type: str, declared: dict[str, Any]) -> Operation:
    responses = {"200": {"description": "ok", "content": {media_type: declared}}}
    return read_operations(document_of(paths={"/": {"get": {"responses": responses}}}))[0]


def contract_of(operation: Operation) -> Contract:
    document = operation.document
    return Contract(operation, Schemas(document, "request"), Schemas(document, "response"))


def found(media_type: str, declared: dict[str, Any], value: Any) -> list[tuple[str, str]]:
    contract = contract_of(operation_of(media_type, declared))
    return [(each.rule, each.pointer) for each in contract.check_response_value(200, (), media_type, value)]


@pytest.mark.parametrize(
    ("media_type", "declared", "value", "violations"),
    [
        pytest.param("application/json", {"schema": NUMBER}, {"n": "1"}, ["/n"], id="json"),
        pytest.param("application/json", {"schema": NUMBER}, '{"n": 1}', [""], id="a-json-text-is-a-string"),
        pytest.param("application/json", {}, {"n": 1}, [], id="no-schema"),
        pytest.param("application/xml", {"schema": NUMBER}, {"n": "1"}, ["/n"], id="xml-structure"),
        pytest.param("application/xml", {"schema": NUMBER}, "<xml><n>one</n></xml>", ["/n"], id="xml-text"),
        pytest.param("application/xml", {"schema": NUMBER}, b"<xml><n>1</n></xml>", [], id="xml-bytes"),
        pytest.param("application/xml", {"schema": {"type": "string"}}, "no xml", [], id="xml-of-a-string"),
        pytest.param("text/csv", {"schema": LIST}, "a;b", [], id="an-unknown-format"),
        pytest.param("text/plain", {"schema": {"type": "integer"}}, "5", [], id="text-of-a-type"),
        pytest.param("text/plain", {"schema": {"type": "integer"}}, "five", [""], id="text-of-another-type"),
        pytest.param("application/x-www-form-urlencoded", {"schema": NUMBER}, "n=1", [], id="form-text"),
        pytest.param("application/x-www-form-urlencoded", {"schema": NUMBER}, "n=a", ["/n"], id="form-text-wrong"),
        pytest.param("*/*", {"schema": NUMBER}, "text", [""], id="a-range-reads-nothing"),
        pytest.param("image/png", {"schema": BINARY | {"maxLength": 1}}, b"ab", [""], id="bytes"),
        pytest.param(
            "multipart/form-data",
            {"schema": {"type": "object", "properties": {"f": BINARY | {"maxLength": 1}}}},
            {"f": UploadedFile("", "a/b", b"ab")},
            ["/f"],
            id="file-in-a-form",
        ),
        pytest.param(
            "multipart/form-data",
            {"schema": NUMBER},
            '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\nx\r\n--b--\r\n',
            ["/n"],
            id="multipart-text",
        ),
        pytest.param("application/jsonl", {"itemSchema": NUMBER}, [{"n": 1}, {}, 5], ["/1/n", "/2"], id="items"),
        pytest.param("application/jsonl", {"itemSchema": NUMBER, "schema": LIST}, [{"n": 1}] * 2, [""], id="whole"),
        pytest.param("application/jsonl", {"itemSchema": NUMBER}, {"n": "1"}, ["/0/n"], id="a-lone-item"),
        pytest.param("application/jsonl", {"itemSchema": NUMBER}, '{"n": 1}\n{"n": "1"}', ["/1/n"], id="lines"),
        pytest.param("text/event-stream", {"schema": NUMBER}, "data: {}\n\ndata: [DONE]\n\n", ["/0/n"], id="events"),
        pytest.param("text/event-stream", {"schema": {"type": "string"}}, "anything", [], id="events-as-one-text"),
        pytest.param("multipart/mixed", {"itemSchema": NUMBER}, [{"n": 1}, {}], ["/1/n"], id="parts"),
    ],
)
def test_schemas(media_type: str, declared: dict[str, Any], value: Any, violations: list[str]) -> None:
    assert found(media_type, declared, value) == [("response.schema", pointer) for pointer in violations]


@pytest.mark.parametrize(
    ("media_type", "value", "pointer"),
    [("application/xml", "<a", ""), ("application/jsonl", '{"n": 1}\nno', "/1"), ("multipart/form-data", "no", "")],
)
def test_texts_that_do_not_follow_their_media_type(media_type: str, value: str, pointer: str) -> None:
    assert found(media_type, {"schema": NUMBER}, value) == [("response.malformed", pointer)]


@pytest.mark.parametrize(
    ("media_type", "declared", "value"),
    [
        pytest.param("application/json", {"schema": NUMBER}, {"n": 1}, id="json"),
        pytest.param("application/xml", {"schema": NUMBER}, {"n": 1}, id="xml"),
        pytest.param("text/xml; charset=utf-16", {"schema": NUMBER}, {"n": 1}, id="xml-in-utf-16"),
        pytest.param("application/x-www-form-urlencoded", {"schema": NUMBER}, {"n": 1}, id="form"),
        pytest.param("multipart/form-data", {"schema": NUMBER}, {"n": 1}, id="multipart"),
        pytest.param("multipart/mixed", {"itemSchema": NUMBER}, [{"n": 1}], id="parts"),
        pytest.param("text/event-stream", {"schema": NUMBER}, [{"n": 1}], id="data"),
        pytest.param(
            "text/event-stream",
            {
                "itemSchema": {
                    "type": "object",
                    "required": ["data"],
                    "properties": {"data": NUMBER, "id": {"const": "7"}},
                }
            },
            [{"id": "7", "data": {"n": 1}}],
            id="events",
        ),
        pytest.param("application/json-seq", {"itemSchema": NUMBER}, [{"n": 1}], id="records"),
        pytest.param("text/plain", {"schema": {"type": "integer"}}, 5, id="text"),
        pytest.param("text/plain; charset=iso-8859-1", {"schema": {"const": "é"}}, "é", id="latin-1"),
        pytest.param("image/png", {"schema": {"contentEncoding": "base64", "maxLength": 8}}, "iVBORw==", id="base64"),
        pytest.param("*/*", {"schema": NUMBER}, {"n": 1}, id="range"),
    ],
)
def test_a_written_body_keeps_the_contract(media_type: str, declared: dict[str, Any], value: Any) -> None:
    operation = operation_of(media_type, declared)
    written = BodyWriter(operation.document).write(value, media_type, operation.responses["200"].content)
    response = Response(200, (("Content-Type", written.content_type),), written.body)
    assert contract_of(operation).check_response("GET", response).violations == []
