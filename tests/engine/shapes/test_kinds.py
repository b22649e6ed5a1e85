"""Which of several alternatives a row is."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.shapes.kinds import choose_kinds, drop_foreign, find_foreign
from mockserver.openapi.documents import Document
from mockserver.openapi.resources.schema_views import SchemaView

TEXT = """
openapi: 3.1.0
info: {title: Animals, version: '1'}
paths: {}
components:
  schemas:
    Animal:
      required: [name]
      properties: {name: {type: string}}
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
    Cat: {type: object, required: [lives], properties: {kind: {const: cat}, lives: {type: integer}}}
    Dog: {type: object, properties: {kind: {const: dog}, breed: {type: string}, tricks: {type: array}}}
    Vehicle:
      type: object
      discriminator: {propertyName: kind}
      required: [kind]
      properties: {kind: {type: string}}
    Car: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {doors: {type: integer}}}]}
    Boat: {allOf: [{$ref: '#/components/schemas/Vehicle'}, {type: object, properties: {sails: {type: integer}}}]}
"""
DOCUMENT = Document.parse(TEXT, name="animals.yaml")


def view_of(name: str) -> SchemaView:
    return SchemaView(DOCUMENT, [f"/components/schemas/{name}"])


@pytest.mark.parametrize(
    ("name", "row", "foreign"),
    [
        ("Animal", {"kind": "cat"}, {"breed", "tricks"}),
        ("Animal", {"kind": "dog"}, {"lives"}),
        ("Animal", {"lives": 7}, {"breed", "tricks"}),
        ("Animal", {"breed": "Spitz", "tricks": []}, {"lives"}),
        ("Vehicle", {"kind": "Car", "doors": 4}, {"sails"}),
        ("Vehicle", {"kind": "Boat", "sails": 2}, {"doors"}),
        ("Dog", {"kind": "dog"}, set()),
    ],
)
def test_members_of_other_kinds(name: str, row: dict[str, Any], foreign: set[str]) -> None:
    view = view_of(name)
    assert find_foreign(view, choose_kinds(view, row)) == foreign


def test_a_row_without_members_of_other_kinds() -> None:
    row = {"name": "Mio", "lives": 9, "tricks": ["purr"]}
    assert drop_foreign(view_of("Animal"), row, {"kind": "dog"}) == {"name": "Mio", "tricks": ["purr"]}


def test_what_one_kind_requires_is_not_required_of_all() -> None:
    assert view_of("Animal").required == {"name"}


def test_a_schema_that_inherits_from_itself_is_read_once() -> None:
    assert set(view_of("Vehicle").members) == {"kind", "doors", "sails"}
