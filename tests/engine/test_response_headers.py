"""Documented header fields are sent: as they are shown, else with values that keep them and mislead no client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.engine.header_plans import plan_headers
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Response
from mockserver.openapi.operations import read_operations
from tests.support.documents import document_of
from tests.support.small_sandbox import Sandbox, load_books, sandbox_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": TEXT}}
BY_ID = [{"name": "petId", "in": "path", "required": True, "schema": NUMBER}]
READ = {"get": {"parameters": BY_ID, "responses": {"200": {"description": "ok"}}}}


def serve(folder: Path, operation: dict[str, Any], settings: Settings | None = None, **more: Any) -> Sandbox:
    """One operation on `/pets`; `more` are further keys of the document."""
    paths = {"/pets": operation, **more.pop("paths", {})}
    document = {"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": paths, **more}
    text = yaml.safe_dump(document, sort_keys=False)
    return sandbox_of(load_books(folder, document=text, behaviour=None, seed=None), settings=settings)


def get(folder: Path, headers: dict[str, Any], status: str = "200") -> Response:
    operation = {"get": {"responses": {status: {"description": "ok", "headers": headers}}}}
    return serve(folder, operation).ask("GET", "/pets").response


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        pytest.param({"schema": NUMBER, "example": 7}, "7", id="example"),
        pytest.param({"schema": {**NUMBER, "default": 7}}, "7", id="default"),
        pytest.param({"required": True, "schema": {**NUMBER, "minimum": 4}}, "4", id="required"),
        pytest.param({"schema": {**NUMBER, "minimum": 4}}, "4", id="optional"),
        pytest.param({"content": {"application/json": {"schema": {"const": {"a": 1}}}}}, '{"a":1}', id="media-type"),
        pytest.param({"schema": {**NUMBER, "minimum": 4, "maximum": 3}}, None, id="optional-without-a-value"),
        pytest.param({"description": "says nothing"}, None, id="no-schema"),
    ],
)
@pytest.mark.parametrize("body", [{}, {"content": {"application/json": {"schema": {"type": "object"}}}}])
def test_where_a_value_comes_from(tmp_path: Path, declared: Any, value: str | None, body: dict[str, Any]) -> None:
    operation = {"get": {"responses": {"200": {"description": "ok", "headers": {"X-Left": declared}, **body}}}}
    response = serve(tmp_path, operation).ask("GET", "/pets").response
    assert (response.status, response.header("x-left")) == (200, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ETag", '"1"'), ("Last-Modified", "Wed, 01 Jan 2025 00:00:00 GMT"), ("Cache-Control", "no-cache")],
)
def test_standard_fields_have_values_that_clients_can_read(tmp_path: Path, name: str, value: str) -> None:
    assert get(tmp_path, {name: {"schema": TEXT}}).header(name) == value


def test_unless_the_schema_wants_another(tmp_path: Path) -> None:
    assert get(tmp_path, {"ETag": {"schema": {"enum": ["a", "b"]}}}).header("etag") == "a"


@pytest.mark.parametrize(
    "name",
    ["Link", "Retry-After", "Set-Cookie", "Location", "WWW-Authenticate", "X-Next-Page", "Access-Control-Allow-Origin"],
)
def test_what_a_client_would_follow_or_obey_is_sent_only_if_it_is_shown(tmp_path: Path, name: str) -> None:
    assert get(tmp_path, {name: {"schema": TEXT}}).header(name) is None
    folder = tmp_path / "shown"
    folder.mkdir()
    assert get(folder, {name: {"schema": TEXT, "example": "x"}}).header(name) == "x"


def test_a_refusal_says_when_to_come_back(tmp_path: Path) -> None:
    assert get(tmp_path, {"Retry-After": {"schema": NUMBER}}, "503").header("retry-after") == "1"


# Location


def create(location: dict[str, Any], path: str = "/pets", schema: Any = PET) -> dict[str, Any]:
    response = {
        "description": "made",
        "headers": {"Location": location},
        "content": {"application/json": {"schema": schema}},
    }
    body = {"content": {"application/json": {"schema": schema}}}
    return {"post": {"requestBody": body, "responses": {"201": response}}}


SERVERS = [{"url": "https://{region}.pets.test"}, {"url": "https://api.pets.test/v1"}]


@pytest.mark.parametrize(
    ("target", "more", "expected"),
    [
        pytest.param("/books/pets", {}, "/books/pets/7", id="path"),
        pytest.param("/books/pets/", {}, "/books/pets/7", id="slash-at-the-end"),
        pytest.param("/books/pets", {"servers": SERVERS}, "https://api.pets.test/v1/pets/7", id="published"),
        pytest.param(
            "/books/v1/pets", {"servers": SERVERS}, "https://api.pets.test/v1/pets/7", id="with-its-base-path"
        ),
    ],
)
def test_a_creation_leads_to_its_item(tmp_path: Path, target: str, more: Any, expected: str) -> None:
    sandbox = serve(tmp_path, create({"schema": TEXT}), paths={"/pets/{petId}": READ}, **more)
    if target.endswith("/"):
        sandbox = serve(tmp_path, {}, paths={"/pets/": create({"schema": TEXT}), "/pets/{petId}": READ})
    response = sandbox.ask("POST", target.removeprefix("/books"), {"id": 7}).response
    assert (response.status, response.header("location")) == (201, expected)


@pytest.mark.parametrize(
    ("schema", "body", "expected"),
    [
        pytest.param({"properties": {"data": PET}}, None, "/books/pets/1", id="in-an-envelope"),
        pytest.param({"properties": {"pet_id": TEXT}}, {"pet_id": "a/b"}, "/books/pets/a%2Fb", id="by-its-name"),
        pytest.param({"properties": {"name": TEXT}}, None, "/books/pets/1", id="else-one-that-the-path-admits"),
    ],
)
def test_the_identifier_of_the_item(tmp_path: Path, schema: Any, body: Any, expected: str) -> None:
    sandbox = serve(tmp_path, create({"schema": TEXT}, schema=schema), paths={"/pets/{petId}": READ})
    assert sandbox.ask("POST", "/pets", {} if body is None else body).response.header("location") == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        pytest.param({"schema": {**TEXT, "format": "uri"}}, "http://mock.test:8000/books/pets/7", id="absolute"),
        pytest.param({"required": True, "schema": {"const": "x"}}, "x", id="as-the-schema-wants-it"),
        pytest.param({"schema": {"type": "integer"}}, None, id="or-none"),
    ],
)
def test_how_the_address_is_written(tmp_path: Path, location: Any, expected: str | None) -> None:
    sandbox = serve(tmp_path, create(location), paths={"/pets/{petId}": READ})
    response = sandbox.ask("POST", "/pets", {"id": 7}, headers=[("Host", "mock.test:8000")]).response
    assert (response.status, response.header("location")) == (201, expected)


@pytest.mark.parametrize(("paths", "expected"), [({}, "/pets/9"), ({"/pets/{petId}": READ}, "/books/pets/7")])
def test_an_address_that_is_shown_is_sent_if_nothing_is_remembered(
    tmp_path: Path, paths: dict[str, Any], expected: str
) -> None:
    sandbox = serve(tmp_path, create({"schema": TEXT, "example": "/pets/9"}), paths=paths)
    assert sandbox.ask("POST", "/pets", {"id": 7}).response.header("location") == expected


def test_without_an_item_there_is_no_address(tmp_path: Path) -> None:
    response = serve(tmp_path, create({"schema": TEXT})).ask("POST", "/pets", {"id": 7}).response
    assert (response.status, response.header("location")) == (201, None)


def test_links_are_not_followed_out_with_keep_links(tmp_path: Path) -> None:
    sandbox = serve(
        tmp_path, create({"schema": TEXT}), Settings(keep_links=True), servers=SERVERS, paths={"/pets/{petId}": READ}
    )
    assert sandbox.ask("POST", "/pets", {"id": 7}).response.header("location") == "/books/pets/7"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(
            {"/a/{petId}": READ, "/home": {"get": {"responses": {"200": {"description": "ok"}}}}},
            "/books/home",
            id="read",
        ),
        pytest.param({"/a/{petId}": READ}, "/books/", id="root"),
    ],
)
@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_a_redirect_stays_here(tmp_path: Path, paths: Any, expected: str, status: str) -> None:
    operation = {"get": {"responses": {status: {"description": "go", "headers": {"Location": {"schema": TEXT}}}}}}
    response = serve(tmp_path, operation, paths=paths).ask("GET", "/pets").response
    assert (response.status, response.header("location")) == (int(status), expected)


def test_a_put_that_creates_leads_to_itself() -> None:
    responses = {"201": {"description": "made", "headers": {"Location": {"schema": TEXT}}}}
    paths = {"/shops/{shop}/pets/{petId}": {"put": {"responses": responses}}}
    (operation,) = read_operations(document_of(paths=paths))
    plan = plan_headers(operation, 201, operation.responses["201"].headers, set(), [operation])
    assert plan.target is operation


def test_names_of_parameters_do_not_matter() -> None:
    responses = {"201": {"description": "made", "headers": {"Location": {"schema": TEXT}}}}
    paths = {"/shops/{shop}/pets": {"post": {"responses": responses}}, "/shops/{id}/pets/{petId}": READ}
    operations = read_operations(document_of(paths=paths))
    plan = plan_headers(operations[0], 201, operations[0].responses["201"].headers, set(), operations)
    assert plan.target is operations[1]
