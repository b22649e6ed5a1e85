"""The control API's document is valid and complete, its examples keep their schemas, each operation has a view."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from mockserver.control import views
from mockserver.control.documents import PARTS, control_document, join, read_part, serve_from
from mockserver.control.exchange_filter import ExchangeFilter
from mockserver.engine.worlds.worlds import NAME_PATTERN
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.pointers import escape
from mockserver.openapi.validation import Schemas

DOCUMENT = control_document()
OPERATIONS = read_operations(DOCUMENT)
GUIDE = Path(__file__).parents[2] / "docs" / "control-api.md"

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)


def test_the_document_is_valid() -> None:
    assert [str(error) for error in OpenAPIV30SpecValidator(DOCUMENT.content).iter_errors()] == []
    assert DOCUMENT.version == "3.0.3"  # connexion 3.3.0 does not read 3.1


def test_every_file_is_a_part() -> None:
    folder = Path(views.__file__).parents[1] / "openapi"
    assert {file.stem for file in folder.iterdir()} == set(PARTS)


def test_no_part_says_what_another_one_says() -> None:
    parts = [read_part(name) for name in PARTS]
    said = [path for part in parts for path in part["paths"]]
    said += [f"{kind}/{name}" for part in parts for kind, named in part["components"].items() for name in named]
    assert len(said) == len(set(said))


def test_parts_are_joined() -> None:
    first = {"openapi": "3.0.3", "paths": {"/a": {}}, "components": {"schemas": {"A": {}}}}
    second = {"paths": {"/b": {}}, "components": {"schemas": {"B": {}}, "parameters": {"B": {}}}}
    joined = join([first, second])
    assert joined["paths"] == {"/a": {}, "/b": {}}
    assert joined["components"] == {"schemas": {"A": {}, "B": {}}, "parameters": {"B": {}}}
    assert first["paths"] == {"/a": {}}


def iter_examples(content: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointers of every named example's value, and of its schema."""
    if isinstance(content, dict):
        if isinstance(content.get("examples"), dict) and "schema" in content:
            for name in content["examples"]:
                yield f"{pointer}/examples/{escape(name)}/value", f"{pointer}/schema"
        for key, value in content.items():
            yield from iter_examples(value, f"{pointer}/{escape(key)}")


EXAMPLES = list(iter_examples(DOCUMENT.content))


@pytest.mark.parametrize(("example", "schema"), EXAMPLES, ids=[example for example, _ in EXAMPLES])
def test_an_example_keeps_its_schema(example: str, schema: str) -> None:
    schemas = Schemas(DOCUMENT, "request" if "/requestBody/" in example else "response")
    violations = schemas.check(schema, DOCUMENT.lookup(example), rule="body.schema", location="body")
    assert [str(violation) for violation in violations] == []


@each_operation
def test_a_view_takes_the_parameters_of_its_operation(operation: Operation) -> None:
    view = getattr(views, operation.operation_id)
    assert inspect.isfunction(view)
    # connexion gives no header field to a view
    names = {parameter.name for parameter in operation.parameters if parameter.location != "header"}
    names |= {"body"} if operation.body else set()
    taken = set(inspect.signature(view).parameters)
    if "asked" in taken:  # the parameters of a filter, and `wait`, which is over when a view is called
        taken |= {each.name for each in fields(ExchangeFilter)}
        taken |= names & {"wait"}
    assert taken - {"asked"} == names


@each_operation
def test_an_operation_is_described(operation: Operation) -> None:
    assert operation.summary
    assert operation.tags
    assert "400" in operation.responses
    for media_type in (operation.body.content if operation.body else {}).values():
        assert media_type.examples
    for status, response in operation.responses.items():
        assert response.description
        assert set(response.content) == {"application/problem+json"} or status < "400"
        for media_type in response.content.values():
            assert media_type.examples
            assert all(example.name and example.summary for example in media_type.examples)


def test_links_lead_to_operations_and_their_parameters() -> None:
    parameters = {op.operation_id: {p.name for p in op.parameters} for op in OPERATIONS}
    links = [
        link
        for item in DOCUMENT.content["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert len(links) > 10
    for link in links:
        assert set(link["parameters"]) <= parameters[link["operationId"]]


@pytest.mark.parametrize(
    "name",
    ["a", "A-1._", "x" * 100, "x" * 101, "", "-a", ".a", "_a", "a b", "a/b", "é", "a\n", "default"],
    ids=repr,
)
def test_the_schema_and_the_engine_agree_on_names_of_worlds(name: str) -> None:
    schemas = Schemas(DOCUMENT, "request")
    admitted = schemas.is_valid("/components/parameters/World/schema", name)
    assert admitted == (NAME_PATTERN.fullmatch(name) is not None)


@each_operation
def test_the_guide_names_every_operation(operation: Operation) -> None:
    assert f"`{operation.method} /_mock{operation.path}`" in GUIDE.read_text(encoding="utf-8")


def test_the_guide_names_no_other_operation() -> None:
    named = set(re.findall(r"`([A-Z]+) /_mock(/[^`]*)`", GUIDE.read_text(encoding="utf-8")))
    assert named == {(operation.method, operation.path) for operation in OPERATIONS}


def test_serving_from_an_address_leaves_the_original_alone() -> None:
    operation = {"servers": [{"url": "https://b"}], "responses": {}}
    content = {"servers": [{"url": "https://a"}], "paths": {"/x": {"servers": [], "get": operation}}, "info": {}}
    served = serve_from(content, "http://here/x")
    assert served == {
        "servers": [{"url": "http://here/x", "description": "This mock"}],
        "paths": {"/x": {"get": {"responses": {}}}},
        "info": {},
    }
    assert content["servers"] == [{"url": "https://a"}]
    assert operation["servers"]


@pytest.mark.parametrize("paths", [None, [], {"/x": None}, {"/x": {"get": None, "x-note": 1}}])
def test_serving_a_strange_document_changes_only_its_servers(paths: Any) -> None:
    served = serve_from({"openapi": "3.1.0", "paths": paths}, "")
    assert served == {"openapi": "3.1.0", "paths": paths, "servers": [{"url": "/", "description": "This mock"}]}


def test_the_document_is_loaded_once() -> None:
    assert isinstance(DOCUMENT, Document)
    assert DOCUMENT is control_document()
