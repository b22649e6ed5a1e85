"""Why an operation belongs to a resource, and why another one stays stateless."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.inference import Inference
from mockserver.engine.inference.reasons import explain_operation, explain_resource, explain_stateless
from mockserver.openapi.description import Description
from tests.support.small_sandbox import write_folder

DOCUMENT = """
    openapi: 3.1.0
    paths:
      /books:
        get: {operationId: listBooks, responses: {'200': {$ref: '#/components/responses/Books'}}}
        post: {operationId: createBook, responses: {'201': {$ref: '#/components/responses/Book'}}}
      /books/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {operationId: getBook, responses: {'200': {$ref: '#/components/responses/Book'}}}
      /words:
        get: {operationId: listWords, responses: {'200': {$ref: '#/components/responses/Text'}}}
        post: {operationId: createWord, responses: {'201': {$ref: '#/components/responses/Text'}}}
      /words/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {operationId: getWord, responses: {'200': {$ref: '#/components/responses/Text'}}}
      /towns:
        get: {operationId: listTowns, responses: {'200': {$ref: '#/components/responses/Books'}}}
      /towns/{id}:
        parameters: [{name: id, in: path, required: true, schema: {type: string}}]
        get: {operationId: getTown, responses: {'200': {$ref: '#/components/responses/Book'}}}
      /health:
        get: {operationId: getHealth, responses: {'200': {description: ok}}}
        put: {$ref: '#/nowhere'}
    components:
      responses:
        Book:
          description: ok
          content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
        Books:
          description: ok
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {id: {type: string}}}}}
        Text: {description: ok, content: {application/json: {schema: {type: string}}}}
"""


@pytest.fixture
def description(tmp_path: Path) -> Description:
    write_folder(tmp_path, it_yaml=DOCUMENT)
    return Description.load(tmp_path / "it.yaml")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("PUT /health", "it cannot be served", id="1"),
        pytest.param("getHealth", "it belongs to no resource", id="2"),
        pytest.param("getWord", "a word has no members", id="3"),
        pytest.param("getTown", "no operation changes a town, and no example shows one", id="4"),
    ],
)
def test_why_an_operation_is_stateless(description: Description, name: str, reason: str) -> None:
    found = {operation.operation_id: operation for operation in description.operations}
    assert explain_stateless(Inference(description), found[name]) == reason


def test_why_an_operation_belongs_to_a_resource(description: Description) -> None:
    inference = Inference(description)
    assert explain_operation(inference, "createBook") == "the collection of /books/{} (certain)"
    assert explain_resource(inference, "book") == "the items at /books/{}"
