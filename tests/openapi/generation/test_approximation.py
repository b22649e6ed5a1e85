"""The best attempt at schemas that no value satisfies: it breaks little, and the rest is as it should be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.openapi.generation import Dynamic, Generator, Manner, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of
from tests.support.work import count_calls

from . import corpus
from .random_schemas import any_schemas
from .test_random import _schemas

POINTER = "/components/schemas/It"
LENIENT = Manner(is_lenient=True)
WAYS: tuple[Dynamic | None, ...] = (None, Dynamic(seed=1))
TEXT = {"type": "string"}
ROW = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "tags": {"type": "array", "items": TEXT}}}
ROWS = {"oneOf": [{"$ref": "#/components/schemas/Row"}, {"$ref": "#/components/schemas/Row"}]}


def attempt(schema: Any, dynamic: Dynamic | None = None) -> tuple[Any, list[tuple[str, str]]]:
    """The best attempt, and the places and keywords that it breaks."""
    schemas = Schemas(document_of({"It": schema, "Row": ROW}), "response")
    generator = Generator(schemas)
    with pytest.raises(Unsatisfiable):
        generator.generate(POINTER, dynamic=dynamic)
    value = generator.generate(POINTER, dynamic=dynamic, manner=LENIENT)
    json.dumps(value, allow_nan=False)
    broken = schemas.check(POINTER, value, rule="response.schema", location="response")
    return value, [(each.pointer, each.keyword) for each in broken]


@pytest.mark.parametrize(
    ("schema", "broken"),
    [
        pytest.param(ROWS, ("", "oneOf"), id="overlapping-branches"),
        pytest.param({"type": "string", "minLength": 3, "maxLength": 2}, ("", "maxLength"), id="lengths"),
        pytest.param({"type": "integer", "minimum": 5, "maximum": 2}, ("", "maximum"), id="bounds"),
        pytest.param({"type": "string", "enum": [1, 2]}, ("", "type"), id="enum-of-another-type"),
        pytest.param({"type": "string", "format": "uuid", "maxLength": 9}, ("", "maxLength"), id="format"),
        pytest.param(
            {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}},
            ("", "uniqueItems"),
            id="items",
        ),
        pytest.param(False, ("", "false"), id="nothing-is-allowed"),
    ],
)
def test_one_clause_is_broken_at_any_depth(schema: Any, broken: tuple[str, str]) -> None:
    deep = {"type": "object", "required": ["rows", "mail"], "properties": {
        "rows": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["it"], "properties": {"it": schema}}},
        "mail": {"type": "string", "format": "email"},
    }}  # fmt: skip
    for dynamic in WAYS:
        _, found = attempt(schema, dynamic)
        assert [place for place, _ in found] == [""]
        value, found = attempt(deep, dynamic)
        assert {place for place, _ in found} == {f"/rows/{n}/it" for n in range(len(value["rows"]))}
        assert "@" in value["mail"]
        if broken[1] != "false":
            assert {keyword for _, keyword in found} == {broken[1]}


def test_branches_that_overlap_are_filled() -> None:
    assert attempt(ROWS)[0] == {"id": "id_1", "tags": ["example"]}


def test_an_object_that_requires_itself_ends() -> None:
    value, broken = attempt({"type": "object", "required": ["it", "id"], "properties": {
        "it": {"$ref": "#/components/schemas/It"}, "id": TEXT}})  # fmt: skip
    assert (value, broken) == ({"id": "id_1"}, [("/it", "required")])


def test_parts_that_contradict_each_other_are_joined() -> None:
    closed = [
        {"type": "object", "required": [name], "properties": {name: TEXT}, "additionalProperties": False}
        for name in ("a", "b")
    ]
    assert attempt({"allOf": closed})[0] == {"a": "text", "b": "text"}
    assert attempt({"allOf": [{"type": "string"}, {"type": "integer"}]})[0] == "text"


@pytest.mark.parametrize("name", corpus.read("impossible-3.1"))
def test_every_impossible_schema_has_an_attempt(name: str) -> None:
    document = document_of({key: schema for key, (schema, _) in corpus.read("impossible-3.1").items()})
    generator = Generator(Schemas(document, "response"))
    pointer = f"/components/schemas/{name}"
    with pytest.raises(Unsatisfiable):
        generator.generate(pointer)
    for dynamic in WAYS:
        with count_calls() as work:
            value = generator.generate(pointer, dynamic=dynamic, manner=LENIENT)
        assert work.calls < 3_000_000
        json.dumps(value, allow_nan=False)
    assert generator.generate(pointer, manner=LENIENT) == generator.generate(pointer, manner=LENIENT)
    with pytest.raises(Unsatisfiable):
        generator.generate(pointer)


@given(schema=any_schemas(), other=any_schemas(depth=1), seed=st.integers(0, 9))
@settings(max_examples=60)
def test_a_schema_that_can_be_kept_is_kept(schema: Any, other: Any, seed: int) -> None:
    generator = Generator(_schemas(schema, other))
    for dynamic in (None, Dynamic(seed=seed)):
        lenient = generator.generate(POINTER, "it", dynamic=dynamic, manner=LENIENT)
        try:
            assert generator.generate(POINTER, "it", dynamic=dynamic) == lenient
        except Unsatisfiable:
            json.dumps(lenient, allow_nan=False)
