"""The document as frozen dataclasses: each piece, and the message for a broken one."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import METHODS, read_operations
from tests.openapi.operations.pets import (
    REF_PARAMETER,
    document,
    header_of,
    only_operation,
    only_parameter,
    sound,
)
from tests.support.omissions import reported

# operations


def test_operations_are_in_the_documents_order() -> None:
    item: dict[str, Any] = {method: {} for method in METHODS}
    operations = read_operations(
        document({"/b": item, "/a": {"get": {}}, "x-internal": {"get": {}}, "/c": {"x-get": {}}})
    )
    assert [operation.method for operation in operations[:-1]] == [method.upper() for method in METHODS]
    assert operations[-1].path == "/a"


def test_an_operation() -> None:
    operation = only_operation(
        {"operationId": "feed", "summary": "Feed it", "tags": ["pets", 5], "deprecated": True, "responses": {}}
    )
    assert (operation.operation_id, operation.method, operation.path) == ("feed", "POST", "/pets/{id}")
    assert (operation.summary, operation.tags, operation.deprecated) == ("Feed it", ("pets", "5"), True)
    assert (operation.pointer, operation.body, operation.responses) == ("/paths/~1pets~1{id}/post", None, {})
    assert str(operation) == "POST /pets/{id}"


def test_missing_pieces_are_empty() -> None:
    operation = only_operation({"tags": None, "parameters": None, "responses": None, "security": None})
    assert operation.operation_id == "POST /pets/{id}"
    assert (operation.summary, operation.tags, operation.deprecated) == ("", (), False)
    assert (operation.parameters, operation.responses, operation.security) == ((), {}, ())


@pytest.mark.parametrize("paths", [pytest.param(None, id="null"), pytest.param({}, id="empty")])
def test_a_document_without_operations(paths: Any) -> None:
    assert read_operations(document(paths)) == ()


def test_a_path_item_may_be_a_ref() -> None:
    operations = read_operations(
        document(
            {"/a": {"$ref": "#/x-items/shared"}}, **{"x-items": {"shared": {"get": {}, "parameters": [REF_PARAMETER]}}}
        )
    )
    assert [str(operation) for operation in operations] == ["GET /a"]
    assert operations[0].pointer == "/x-items/shared/get"
    assert operations[0].parameters[0].name == "limit"


# parameters


def test_an_operations_parameters_replace_those_of_its_path() -> None:
    """OpenAPI 3.1.1 §4.8.10: those of the same name and location."""
    item = {
        "parameters": [
            {"name": "id", "in": "path", "schema": {"type": "string"}},
            {"name": "a", "in": "query", "required": True},
            {"name": "b", "in": "query", "required": True},
        ]
    }
    own = [{"name": "a", "in": "query"}, {"name": "b", "in": "header"}, REF_PARAMETER]
    parameters = only_operation({"parameters": own}, item=item).parameters
    assert [(p.name, p.location, p.required) for p in parameters] == [
        ("id", "path", True),
        ("a", "query", False),
        ("b", "query", True),
        ("b", "header", False),
        ("limit", "query", False),
    ]
    assert parameters[1].pointer == "/paths/~1pets~1{id}/post/parameters/0"
    assert parameters[4].pointer == "/components/parameters/Limit"
    assert parameters[4].schema == "/components/parameters/Limit/schema"


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [("path", "simple", False), ("header", "simple", False), ("query", "form", True), ("cookie", "form", True)],
)
def test_default_style_and_explode(location: str, style: str, explode: bool) -> None:
    """OpenAPI 3.1.1 §4.8.12.2."""
    parameter = only_parameter(**{"name": "x", "in": location})
    assert (parameter.style, parameter.explode) == (style, explode)


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [
        ("path", "matrix", False),
        ("path", "label", False),
        ("query", "spaceDelimited", False),
        ("query", "pipeDelimited", False),
        ("query", "deepObject", False),
    ],
)
def test_only_form_explodes_by_default(location: str, style: str, explode: bool) -> None:
    fields = {"name": "x", "in": location, "style": style}
    assert only_parameter(**fields).explode is explode
    assert only_parameter(**fields, explode=not explode).explode is not explode


@pytest.mark.parametrize(
    ("location", "style"),
    [
        ("query", "simple"),
        ("query", "matrix"),
        ("path", "form"),
        ("header", "form"),
        ("cookie", "simple"),
        ("query", "odd"),
    ],
)
def test_a_style_in_the_wrong_location(location: str, style: str) -> None:
    """The usual style is meant."""
    operation = only_operation({"parameters": [{"name": "x", "in": location, "style": style}]})
    (reason,) = reported(operation)
    assert f"style '{style}' cannot be used in {location}" in reason.message
    assert reason.pointer == "/paths/~1pets~1{id}/post/parameters/0/style"
    assert operation.parameters[0].style == only_parameter(**{"name": "x", "in": location}).style


def test_path_parameters_are_always_required() -> None:
    assert only_parameter(**{"name": "id", "in": "path", "required": False}).required


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION"])
def test_some_header_parameters_are_ignored(name: str) -> None:
    """OpenAPI 3.1.1 §4.8.12.1."""
    parameters = [{"name": name, "in": place} for place in ("header", "query")]
    assert [p.location for p in only_operation({"parameters": parameters}).parameters] == ["query"]


def test_a_parameter_described_by_a_media_type() -> None:
    content = {"application/json": {"schema": {"type": "object"}, "example": {"a": 1}}}
    parameter = only_parameter(**{"name": "filter", "in": "query", "content": content})
    assert parameter.schema is None
    assert parameter.content is not None
    assert parameter.content.media_type == "application/json"
    assert parameter.content.schema == f"{parameter.pointer}/content/application~1json/schema"


def test_a_schema_beats_content() -> None:
    parameter = only_parameter(**{"name": "x", "in": "query", "schema": {}, "content": {"text/plain": {}}})
    assert parameter.schema is not None
    assert parameter.content is None


@pytest.mark.parametrize(
    ("fields", "allow_empty", "deprecated"),
    [({}, False, False), ({"allowEmptyValue": True, "deprecated": True}, True, True)],
)
def test_flags(fields: dict[str, Any], allow_empty: bool, deprecated: bool) -> None:
    parameter = only_parameter(**{"name": "x", "in": "query", **fields})
    assert (parameter.allow_empty, parameter.deprecated) == (allow_empty, deprecated)


def test_find_a_parameter_by_name_and_location() -> None:
    operation = only_operation({"parameters": [{"name": "x", "in": "query"}, {"name": "x", "in": "header"}]})
    assert operation.parameter("x", "header") is operation.parameters[1]
    assert operation.parameter("x", "cookie") is None


# bodies


def test_a_body_by_reference() -> None:
    body = only_operation({"requestBody": {"$ref": "#/components/requestBodies/Pet"}}).body
    assert body is not None
    assert (body.required, body.pointer) == (True, "/components/requestBodies/Pet")
    media_type = body.content["application/json"]
    assert media_type.schema == "/components/requestBodies/Pet/content/application~1json/schema"


@pytest.mark.parametrize("body", [{}, {"content": {}}, {"content": None, "required": "yes"}])
def test_a_body_without_content(body: dict[str, Any]) -> None:
    read = only_operation({"requestBody": body}).body
    assert read is not None
    assert (read.required, read.content) == (False, {})


def test_encoding_is_kept() -> None:
    encoding = {"file": {"contentType": "image/png"}}
    body = only_operation({"requestBody": {"content": {"multipart/form-data": {"encoding": encoding}}}}).body
    assert body is not None
    assert body.content["multipart/form-data"].encoding == encoding


# responses


@pytest.mark.parametrize(
    ("documented", "status", "found"),
    [
        pytest.param("404 4XX default", 404, "404", id="1-exact"),
        pytest.param("404 4XX default", 409, "4XX", id="2-range"),
        pytest.param("404 4XX default", 500, "default", id="3-default"),
        pytest.param("404 4XX", 500, None, id="nothing"),
        pytest.param("default", 200, "default", id="default-alone"),
        pytest.param("2XX", 299, "2XX", id="range-alone"),
        pytest.param("4xx 2xX Default", 200, "2xX", id="range-in-small-letters"),
        pytest.param("4xx 2xX Default", 500, "Default", id="default-in-capitals"),
    ],
)
def test_response_for(documented: str, status: int, found: str | None) -> None:
    responses = {key: {"description": key} for key in documented.split()}
    response = only_operation({"responses": responses}).response_for(status)
    assert (response.description if response else None) == found


def test_statuses_written_as_numbers_are_text() -> None:
    text = "openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {description: ok}}}}}"
    assert list(read_operations(Document.parse(text, name="x"))[0].responses) == ["200"]


def test_a_response_by_reference() -> None:
    response = only_operation({"responses": {"410": {"$ref": "#/components/responses/Gone"}}}).responses["410"]
    assert (response.status, response.description, response.pointer) == ("410", "gone", "/components/responses/Gone")
    assert response.content["text/plain"].examples[0].value == "gone"


# headers


def test_a_header_by_reference() -> None:
    header = header_of({"$ref": "#/components/headers/Rate"})
    assert (header.name, header.required, header.explode) == ("X-Rate", True, False)
    assert (header.pointer, header.schema) == ("/components/headers/Rate", "/components/headers/Rate/schema")


def test_a_content_type_header_is_ignored() -> None:
    """OpenAPI 3.1.1 §4.8.17.1."""
    headers = {"content-Type": {"required": True}, "Content-Length": {}, "date": {}, "X": {}}
    operation = only_operation({"responses": {"200": {"headers": headers}}})
    assert [header.name for header in operation.responses["200"].headers] == ["X"]


# mistakes

OPERATION = "/paths/~1pets~1{id}/post"


@pytest.mark.parametrize(
    ("operation", "pointer", "words"),
    [
        pytest.param([], OPERATION, "must be a mapping", id="operation-list"),
        pytest.param({"tags": "pets"}, f"{OPERATION}/tags", "must be a list", id="tags"),
        pytest.param({"parameters": {"a": {}}}, f"{OPERATION}/parameters", "must be a list", id="parameters"),
        pytest.param({"parameters": ["x"]}, f"{OPERATION}/parameters/0", "must be a mapping", id="parameter"),
        pytest.param({"parameters": [{"in": "query"}]}, f"{OPERATION}/parameters/0", "needs a `name`", id="no-name"),
        pytest.param({"parameters": [{"name": "x"}]}, f"{OPERATION}/parameters/0", "needs a `name`", id="no-in"),
        pytest.param(
            {"parameters": [{"name": "x", "in": "body"}]},
            f"{OPERATION}/parameters/0",
            "path, query, header or cookie",
            id="in-body",
        ),
        pytest.param(
            {"parameters": [{"name": "x", "in": ["query"]}]}, f"{OPERATION}/parameters/0", "and an `in`", id="in-list"
        ),
        pytest.param({"parameters": [{"$ref": "#/nowhere"}]}, f"{OPERATION}/parameters/0", "leads nowhere", id="ref"),
        pytest.param({"requestBody": 5}, f"{OPERATION}/requestBody", "must be a mapping", id="body"),
        pytest.param(
            {"requestBody": {"content": ["a/b"]}}, f"{OPERATION}/requestBody/content", "must be a mapping", id="content"
        ),
        pytest.param(
            {"requestBody": {"content": {"a/b": 5}}},
            f"{OPERATION}/requestBody/content/a~1b",
            "must be a mapping",
            id="media-type",
        ),
        pytest.param({"responses": ["200"]}, f"{OPERATION}/responses", "must be a mapping", id="responses"),
        pytest.param({"responses": {"200": 5}}, f"{OPERATION}/responses/200", "must be a mapping", id="response"),
        pytest.param({"security": {"key": []}}, f"{OPERATION}/security", "must be a list", id="security"),
        pytest.param({"security": ["key"]}, f"{OPERATION}/security/0", "must be a mapping", id="requirement"),
        pytest.param(
            {"security": [{"unknown": []}]},
            f"{OPERATION}/security/0/unknown",
            "'unknown' is not in",
            id="unknown-scheme",
        ),
        pytest.param({"security": [{"key": "read"}]}, f"{OPERATION}/security/0/key", "must be a list", id="scopes"),
    ],
)
def test_a_broken_piece_is_named(operation: Any, pointer: str, words: str) -> None:
    sound = {"get": {"responses": {"200": {"description": "ok"}}}}
    broken, other = read_operations(document({"/pets/{id}": {"post": operation}, "/sound": sound}))
    named = [reason for reason in reported(broken) if reason.pointer == pointer]
    assert named and words in named[0].message and named[0].line is not None
    assert (broken.broken is not None) is isinstance(operation, list), "the rest of the operation is read"
    assert other.broken is None and other.omissions == ()


def test_the_line_of_a_broken_piece() -> None:
    text = "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          headers: []\n"
    (reason,) = reported(read_operations(Document.parse(text, name="x.yaml"))[0])
    assert str(reason) == "x.yaml:7 /paths/~1a/get/responses/200/headers: must be a mapping"


@pytest.mark.parametrize(
    ("paths", "pointer", "words"),
    [
        pytest.param({"pets": {}}, "/paths/pets", "does not begin with a slash", id="no-slash"),
        pytest.param([], "/paths", "must be a mapping", id="paths"),
        pytest.param({"/a": {"$ref": "b.yaml"}}, "/paths/~1a", "leaves the document", id="another-file"),
    ],
)
def test_broken_paths(paths: Any, pointer: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as caught:
        sound(read_operations(document(paths))[0])
    assert caught.value.pointer == pointer


def test_the_first_of_two_operations_keeps_their_id() -> None:
    first, second = read_operations(
        document({"/a": {"get": {"operationId": "x"}}, "/b": {"put": {"operationId": "x"}}})
    )
    assert (first.operation_id, second.operation_id) == ("x", "PUT /b")


def test_a_broken_operation_leaves_the_others() -> None:
    paths = {"/a": {"get": 5, "put": {"responses": {"200": {"description": "ok"}}}}, "b": {}}
    found = {str(operation): operation for operation in read_operations(document(paths))}
    assert found["GET /a"].broken is not None and found["GET /a"].responses == {}
    assert found["PUT /a"].broken is None
    assert found["POST /b"].broken is not None, "a path without its slash is known by the one it should have"


# OpenAPI 3.2


def test_what_3_2_adds() -> None:
    form = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
    item = {
        "parameters": [
            {"name": "q", "in": "querystring", "content": form},
            {"name": "j", "in": "querystring", "content": {"application/json": {}}},
        ],
        "query": {"operationId": "ask"},
        "additionalOperations": {"COPY": {"operationId": "copy", "parameters": [{"$ref": "#/nowhere"}]}},
    }
    asked, copied = read_operations(document({"/a": item}, version="3.2.0"))
    assert [(operation.method, operation.operation_id) for operation in (asked, copied)] == [
        ("QUERY", "ask"),
        ("COPY", "copy"),
    ]
    parameter, whole = asked.parameters
    assert (whole.name, whole.location, whole.is_whole_query) == ("j", "query", True)
    assert whole.content is not None and whole.content.media_type == "application/json"
    assert (parameter.location, parameter.schema, parameter.is_whole_query) == ("query", None, True)
    assert parameter.content is not None
    assert parameter.content.schema == "/paths/~1a/parameters/0/content/application~1x-www-form-urlencoded/schema"
    assert copied.broken is None
    assert copied.omissions[0].pointer == "/paths/~1a/additionalOperations/COPY/parameters/0"
