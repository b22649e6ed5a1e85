"""Answers of real services, as bytes: one row for each way of keeping or breaking the contract."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.apis.apis import Api
from mockserver.engine.apis.judging import judge
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.handlers import Functions
from mockserver.engine.worlds.store import State
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Request, Response
from mockserver.openapi.operations import read_operations
from mockserver.openapi.rules import RULES

TEXT = """\
openapi: 3.1.0
servers: [{url: https://shop.example/api/v2}]
paths:
  /items/{id}:
    get:
      operationId: readItem
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        200:
          description: ok
          headers:
            X-Rate: {required: true, schema: {type: integer}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Item'}}
            text/plain: {schema: {type: integer}}
            application/pdf: {schema: {type: string, format: binary}}
            application/yaml: {schema: {type: object}}
        202: {description: anything}
        204: {description: none}
        404:
          description: none
          content: {application/problem+json: {schema: {type: object, required: [title]}}}
    delete:
      operationId: deleteItem
      responses: {204: {description: gone}}
  /broken:
    get: {operationId: broken, $ref: '#/nowhere', responses: {200: {description: ok}}}
components:
  schemas:
    Item:
      type: object
      required: [name]
      properties:
        name: {type: string}
        secret: {type: string, writeOnly: true}
"""


def api_of(text: str) -> Api:
    document = Document.parse(text, name="items.yaml")
    return Api("items", "", document, read_operations(document), Behaviour(), Functions(), State())


API = api_of(TEXT)
JSON = "application/json"


def response(status: int, body: bytes = b"", media_type: str | None = JSON, rate: str | None = "5") -> Response:
    named = (("Content-Type", media_type), ("X-Rate", rate))
    return Response(status, tuple((name, value) for name, value in named if value is not None), body)


ROWS: dict[str, tuple[Response, list[tuple[str, str]], Any]] = {
    # response, (rule, pointer or header name) of each violation, decoded value
    "kept": (response(200, b'{"name": "a"}'), [], {"name": "a"}),
    "byte order mark": (response(200, b'\xef\xbb\xbf{"name": "a"}'), [], {"name": "a"}),
    "schema": (response(200, b'{"name": 1}'), [("response.schema", "/name")], {"name": 1}),
    "absent field": (response(200, b"{}"), [("response.schema", "/name")], {}),
    "write-only": (
        response(200, b'{"name": "a", "secret": "b"}'),
        [("response.write-only", "/secret")],
        {"name": "a", "secret": "b"},
    ),
    "status": (response(500, b"{}"), [("response.status", "")], None),
    "media type": (response(200, b"<p>", "text/html"), [("response.media-type", "")], None),
    "no media type": (response(200, b"{}", None), [("response.media-type", "")], None),
    "unreadable media type": (response(200, b"{}", "json"), [("response.media-type", "")], None),
    "no body": (response(200, b"", None), [("response.media-type", "")], None),
    "empty JSON": (response(200), [("response.malformed", "")], None),
    "not JSON": (response(200, b"{'name': 1}"), [("response.malformed", "")], None),
    "cut short": (response(200, b'{"name": "a"'), [("response.malformed", "")], None),
    "duplicate key": (response(200, b'{"name": "a", "name": "b"}'), [("response.malformed", "")], None),
    "not a number": (response(200, b'{"name": NaN}'), [("response.malformed", "")], None),
    "not UTF-8": (response(200, b'{"name": "\xe9"}'), [("response.malformed", "")], None),
    "another charset": (
        response(200, b'{"name": "\xe9"}', f"{JSON}; charset=latin-1"),
        [("response.media-type", "")],
        None,
    ),
    "said to be UTF-8": (response(200, b'{"name": "a"}', f"{JSON}; charset=UTF-8"), [], {"name": "a"}),
    "header absent": (
        response(200, b'{"name": "a"}', rate=None),
        [("response.header-required", "X-Rate")],
        {"name": "a"},
    ),
    "header's schema": (
        response(200, b'{"name": "a"}', rate="x"),
        [("response.header-schema", "X-Rate")],
        {"name": "a"},
    ),
    "header absent, malformed": (
        response(200, b"{", rate=None),
        [("response.header-required", "X-Rate"), ("response.malformed", "")],
        None,
    ),
    "text by its schema": (response(200, b"12", "text/plain"), [], 12),
    "text that breaks it": (response(200, b"x", "text/plain; charset=utf-8"), [("response.schema", "")], "x"),
    "bytes": (response(200, b"%PDF\xff", "application/pdf"), [], b"%PDF\xff"),
    "an unknown format": (response(200, b"a: 1", "application/yaml"), [], b"a: 1"),
    "its header all the same": (
        response(200, b"a: 1", "application/yaml", rate=None),
        [("response.header-required", "X-Rate")],
        b"a: 1",
    ),
    "+json": (response(404, b"{}", "application/problem+json"), [("response.schema", "/title")], {}),
    "undocumented content": (response(202, b"[1]"), [], [1]),
    "undocumented content, malformed": (response(202, b"["), [("response.malformed", "")], None),
    "undocumented content, no type": (response(202, b"[", None), [], None),
    "undocumented content, none sent": (response(202, b"", None), [], None),
    "204": (response(204, b"", None), [], None),
    "204 with a Content-Type": (response(204), [], None),
    "204 with a body": (response(204, b"{}"), [("response.malformed", "")], None),
}


@pytest.mark.parametrize(("response_", "expected", "value"), ROWS.values(), ids=ROWS.keys())
def test_responses(response_: Response, expected: list[tuple[str, str]], value: Any) -> None:
    judged = judge(API, Request("GET", "/items/7"), response_)
    assert [(v.rule, v.name or v.pointer) for v in judged.violations] == expected
    assert judged.value == value
    assert all(v.rule in RULES and v.location == "response" and v.position for v in judged.violations)


@pytest.mark.parametrize(
    ("method", "path", "operation_id"),
    [
        ("GET", "/items/7", "readItem"),
        ("GET", "/api/v2/items/7", "readItem"),
        ("HEAD", "/items/7", "readItem"),
        ("DELETE", "/items/7", "deleteItem"),
        ("PUT", "/items/7", None),
        ("GET", "/others", None),
    ],
)
def test_operation_is_found(method: str, path: str, operation_id: str | None) -> None:
    judged = judge(API, Request(method, path), response(204, b"", None))
    assert (judged.operation.operation_id if judged.operation else None) == operation_id
    assert not judged.violations


def test_texts_of_the_path_are_kept() -> None:
    assert judge(API, Request("GET", "/items/a%2Fb"), response(204, b"", None)).texts == {"id": "a%2Fb"}


def test_operation_that_was_meant_wins_over_the_path() -> None:
    meant = API.operation("deleteItem")
    judged = judge(API, Request("PUT", "/elsewhere"), response(200, b"{}"), meant)
    assert judged.operation is meant
    assert [v.rule for v in judged.violations] == ["response.status"]


def test_head_has_the_fields_of_a_get_and_no_content() -> None:
    rules = [v.rule for v in judge(API, Request("HEAD", "/items/7"), response(200, rate=None)).violations]
    assert rules == ["response.header-required"]


def test_a_broken_operation_has_no_response_violations() -> None:
    judged = judge(API, Request("GET", "/broken"), response(500, b"{}"))
    assert judged.operation is not None
    assert not judged.violations
