"""Fresh values: valid like the others, and different from all of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.provider.probes.fresh import list_recipes, refresh
from mockserver.provider.probes.places import iter_places
from tests.provider.probes.test_values import read


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "Tea set"),
        ({"type": "string", "maxLength": 4}, "Teapot"[:4]),
        ({"type": "string", "pattern": "^[A-Z]{2}-[0-9]{3}$"}, "AB-100"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "teapot"),
        ({"type": "string", "pattern": "^[a-d]{5}$"}, "abcda"),
        ({"type": "string", "format": "uuid"}, "7c1d5e90-2b48-4f6a-8e13-d94a0b6c5f27"),
        ({"type": "string", "format": "email"}, "ann@example.com"),
        ({"type": "string", "format": "uri"}, "https://example.com/a"),
        ({"type": "integer", "minimum": 1, "maximum": 60}, 50),
        ({"type": "number"}, 0.5),
    ],
    ids=json.dumps,
)
def test_fresh_values_are_valid_and_different(schema: dict[str, Any], value: Any) -> None:
    schemas, pointer = read({"type": "object", "properties": {"x": schema}})
    body = {"x": value}
    recipe = list_recipes(list(iter_places(schemas, pointer, body)), body)[0][0]
    assert len(recipe) == 1
    made = [refresh(schemas, recipe, body, number) for number in range(1, 41)]
    assert all(schemas.is_valid((pointer,), one) for one in made)
    assert len({json.dumps(one) for one in [body, *made]}) == 41


def test_recipes_leave_references_and_dates_for_last() -> None:
    properties = {
        "name": {"type": "string"},
        "owner_id": {"type": "string"},
        "due": {"type": "string", "format": "date"},
        "seats": {"type": "integer"},
        "kind": {"enum": ["a", "b"]},
        "sole": {"const": "c"},
        "parts": {"type": "array", "items": {"type": "object", "properties": {"code": {"type": "string"}}}},
        "absent": {"type": "string"},
    }
    schemas, pointer = read({"type": "object", "properties": properties})
    body = {
        "name": "n",
        "owner_id": "o",
        "due": "2026-01-20",
        "seats": 3,
        "kind": "a",
        "sole": "c",
        "parts": [{"code": "p"}],
    }
    together, alone = list_recipes(list(iter_places(schemas, pointer, body)), body)
    assert [[str(place) for place in recipe] for recipe in together] == [
        ["name", "parts/0/code"],
        ["name", "seats", "parts/0/code"],
        [],
        ["name", "parts/0/code", "kind"],
    ]
    assert [str(place) for [place] in alone] == ["name", "owner_id", "seats", "parts/0/code"]
    assert refresh(schemas, together[3], body, 1) == {**body, "name": "n-1", "kind": "b", "parts": [{"code": "p-1"}]}
