"""Swagger 2.0 in the shape of OpenAPI 3: each piece, and its place in the author's text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.description import Description
from mockserver.openapi.documents import Document
from mockserver.openapi.documents.versions.dialects import DRAFT_4
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Schemas
from tests.support.omissions import reported

PETS = """\
swagger: '2.0'
info: {title: Pets, version: '1'}
host: api.pets.test
basePath: /v2
schemes: [https, http]
consumes: [application/json]
produces: [application/json, application/xml]
parameters:
  Page: {name: page, in: query, type: integer, minimum: 1, default: 1}
  Body:
    name: pet
    in: body
    required: true
    schema: {$ref: '#/definitions/Pet'}
responses:
  Gone: {description: gone, schema: {$ref: '#/definitions/Problem'}}
securityDefinitions:
  login: {type: basic}
  key: {type: apiKey, in: header, name: X-Key}
  flow: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a', tokenUrl: 'https://b', scopes: {r: read}}
security: [{login: []}]
paths:
  /pets:
    parameters: [{$ref: '#/parameters/Page'}]
    get:
      operationId: list
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
        - {name: tabs, in: query, type: array, items: {type: integer}, collectionFormat: tsv}
        - {name: plain, in: query, type: array, items: {type: integer}}
      responses:
        200:
          description: ok
          headers: {X-Total: {type: integer, minimum: 3}}
          schema: {type: array, items: {$ref: '#/definitions/Pet'}}
          examples: {application/json: [{name: Rex, type: file}]}
        410: {$ref: '#/responses/Gone'}
    post:
      parameters: [{$ref: '#/parameters/Body'}]
      security: [{key: []}, {flow: [r]}]
      responses: {201: {description: made}}
  /photos:
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: title, in: formData, type: string, required: true, maxLength: 5}
        - {name: photo, in: formData, type: file}
      responses:
        200: {description: ok, schema: {type: file}}
    put:
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: ssv}
      produces: [image/png]
      responses:
        200: {description: ok, schema: {type: file}}
definitions:
  Pet:
    type: object
    required: [name]
    discriminator: kind
    properties:
      name: {type: string, minLength: 2}
      nick: {type: string, x-nullable: true}
      kind: {type: string}
      type: {type: string}
  Problem: {type: object}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document.parse(PETS, name="pets.yaml")


@pytest.fixture(scope="module")
def operations(document: Document) -> dict[str, Operation]:
    return {str(operation): operation for operation in read_operations(document)}


def test_everything_is_read(document: Document, operations: dict[str, Operation]) -> None:
    assert (document.version, document.dialect, document.title) == ("2.0", DRAFT_4, "Pets")
    assert document.servers == ("https://api.pets.test/v2", "http://api.pets.test/v2")
    assert {name: operation.broken for name, operation in operations.items()} == dict.fromkeys(
        ["GET /pets", "POST /pets", "PUT /photos", "POST /photos"]
    )
    assert operations["GET /pets"].operation_id == "list"


@pytest.mark.parametrize(
    ("name", "style", "explode"),
    [
        ("tags", "pipeDelimited", False),
        ("ids", "form", True),
        ("tabs", "tabDelimited", False),
        ("plain", "form", False),
        ("page", "form", True),
    ],
)
def test_parameters(operations: dict[str, Operation], name: str, style: str, explode: bool) -> None:
    parameter = operations["GET /pets"].parameter(name, "query")
    assert parameter is not None
    assert (parameter.style, parameter.explode, parameter.required) == (style, explode, False)


def test_responses(operations: dict[str, Operation]) -> None:
    response, gone = operations["GET /pets"].responses.values()
    assert list(response.content) == ["application/json", "application/xml"]
    (example,) = response.content["application/json"].examples
    assert example.value == [{"name": "Rex", "type": "file"}], "what is shown is never changed"
    assert response.content["application/xml"].examples == ()
    assert [header.name for header in response.headers] == ["X-Total"]
    assert gone.description == "gone"
    assert operations["POST /pets"].responses["201"].content == {}


def test_a_file_is_bytes(operations: dict[str, Operation]) -> None:
    assert list(operations["PUT /photos"].responses["200"].content) == ["image/png"]
    form = operations["POST /photos"].body
    assert form is not None and form.required
    assert list(form.content) == ["multipart/form-data"]
    assert form.content["multipart/form-data"].schema is not None


def test_an_encoding_for_arrays_in_forms(operations: dict[str, Operation]) -> None:
    form = operations["PUT /photos"].body
    assert form is not None and not form.required
    (media_type,) = form.content.values()
    assert media_type.encoding == {"tags": {"style": "spaceDelimited", "explode": False}}


def test_credentials(operations: dict[str, Operation]) -> None:
    (login,) = operations["GET /pets"].security
    assert [(scheme.type, scheme.scheme) for scheme, _ in login.schemes] == [("http", "basic")]
    key, flow = operations["POST /pets"].security
    assert [(scheme.type, scheme.location, scheme.key) for scheme, _ in key.schemes] == [("apiKey", "header", "X-Key")]
    assert [(scheme.type, scopes) for scheme, scopes in flow.schemes] == [("oauth2", ("r",))]


@pytest.mark.parametrize(
    ("operation", "pointer", "value", "place"),
    [
        pytest.param(
            "POST /pets", "/requestBody/content/application~1json/schema", {"name": "Rex", "nick": None}, None
        ),
        pytest.param(
            "POST /pets",
            "/requestBody/content/application~1json/schema",
            {"name": "x", "kind": "a"},
            "pets.yaml:64 /definitions/Pet/properties/name/minLength",
        ),
        pytest.param(
            "GET /pets",
            "/parameters/0/schema",
            0,
            "pets.yaml:9 /parameters/Page/minimum",
        ),
        pytest.param(
            "GET /pets",
            "/responses/200/headers/X-Total/schema",
            2,
            "pets.yaml:35 /paths/~1pets/get/responses/200/headers/X-Total/minimum",
        ),
        pytest.param(
            "POST /photos",
            "/requestBody/content/multipart~1form-data/schema",
            {"title": "Rexrex"},
            "pets.yaml:47 /paths/~1photos/post/parameters/0/maxLength",
        ),
    ],
)
def test_violations_name_the_place_in_the_file(
    operations: dict[str, Operation], operation: str, pointer: str, value: Any, place: str | None
) -> None:
    read = operations[operation]
    schemas = Schemas(read.document, "request")
    found = schemas.check(read.pointer + pointer, value, rule="body.schema", location="body")
    assert [repr(violation.position) for violation in found] == ([place] if place else [])


@pytest.mark.parametrize(
    ("changes", "urls"),
    [
        ("basePath: /v3", ("/v3",)),
        ("host: a.test", ("https://a.test",)),
        ("{}", ("/",)),
    ],
)
def test_addresses(changes: str, urls: tuple[str, ...]) -> None:
    text = "swagger: '2.0'\n" + (changes if changes != "{}" else "")
    assert Document.parse(text, name="x").servers == urls


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("5", "must be a mapping"),
        ("{parameters: [{$ref: '#/parameters/No'}]}", "leads nowhere"),
        ("{parameters: [{name: x, in: body, schema: {$ref: '#/definitions/No'}}]}", "leads nowhere"),
        ("{parameters: [5]}", "must be a mapping"),
        ("{parameters: [{name: x, in: nowhere}]}", "an `in` of path"),
        ("{responses: []}", "must be a mapping"),
        ("{responses: {200: {$ref: '#/responses/No'}}}", "leads nowhere"),
        ("{responses: {200: 5}}", "must be a mapping"),
        ("{security: [{no: []}]}", "'no' is not in"),
    ],
)
def test_a_malformed_piece_is_left_out(operation: str, words: str) -> None:
    text = f"swagger: '2.0'\npaths:\n  /a:\n    get: {operation}\n    put: {{responses: {{}}}}\n"
    broken, sound = read_operations(Document.parse(text, name="x.yaml"))
    assert any(words in reason.message and reason.line is not None for reason in reported(broken))
    assert (broken.broken is not None) is (operation == "5")
    assert sound.broken is None and sound.omissions == ()


@pytest.mark.parametrize("text", ["paths: 5", "paths: {/a: 5}", "definitions: 5", "securityDefinitions: 5", "host: []"])
def test_odd_documents_are_read_without_a_crash(text: str) -> None:
    Document.parse(f"swagger: '2.0'\n{text}\n", name="x.yaml")


def check(operation: dict[str, Any], query: str = "", body: bytes = b"", **fields: str) -> list[str]:
    """What is wrong with a request for an operation of 2.0."""
    paths = {"/a": {"post": {"responses": {}, **operation}}}
    text = json.dumps({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": paths})
    headers = Headers([(name.replace("_", "-"), value) for name, value in fields.items()])
    found = Description.parse(text).check_request(Request("POST", "/a", query, headers, body))
    return [f"{each.rule} {each.name}{each.pointer}" for each in found]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("field", "text", "is_valid"),
    [
        pytest.param({"type": "integer"}, "size=", True, id="integer"),
        pytest.param({"type": "integer", "enum": [1, 2]}, "size", True, id="enum"),
        pytest.param({"type": "integer", "enum": [1, 2]}, "size=3", False, id="not-in-the-enum"),
        pytest.param({"type": "string", "minLength": 2, "pattern": "^a"}, "size=", True, id="text"),
        pytest.param({"type": "string", "minLength": 2, "pattern": "^a"}, "size=b", False, id="another-text"),
        pytest.param({"type": "string", "enum": ["a"]}, "size=", True, id="enum-of-texts"),
        pytest.param({"type": "array", "items": {"type": "integer"}}, "size=", True, id="list"),
        pytest.param({"type": "integer"}, "size=x", False, id="not-an-integer"),
        pytest.param({"type": "integer"}, "other=1", False, id="absent"),
    ],
)
@pytest.mark.parametrize("location", ["query", "formData"])
def test_a_parameter_that_may_be_empty(location: str, field: dict[str, Any], text: str, is_valid: bool) -> None:
    """OpenAPI 2.0, Parameter Object: `allowEmptyValue` of query and formData; a required one must be there."""
    parameter = {"name": "size", "in": location, "required": True, "allowEmptyValue": True, **field}
    operation = {"consumes": [FORM], "parameters": [parameter]}
    found = check(operation, text) if location == "query" else check(operation, body=text.encode(), content_type=FORM)
    assert (found == []) is is_valid, found


ROWS = {"type": "array", "items": {"type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"}}


@pytest.mark.parametrize(
    ("collection_format", "text", "found"),
    [
        pytest.param("csv", "1%7C2,3%7C4", [], id="csv"),
        pytest.param("csv", "1%7Cx,3%7C4", ["parameter.schema rows/0/1"], id="a-wrong-item"),
        pytest.param("ssv", "1|2%203|4", [], id="ssv"),
        pytest.param("multi", "1%7C2&rows=3%7C4", [], id="multi"),
    ],
)
def test_lists_in_a_list_of_a_query(collection_format: str, text: str, found: list[str]) -> None:
    parameter = {"name": "rows", "in": "query", "collectionFormat": collection_format, **ROWS}
    assert check({"parameters": [parameter]}, f"rows={text}") == found


@pytest.mark.parametrize(
    ("collection_format", "text"), [("pipes", "1|2"), ("ssv", "1 2"), ("tsv", "1\t2"), ("csv", "1, 2")]
)
def test_lists_of_header_fields(collection_format: str, text: str) -> None:
    items = {"type": "array", "items": {"type": "integer"}, "collectionFormat": collection_format}
    assert check({"parameters": [{"name": "X-Ids", "in": "header", **items}]}, X_Ids=text) == []
    assert check({"parameters": [{"name": "X-Ids", "in": "header", **items}]}, X_Ids=text + ";") != []
