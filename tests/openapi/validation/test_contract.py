"""The contract of one operation: a row for each rule that a request or a response can break."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import read_operations
from mockserver.openapi.rules import RULES, Violation
from mockserver.openapi.validation import Contract, Schemas

DOCUMENT = Document.parse(
    """\
openapi: 3.1.0
paths:
  /pets/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
        - {name: limit, in: query, schema: {type: integer, maximum: 9, default: 5}}
        - {name: tags, in: query, required: true, explode: false, schema: {type: array, items: {enum: [a, b]}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object, required: [x]}}}}
        - {name: X-Trace, in: header, schema: {type: string, format: uuid}}
        - {name: all, in: query, schema: {type: boolean}}
        - {name: sid, in: cookie, schema: {type: string, minLength: 2}}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Pet'}}
          text/plain: {}
      responses:
        200:
          description: ok
          headers:
            X-Rate: {required: true, schema: {type: integer}}
            X-List: {schema: {type: array, items: {type: integer}}}
            X-Free: {}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Pet'}}
            text/*: {}
        202: {description: no body}
        204: {description: none, content: {application/json: {}}}
        4XX: {description: odd, content: {application/problem+json: {schema: {type: object}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: 1}
        nick: {type: string, nullable: true}
        id: {type: integer, readOnly: true}
        secret: {type: string, writeOnly: true}
""",
    name="pets.yaml",
)
CONTRACT = Contract(read_operations(DOCUMENT)[0], Schemas(DOCUMENT, "request"), Schemas(DOCUMENT, "response"))
JSON = "application/json"


def request_with(
    *, id: str = "7", query: str = "tags=a", body: Any = b'{"name":"Rex"}', **headers: str
) -> tuple[dict[str, str], Request]:
    """Return a valid request with the given changes."""
    fields = {"content-type": JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {"id": id}, Request("POST", f"/pets/{id}", query, Headers(fields.items()), raw)


Told = tuple[str, str, str, str, str]  # rule, location, name, pointer, keyword

REQUESTS: Mapping[str, tuple[tuple[dict[str, str], Request], list[Told]]] = {
    "path-schema": (request_with(id="0"), [("parameter.schema", "path", "id", "", "minimum")]),
    "path-type": (request_with(id="x"), [("parameter.schema", "path", "id", "", "type")]),
    "path-malformed": (request_with(id="%FF"), [("parameter.malformed", "path", "id", "", "")]),
    "path-absent": (({}, request_with()[1]), [("parameter.required", "path", "id", "", "")]),
    "query-schema": (request_with(query="tags=a&limit=10"), [("parameter.schema", "query", "limit", "", "maximum")]),
    "query-item": (request_with(query="tags=a,c"), [("parameter.schema", "query", "tags", "/1", "enum")]),
    "query-required": (request_with(query=""), [("parameter.required", "query", "tags", "", "")]),
    "query-repeated": (
        request_with(query="tags=a&limit=1&limit=2"),
        [("parameter.repeated", "query", "limit", "", "")],
    ),
    "query-malformed": (request_with(query="tags=a&filter={"), [("parameter.malformed", "query", "filter", "", "")]),
    "query-content": (
        request_with(query="tags=a&filter={}"),
        [("parameter.schema", "query", "filter", "/x", "required")],
    ),
    "query-undeclared": (request_with(query="tags=a&other=1"), []),
    "query-boolean": (request_with(query="tags=a&all=True"), [("parameter.boolean", "query", "all", "", "type")]),
    "query-no-boolean": (request_with(query="tags=a&all=yes"), [("parameter.schema", "query", "all", "", "type")]),
    "header-schema": (request_with(x_trace="1"), [("parameter.schema", "header", "X-Trace", "", "format")]),
    "cookie-schema": (request_with(cookie="sid=x"), [("parameter.schema", "cookie", "sid", "", "minLength")]),
    "body-required": (request_with(body=b""), [("body.required", "body", "", "", "")]),
    "body-media-type": (request_with(content_type="image/png"), [("body.media-type", "body", "", "", "")]),
    "body-malformed": (request_with(body=b"{"), [("body.malformed", "body", "", "", "")]),
    "body-schema": (request_with(body={"name": ""}), [("body.schema", "body", "", "/name", "minLength")]),
    "body-absent-property": (request_with(body={}), [("body.schema", "body", "", "/name", "required")]),
    "body-read-only": (
        request_with(body={"name": "Rex", "id": 1}),
        [("body.read-only", "body", "", "/id", "not")],
    ),
    "body-nullable": (
        request_with(body={"name": "Rex", "nick": None}),
        [("body.nullable", "body", "", "/nick", "type")],
    ),
    "body-write-only": (request_with(body={"name": "Rex", "secret": "s"}), []),
    "body-without-schema": (request_with(content_type="text/plain", body=b"anything"), []),
    "body-charset": (request_with(content_type="application/json; charset=utf-8"), []),
    "accept": (request_with(accept="image/png"), [("accept.unavailable", "header", "Accept", "", "")]),
    "accept-zero": (request_with(accept="*/*;q=0"), [("accept.unavailable", "header", "Accept", "", "")]),
    "accept-of-errors-only": (
        request_with(accept="application/problem+json"),
        [("accept.unavailable", "header", "Accept", "", "")],
    ),
    "accept-one": (request_with(accept="image/png, application/json;q=0.1"), []),
    "accept-in-a-range": (request_with(accept="text/csv"), []),
    "accept-anything": (request_with(accept="*/*"), []),
    "accept-unreadable": (request_with(accept="???"), []),
    "everything-at-once": (
        request_with(id="0", query="limit=x", body={}, x_trace="1", accept="image/png"),
        [
            ("parameter.required", "query", "tags", "", ""),
            ("parameter.schema", "path", "id", "", "minimum"),
            ("parameter.schema", "query", "limit", "", "type"),
            ("parameter.schema", "header", "X-Trace", "", "format"),
            ("body.schema", "body", "", "/name", "required"),
            ("accept.unavailable", "header", "Accept", "", ""),
        ],
    ),
}
Sent = tuple[int, tuple[tuple[str, str], ...], str | None, Any]
RATE = (("x-rate", "5"),)
RESPONSES: Mapping[str, tuple[Sent, list[Told]]] = {
    "sound": ((200, RATE, JSON, {"name": "Rex", "id": 1}), []),
    "status": ((500, (), None, None), [("response.status", "response", "", "", "")]),
    "status-in-a-range": ((404, (), "application/problem+json", {}), []),
    "schema": ((200, RATE, JSON, {"name": 5}), [("response.schema", "response", "", "/name", "type")]),
    "schema-of-a-range": ((404, (), "application/problem+json", []), [("response.schema", "response", "", "", "type")]),
    "write-only": (
        (200, RATE, JSON, {"name": "Rex", "secret": "s"}),
        [("response.write-only", "response", "", "/secret", "not")],
    ),
    "media-type": ((200, RATE, "image/png", b""), [("response.media-type", "response", "", "", "")]),
    "media-type-unreadable": ((200, RATE, "???", b""), [("response.media-type", "response", "", "", "")]),
    "media-type-in-a-range": ((200, RATE, "text/csv; charset=utf-8", "a,b"), []),
    "media-type-with-parameters": (
        (200, RATE, "application/json; charset=utf-8", {}),
        [("response.schema", "response", "", "/name", "required")],
    ),
    "no-body": ((200, RATE, None, None), [("response.media-type", "response", "", "", "")]),
    "no-body-documented": ((202, (), None, None), []),
    "body-where-none-is-documented": ((202, (), "text/plain", "x"), []),
    "204-without-body": ((204, (), None, None), []),
    "header-required": (
        (200, (), JSON, {"name": "Rex"}),
        [("response.header-required", "response", "X-Rate", "", "")],
    ),
    "header-schema": (
        (200, (("X-RATE", "many"),), JSON, {"name": "Rex"}),
        [("response.header-schema", "response", "X-Rate", "", "type")],
    ),
    "header-list": ((200, (*RATE, ("X-List", "1, 2,3")), JSON, {"name": "Rex"}), []),
    "header-item": (
        (200, (*RATE, ("X-List", "1,b")), JSON, {"name": "Rex"}),
        [("response.header-schema", "response", "X-List", "/1", "type")],
    ),
    "header-without-schema": ((200, (*RATE, ("X-Free", "anything")), JSON, {"name": "Rex"}), []),
    "header-undeclared": ((200, (*RATE, ("X-Other", "anything")), JSON, {"name": "Rex"}), []),
    "nullable": (
        (200, RATE, JSON, {"name": "Rex", "nick": None}),
        [("response.nullable", "response", "", "/nick", "type")],
    ),
    "everything-at-once": (
        (200, (), JSON, {"secret": "s"}),
        [
            ("response.header-required", "response", "X-Rate", "", ""),
            ("response.schema", "response", "", "/name", "required"),
            ("response.write-only", "response", "", "/secret", "not"),
        ],
    ),
}


def told(violations: list[Violation]) -> list[Told]:
    return [(v.rule, v.location, v.name, v.pointer, v.keyword) for v in violations]


@pytest.mark.parametrize(("sent", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_check_request(sent: tuple[dict[str, str], Request], expected: list[Told]) -> None:
    violations = CONTRACT.check_request(*sent).violations
    assert sorted(told(violations)) == sorted(expected)
    assert all(violation.message and violation.position for violation in violations)


@pytest.mark.parametrize(("response", "expected"), RESPONSES.values(), ids=RESPONSES)
def test_check_response(response: Sent, expected: list[Told]) -> None:
    violations = CONTRACT.check_response_value(*response)
    assert sorted(told(violations)) == sorted(expected)
    assert all(violation.message and violation.position for violation in violations)


ELSEWHERE = {
    "parameter.unknown": "only the control API and --strict-query use it",
    "body.too-large": "found while the bytes are read",
    "body.encoding": "found while the bytes are read",
    "body.no-content-type": "here the operation has two media types; see the harness",
    "body.boolean": "here no body is a form; see the harness",
    "body.taken": "depends on the rows of a sandbox",
    "body.undeclared": "depends on an operation without a body",
    "response.malformed": "needs the bytes of a response; here its body is a value",
}


def test_every_rule_has_a_row() -> None:
    families = ("parameter", "body", "accept", "response")
    wanted = {rule for rule in RULES if rule.partition(".")[0] in families} - ELSEWHERE.keys()
    rows = [row for _, row in REQUESTS.values()] + [row for _, row in RESPONSES.values()]
    assert {rule for row in rows for rule, *_ in row} == wanted


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param(request_with(id="0"), "{name: id,", id="schema-of-path"),
        pytest.param(request_with(query="tags=a&limit=10"), "{name: limit,", id="schema-of-query"),
        pytest.param(request_with(query=""), "{name: tags,", id="parameter"),
        pytest.param(request_with(body=b""), "requestBody:", id="body"),
        pytest.param(request_with(content_type="image/png"), "content:", id="content"),
        pytest.param(request_with(body={"name": ""}), "name: {type: string, minLength: 1}", id="property"),
        pytest.param(request_with(body={}), "required: [name]", id="required"),
        pytest.param(request_with(accept="image/png"), "responses:", id="responses"),
    ],
)
def test_a_violation_names_the_line_of_the_document(sent: tuple[dict[str, str], Request], words: str) -> None:
    [violation] = CONTRACT.check_request(*sent).violations
    assert violation.position is not None
    assert violation.position.line is not None
    assert violation.position.file == "pets.yaml"
    assert DOCUMENT.text.splitlines()[violation.position.line - 1].strip(" -").startswith(words)


def test_values_with_their_defaults() -> None:
    checked = CONTRACT.check_request(*request_with(query="tags=a,b", cookie="sid=xyz"))
    assert checked.violations == []
    assert checked.parameters.path == {"id": 7}
    assert checked.parameters.query == {"tags": ["a", "b"], "limit": 5}
    assert checked.parameters.cookie == {"sid": "xyz"}
    assert checked.body is not None
    assert checked.body.value == {"name": "Rex"}


def test_a_default_is_not_checked() -> None:
    """It comes from the author, not from the client."""
    text = (
        "openapi: 3.1.0\npaths: {/: {get: {parameters: [{name: a, in: query, schema: {type: integer, default: x}}]}}}"
    )
    document = Document.parse(text, name="x")
    contract = Contract(read_operations(document)[0], Schemas(document, "request"), Schemas(document, "response"))
    checked = contract.check_request({}, Request("GET", "/"))
    assert (checked.violations, checked.parameters.query) == ([], {"a": "x"})


BARE = Document.parse(
    "openapi: 3.1.0\npaths: {/: {get: {}, post: {requestBody: {content: {text/plain: {}}}}}}", name="x"
)
GET, POST = (
    Contract(operation, Schemas(BARE, "request"), Schemas(BARE, "response")) for operation in read_operations(BARE)
)


@pytest.mark.parametrize(
    ("responses", "severity"),
    [("{}", "warning"), ("{'200': {}, 4XX: {}}", "warning"), ("{'415': {}}", "error")],
    ids=["unsaid", "range", "documented"],
)
def test_an_undeclared_body_is_ignored_or_refused_where_415_is_documented(responses: str, severity: str) -> None:
    """RFC 9110 §9.3.1: it has no meaning."""
    document = Document.parse(f"openapi: 3.1.0\npaths: {{/: {{get: {{responses: {responses}}}}}}}", name="x")
    (operation,) = read_operations(document)
    contract = Contract(operation, Schemas(document, "request"), Schemas(document, "response"))
    request = Request("GET", "/", headers=Headers([("content-type", "???")]), body=b"\xff")
    checked = contract.check_request({}, request)
    assert checked.body is None
    assert [(each.rule, each.severity) for each in checked.violations] == [("body.undeclared", severity)]
    assert contract.check_request({}, request._replace(body=b"")).violations == []


def test_a_body_that_may_be_absent() -> None:
    checked = POST.check_request({}, Request("POST", "/"))
    assert (checked.body, checked.violations) == (None, [])


def test_accept_is_ignored_for_an_operation_without_content() -> None:
    request = Request("GET", "/", headers=Headers([("accept", "image/png")]))
    assert GET.check_request({}, request).violations == []
