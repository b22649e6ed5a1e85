"""What a schema shows of a row."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.shapes.projection import FORMS, NAMES, Projection
from mockserver.openapi.resources.schema_views import SchemaView
from tests.support.documents import document_of

TEXT = {"type": "string"}
CLOSED = {"properties": {"firstName": TEXT, "pin": {**TEXT, "writeOnly": True}, "tags": {"items": TEXT}}}
OPEN = {**CLOSED, "additionalProperties": True}
NESTED = {"properties": {"by": CLOSED, "all": {"items": CLOSED}, "free": {"type": "object"}, "one": TEXT}}


def make(schema: dict[str, Any], *hidden: str) -> Projection:
    return Projection(SchemaView(document_of({"It": schema}), ["/components/schemas/It"]), frozenset(hidden))


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("schema", "row", "shown"),
    [
        (CLOSED, {"firstName": "Ann", "tags": ["a"]}, {"firstName": "Ann", "tags": ["a"]}),
        (CLOSED, {"tags": ["a"], "first_name": "Ann"}, {"firstName": "Ann", "tags": ["a"]}),
        (CLOSED, {"firstName": "Ann", "first_name": "Bob", "other": 1}, {"firstName": "Ann"}),
        (CLOSED, {"firstName": "Ann", "pin": "1234"}, {"firstName": "Ann"}),
        (CLOSED, {"firstName": {"not": "a text"}}, {"firstName": {"not": "a text"}}),
        (OPEN, {"first_name": "Ann", "pin": "1", "more": 1}, {"firstName": "Ann", "more": 1}),
        (OPEN, {"hidden": 1, "more": 1}, {"more": 1}),
        (NESTED, {"by": {"first_name": "Ann", "x": 1}, "one": "1"}, {"by": {"firstName": "Ann"}, "one": "1"}),
        (NESTED, {"all": [{"pin": "1"}, {"firstName": "B"}]}, {"all": [{}, {"firstName": "B"}]}),
        (NESTED, {"free": {"any": {"pin": "1"}}}, {"free": {"any": {"pin": "1"}}}),
        ({}, {"any": 1, "hidden": 1}, {"any": 1}),
    ],
)
def test_members_are_shown_as_the_schema_names_them(
    schema: dict[str, Any], row: dict[str, Any], shown: dict[str, Any], times: int
) -> None:
    projection = make(schema, "hidden")
    made = [projection.of(row) for _ in range(times)][-1]  # the first row decides how later ones are shown
    assert made == shown
    assert list(made) == list(shown)


def test_rows_with_other_names_are_shown_by_their_own() -> None:
    projection = make(OPEN)
    rows = [{f"name{number}": number} for number in range(2 * FORMS)] + [{"x" * 2 * NAMES: 1}, {"first_name": "Ann"}]
    assert [projection.of(row) for row in rows] == [*rows[:-1], {"firstName": "Ann"}]


def test_a_shown_row_shares_no_object_with_the_stored_one() -> None:
    row = {"by": {"firstName": "Ann", "tags": ["a"]}, "free": {"any": 1}}
    shown = make(NESTED).of(row)
    shown["by"]["tags"].append("b")
    shown["free"]["more"] = 2
    assert row == {"by": {"firstName": "Ann", "tags": ["a"]}, "free": {"any": 1}}
