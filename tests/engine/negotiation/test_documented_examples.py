"""Which of a document's examples keep the contract, and that each is checked once."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.negotiation.documented_examples import DocumentedExamples
from mockserver.engine.negotiation.selecting import Selection
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Contract, Schemas
from tests.support.documents import document_of

INTEGER = {"type": "integer"}


def operation_with(response: dict[str, Any]) -> Operation:
    return read_operations(document_of(paths={"/": {"get": {"responses": {"200": {"description": "", **response}}}}}))[
        0
    ]


def content(**examples: Any) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples.items()}
    return {"content": {"application/json": {"schema": INTEGER, "examples": named}, "text/plain": {"example": "a"}}}


class Counting(Contract):
    """A contract that counts how often a response is checked."""

    checked = 0

    def check_response_value(self, *arguments: Any) -> list[Violation]:
        self.checked += 1
        return super().check_response_value(*arguments)


def shown(operation: Operation) -> tuple[DocumentedExamples, Counting]:
    schemas = Schemas(operation.document, "response")
    contract = Counting(operation, schemas, schemas)
    return DocumentedExamples(operation, contract), contract


def usual(known: DocumentedExamples, accept: str | None = None) -> Selection:
    selection = known.find_usual(accept)
    assert selection is not None
    return selection


@pytest.mark.parametrize(
    ("examples", "name"),
    [
        ({"a": 1, "b": 2}, "a"),
        ({"a": "x", "b": 2, "c": "y"}, "b"),
        ({"a": "x", "b": None}, None),
        ({}, None),
    ],
)
def test_the_first_sound_example(examples: dict[str, Any], name: str | None) -> None:
    known, contract = shown(operation_with(content(**examples)))
    found = known.find_example(usual(known))
    assert (found.name if found else None) == name
    before = contract.checked
    assert known.find_example(usual(known)) is found
    assert contract.checked == before <= len(examples), "checked once"


def test_one_example_under_two_schemas_is_judged_for_each() -> None:
    document = document_of(
        paths={
            "/": {
                "get": {
                    "responses": {
                        status: {
                            "description": "",
                            "content": {
                                "application/json": {
                                    "schema": {"type": kind},
                                    "examples": {"one": {"$ref": "#/components/examples/one"}},
                                }
                            },
                        }
                        for status, kind in (("200", "string"), ("201", "integer"))
                    }
                }
            }
        },
        components={"examples": {"one": {"value": 1}}},
    )
    operation = read_operations(document)[0]
    known, _ = shown(operation)
    verdicts = []
    for status in (200, 201):
        response = operation.responses[str(status)]
        examples = response.content["application/json"].examples
        verdicts.append(known.find_example(Selection(status, response, "application/json", examples)) is not None)
    assert verdicts == [False, True]


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        pytest.param({"X": {"schema": INTEGER, "example": 3}}, (("X", "3"),), id="sound"),
        pytest.param({"X": {"schema": INTEGER, "example": "many"}}, (), id="broken"),
        pytest.param(
            {"X": {"schema": INTEGER, "examples": {"a": {"value": "many"}, "b": {"value": 4}}}},
            (("X", "4"),),
            id="the-next-one",
        ),
        pytest.param({"X": {"schema": {**INTEGER, "default": 5}}}, (("X", "5"),), id="of-the-schema"),
        pytest.param({"X": {"schema": INTEGER}, "Y": {"example": "y"}}, (("Y", "y"),), id="nothing-shown"),
        pytest.param({"X": {"required": True, "schema": INTEGER}, "Y": {"example": "y"}}, (("Y", "y"),), id="others"),
    ],
)
def test_header_fields(headers: dict[str, Any], fields: tuple[tuple[str, str], ...]) -> None:
    known, contract = shown(operation_with({"headers": headers}))
    assert known.header_fields(usual(known)) == fields
    before = contract.checked
    assert known.header_fields(usual(known)) == fields
    assert contract.checked == before, "checked once"


def test_the_usual_response_for_each_accept_header() -> None:
    known, _ = shown(operation_with(content(a=1)))
    assert [usual(known, accept).media_type for accept in (None, "text/*", None, "text/*")] == [
        "application/json",
        "text/plain",
    ] * 2
    for number in range(200):
        assert usual(known, f"text/plain;n={number}, */*").media_type == "application/json"
    assert usual(known, "text/*").media_type == "text/plain"


def test_an_operation_without_a_success_has_no_usual_response() -> None:
    operation = read_operations(document_of(paths={"/": {"get": {"responses": {"101": {"description": ""}}}}}))[0]
    known, _ = shown(operation)
    assert known.find_usual(None) is None
    assert known.find_usual(None) is None
