"""The names that a client probably meant."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.matching.sent_request import SentRequest
from mockserver.engine.matching.suggestions import find_meant_name
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import read_operations
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Contract, Schemas

DOCUMENT = Document.parse(
    """\
openapi: 3.1.0
info: {title: Books, version: '1'}
paths:
  /books:
    post:
      operationId: createBook
      parameters:
        - {name: per_page, in: query, required: true, schema: {type: integer}}
        - {name: X-Trace, in: header, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [title]
              additionalProperties: false
              properties: {title: {type: string}, state: {enum: [draft, live]}}
      responses: {'201': {description: Created.}}
""",
    name="books.yaml",
)
(OPERATION,) = read_operations(DOCUMENT)
CONTRACT = Contract(OPERATION, Schemas(DOCUMENT, "request"), Schemas(DOCUMENT, "response"))
RIGHT = {"query": "per_page=5", "trace": "X-Trace", "body": b'{"title": "Emma"}'}


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        pytest.param({"body": b'{"title": "Emma", "stat": "live"}'}, ['"state"'], id="unknown-member"),
        pytest.param({"body": b'{"titel": "Emma"}'}, ['"title"', '"titel", which was sent'], id="missing-member"),
        pytest.param({"body": b'{"title": "Emma", "state": "life"}'}, ['"live"'], id="enum"),
        pytest.param({"query": "perpage=5"}, ['"perpage", which was sent'], id="missing-parameter"),
        pytest.param({"trace": "XTrace"}, ['"xtrace", which was sent'], id="missing-header"),
        pytest.param({"body": b'{"title": "Emma", "zzz": "live"}'}, [""], id="nothing-near"),
        pytest.param({"body": b"{"}, [""], id="not-json"),
    ],
)
def test_the_nearest_name_is_meant(sent: dict[str, Any], meant: list[str]) -> None:
    parts = {**RIGHT, **sent}
    fields = Headers([("content-type", "application/json"), (parts["trace"], "7")])
    request = Request("POST", "/books", parts["query"], fields, parts["body"])
    violations = CONTRACT.check_request({}, request).violations
    assert sorted(find_meant_name(each, SentRequest(request), OPERATION) for each in violations) == sorted(meant)


def test_an_unknown_parameter_may_be_a_documented_one() -> None:
    unknown = Violation("parameter.unknown", "query", "is not a parameter here", name="per-page")
    sent = SentRequest(Request("POST", "/books", "per-page=5"))
    assert find_meant_name(unknown, sent, OPERATION) == '"per_page"'
    assert find_meant_name(unknown, sent, None) == ""
