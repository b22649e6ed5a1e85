"""Documents made to do harm: each gives one message or a working server, with bounded work and memory."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Schemas
from tests.support.work import count_calls

COUNT = 1_000
LIMIT = 2_000 * COUNT  # calls; a schema takes 900 at most, and a value of an enum 17


def ref(number: int) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/S{number % COUNT}"}


def operation_with(schema: dict[str, Any], schemas: dict[str, Any] | None = None, version: str = "3.1.0") -> Operation:
    content = {"application/json": {"schema": schema}}
    item = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    document = {"openapi": version, "paths": {"/a": item}, "components": {"schemas": schemas or {}}}
    return read_operations(Document.parse(json.dumps(document), name="test.json"))[0]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: {"properties": {"next": ref(n + 1)}}, id="properties"),
        pytest.param(lambda n: {"items": ref(n + 1)}, id="items"),
        pytest.param(lambda n: {"allOf": [ref(n + 1), {"properties": {f"p{n}": {"readOnly": True}}}]}, id="allOf"),
        pytest.param(lambda n: ref(n + 1), id="nothing-but-references"),
    ],
)
def test_a_ring_of_schemas(make: Any, version: str) -> None:
    with count_calls() as work:
        operation = operation_with(ref(0), {f"S{n}": make(n) for n in range(COUNT)}, version)
        schema = operation.responses["200"].content["application/json"].schema
        assert operation.broken is None and schema is not None
        assert Schemas(operation.document, "response").is_valid(schema, 5) is True
    assert work.calls < LIMIT


def test_an_enum_of_many_values() -> None:
    with count_calls() as work:
        operation = operation_with({"enum": [f"value{n}" for n in range(100_000)]})
        schema = operation.responses["200"].content["application/json"].schema
        assert schema is not None
        schemas = Schemas(operation.document, "response")
        assert schemas.is_valid(schema, "value99999")
        (violation,) = schemas.check(schema, "x", rule="response.schema", location="response")
        assert violation.message.endswith('"value99" and 99,900 more')
    assert work.calls < LIMIT


def test_a_pattern_with_catastrophic_backtracking() -> None:
    with count_calls() as work:
        operation = operation_with({"type": "string", "pattern": "^(a+)+$"})
        schema = operation.responses["200"].content["application/json"].schema
        assert schema is not None
        assert not Schemas(operation.document, "response").is_valid(schema, "a" * 50 + "!")
    assert work.calls < LIMIT


def test_everything_is_broken() -> None:
    with count_calls() as work:
        schemas = {f"S{n}": {"type": "any", "properties": {"next": ref(n + 1)}} for n in range(COUNT)}
        operation = operation_with(ref(5), schemas)
        assert operation.broken is None and len(operation.document.omissions) == COUNT
    assert work.calls < LIMIT


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(BOMB, "aliases stand for more than", id="bomb"),
        pytest.param(BOMB + "filling: " + "x" * 40_000, "aliases stand for more than", id="large-bomb"),
        pytest.param("[" * 10_000 + "]" * 10_000, "nested deeper than 100 levels", id="deep"),
        pytest.param("[" * 100_000, "nested deeper than 100 levels", id="large-and-deep"),
        pytest.param(json.dumps({"x": "y" * 40_000}) + "}", "not readable as YAML or JSON", id="large-and-wrong"),
    ],
)
def test_a_hostile_text_is_refused_in_one_sentence(text: str, words: str) -> None:
    with count_calls() as work, pytest.raises(DocumentError, match=words):
        Document.parse(text, name="x.yaml")
    assert work.calls < LIMIT
