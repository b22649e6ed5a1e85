"""Examples of media types, headers and schemas."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Example
from tests.openapi.operations.pets import (
    header_of,
    only_operation,
)


def examples_of(media_type: dict[str, Any]) -> tuple[Example, ...]:
    response = {"description": "ok", "content": {"application/json": media_type}}
    return only_operation({"responses": {"200": response}}).responses["200"].content["application/json"].examples


CONTENT = "/paths/~1pets~1{id}/post/responses/200/content/application~1json"


@pytest.mark.parametrize(
    ("media_type", "examples"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"example": None}, [("", "", None, f"{CONTENT}/example")], id="the-singular-may-be-null"),
        pytest.param(
            {"examples": {"a/b": {"summary": "S", "value": 1}}},
            [("a/b", "S", 1, f"{CONTENT}/examples/a~1b/value")],
            id="named",
        ),
        pytest.param(
            {"examples": {"rex": {"$ref": "#/components/examples/Rex"}}},
            [("rex", "A dog", {"name": "Rex"}, "/components/examples/Rex/value")],
            id="ref",
        ),
        pytest.param(
            {"examples": {"one": {"dataValue": {"a": 1}, "serializedValue": "[2]"}}},
            [("one", "", {"a": 1}, f"{CONTENT}/examples/one/dataValue")],
            id="data-value",
        ),
        pytest.param(
            {"examples": {"one": {"serializedValue": "[2]"}}},
            [("one", "", [2], f"{CONTENT}/examples/one/serializedValue")],
            id="serialized-json",
        ),
        pytest.param({"examples": {"one": {"summary": "nothing is shown"}}}, [], id="nothing"),
        pytest.param({"examples": {"x": None, "y": 5}}, [], id="what-is-no-example"),
        pytest.param({"examples": [1, 2]}, [], id="a-list-belongs-to-schemas"),
        pytest.param(
            {"example": 1, "examples": {"x": {"value": 2}}},
            [("", "", 1, f"{CONTENT}/example"), ("x", "", 2, f"{CONTENT}/examples/x/value")],
            id="both",
        ),
    ],
)
def test_examples(media_type: dict[str, Any], examples: list[tuple[Any, ...]]) -> None:
    assert [(e.name, e.summary, e.value, e.pointer) for e in examples_of(media_type)] == examples


def test_external_examples_are_read_when_needed() -> None:
    (far,) = examples_of({"examples": {"far": {"externalValue": "https://a.example"}}})
    with pytest.raises(DocumentError, match="leads to the web; --allow-remote-refs allows that"):
        _ = far.value


def test_find_an_example_by_name() -> None:
    operation = only_operation(
        {"responses": {"200": {"content": {"a/b": {"examples": {"x": {"value": 1}}}, "c/d": {"example": 2}}}}}
    )
    response = operation.responses["200"]
    assert response.content["a/b"].example("x") == response.content["a/b"].examples[0]
    assert response.content["a/b"].example("y") is None
    assert [(m.media_type, e.value) for m, e in response.iter_examples()] == [("a/b", 1), ("c/d", 2)]


@pytest.mark.parametrize(
    ("header", "value", "pointer"),
    [
        pytest.param({"example": 1, "schema": {"example": 2}}, 1, "/example", id="its-own-first"),
        pytest.param({"examples": {"a": {"value": 1}}, "schema": {"example": 2}}, 1, "/examples/a/value", id="named"),
        pytest.param({"schema": {"example": 2, "default": 3}}, 2, "/schema/example", id="of-the-schema"),
        pytest.param({"schema": {"default": 3, "enum": [4]}}, 3, "/schema/default", id="default"),
        pytest.param({"schema": {"const": 3}}, 3, "/schema/const", id="const"),
        pytest.param({"schema": {"examples": [5, 6], "enum": [4]}}, 5, "/schema/examples/0", id="examples-of-3.1"),
        pytest.param({"schema": {"enum": [4, 7]}}, 4, "/schema/enum/0", id="enum"),
    ],
)
def test_examples_of_a_header(header: dict[str, Any], value: Any, pointer: str) -> None:
    example = header_of(header).examples[0]
    assert example.value == value
    assert example.pointer == "/paths/~1pets~1{id}/post/responses/200/headers/X-Rate" + pointer


def test_a_header_has_the_examples_of_a_referenced_schema() -> None:
    example = header_of({"schema": {"$ref": "#/components/schemas/Id"}}).examples[0]
    assert (example.value, example.pointer) == ("i1", "/components/schemas/Id/example")


@pytest.mark.parametrize("header", [{}, {"schema": {"type": "string"}}, {"schema": {"enum": []}}, {"schema": True}])
def test_a_header_without_examples(header: dict[str, Any]) -> None:
    assert header_of(header).examples == ()


@pytest.mark.parametrize("example", [{"$ref": "#/components/examples/Lost"}, {"serializedValue": "{"}])
def test_a_broken_example_raises_when_it_is_needed(example: Any) -> None:
    content = {"application/json": {"examples": {"broken": example, "sound": {"value": 1}}}}
    shown = only_operation({"responses": {"200": {"content": content}}}).responses["200"].content["application/json"]
    assert [example.name for example in shown.examples] == ["broken", "sound"]
    with pytest.raises(DocumentError, match=r"leads nowhere|is not JSON"):
        _ = shown.examples[0].value
