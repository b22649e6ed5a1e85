"""The table of media families, and what it takes to add one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.openapi.bodies import BodyReader, BodyWriter, Codec, Family, ReadBody, families, make_text_writer
from mockserver.openapi.generation import Generator
from mockserver.openapi.generation.bodies import invent_body
from mockserver.openapi.media_types import parse_media_type
from mockserver.openapi.validation import Schemas
from tests.support.documents import body_operation
from tests.support.small_sandbox import Sandbox, body_of, rules_of, sandbox_of, write_folder

# a family of its own: a list of strings, one on each line
TYPE = "application/x-lines"
LINES = Family(
    lambda media_type: media_type.essence == TYPE,
    lambda: Codec(
        make_reader=lambda content: lambda raw, _: content.body(raw.decode().splitlines()),
        make_writer=lambda _: make_text_writer(lambda value: "\n".join(value).encode()),
    ),
)

NAMES = {"type": "array", "items": {"type": "string", "minLength": 3}, "minItems": 2}
LINES_HEADER = ("Content-Type", TYPE)
CODE = """
from mockserver.handlers import handles

@handles("echo")
def echo(call):
    return call.body
"""


@pytest.fixture
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(families, "FAMILIES", (LINES, *families.FAMILIES))


@pytest.fixture
def sandbox(tmp_path: Path, _registered: None) -> Sandbox:
    """An API that returns the lines it receives, and makes some of its own."""
    responses = {"200": {"description": "ok", "content": {TYPE: {"schema": NAMES}}}}
    echo = {"operationId": "echo", "requestBody": {"content": {TYPE: {"schema": NAMES}}}, "responses": responses}
    paths = {"/names": {"get": {"responses": responses}, "post": echo}}
    document = {"openapi": "3.1.0", "info": {"title": "Names", "version": "1"}, "paths": paths}
    write_folder(tmp_path, names_json=json.dumps(document), handlers_py=CODE)
    return sandbox_of(load_api("names", tmp_path / "names.json", tmp_path))


@pytest.mark.usefixtures("_registered")
def test_a_family_of_its_own_reads_writes_and_invents() -> None:
    operation = body_operation({TYPE: {"schema": NAMES}})
    assert operation.body is not None
    content = operation.body.content
    made = invent_body(operation.document, Generator(Schemas(operation.document, "response")), content[TYPE], None)
    assert len(made) == 2 and all(isinstance(line, str) for line in made)
    written = BodyWriter(operation.document).write(made, TYPE, content)
    assert (written.content_type, written.body) == (TYPE, "\n".join(made).encode())
    read = BodyReader(operation.document, content).read(written.content_type, written.body)
    assert isinstance(read, ReadBody) and read.value == made


def test_a_request_is_read_and_its_response_written(sandbox: Sandbox) -> None:
    response = sandbox.ask("POST", "/names", b"Emma\nJane", [LINES_HEADER]).response
    assert (response.status, response.body, response.media_type) == (200, b"Emma\nJane", TYPE)


def test_a_request_is_validated(sandbox: Sandbox) -> None:
    exchange = sandbox.ask("POST", "/names", b"Emma\nJo", [LINES_HEADER])
    assert exchange.response.status == 422 and rules_of(exchange) == ["body.schema"]
    assert body_of(exchange)["violations"][0]["pointer"] == "/1"


def test_a_response_is_generated_and_keeps_the_contract(sandbox: Sandbox) -> None:
    exchange = sandbox.ask("GET", "/names")
    assert (exchange.response.status, exchange.source) == (200, "generated")
    contract = sandbox.api.ready["GET /names"].contract
    assert contract.check_response("GET", exchange.response).violations == []


def test_a_text_that_stands_for_lines_is_validated(sandbox: Sandbox) -> None:
    contract = sandbox.api.ready["echo"].contract
    assert contract.check_response_value(200, (), TYPE, "Emma\nJane") == []
    assert [violation.pointer for violation in contract.check_response_value(200, (), TYPE, "Emma\nJo")] == ["/1"]


@pytest.mark.parametrize(
    ("media_type", "module"),
    [
        pytest.param("application/problem+json", "json", id="json-suffix"),
        pytest.param("application/x-www-form-urlencoded", "forms", id="form"),
        pytest.param("multipart/mixed", "multipart", id="multipart"),
        pytest.param("text/event-stream", "sequences", id="sequence-before-text"),
        pytest.param("text/xml", "xml", id="xml-before-text"),
        pytest.param("text/csv", "text", id="text"),
        pytest.param("application/yaml", "binary", id="any-other"),
    ],
)
def test_the_first_family_that_serves_a_media_type(media_type: str, module: str) -> None:
    parsed = parse_media_type(media_type)
    assert parsed is not None
    reader = families.find_codec(parsed).make_reader
    assert reader.__module__ == f"mockserver.openapi.bodies.{module}"
