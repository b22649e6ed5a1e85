"""Places: every member and item that a schema describes can be read, changed and dropped in any body of its form."""

from __future__ import annotations

from typing import Any

from mockserver.engine.drafts import ABSENT
from mockserver.provider.probes.places import BodyPlace, iter_places
from tests.provider.probes.test_values import read

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "to": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer", "minimum": 3}}}},
        "self": {"$ref": "#/components/schemas/X"},
        "secret": {"type": "string", "readOnly": True},
    },
}


def places_of(body: Any) -> dict[str, BodyPlace]:
    schemas, pointer = read(SCHEMA)
    return {str(place): place for place in iter_places(schemas, pointer, body)}


def test_members_that_a_body_lacks_are_places_too() -> None:
    places = places_of({"name": "n"})
    assert set(places) >= {"", "name", "to", "to/city", "lines", "lines/0", "lines/0/n", "self", "self/name"}
    assert len(places) <= 60, "a schema that contains itself has an end"
    assert "secret" not in places, "only the server may set it"
    assert [name for name in ("name", "to", "to/city", "lines/0/n") if places[name].is_required] == ["name", "to/city"]


def test_a_place_is_read_changed_and_dropped() -> None:
    body = {"name": "n", "lines": [{"n": 4}, {"n": 5}]}
    places = places_of(body)
    assert places["lines/0/n"].get(body) == 4
    assert places["lines/0/n"].put(body, 9) == {"name": "n", "lines": [{"n": 9}, {"n": 5}]}
    assert places["lines/0/n"].drop(body) == {"name": "n", "lines": [{}, {"n": 5}]}
    assert places["name"].drop(body) == {"lines": [{"n": 4}, {"n": 5}]}
    assert body == {"name": "n", "lines": [{"n": 4}, {"n": 5}]}


def test_what_lacks_above_a_place_is_made() -> None:
    body = {"name": "n"}
    places = places_of(body)
    made = places["to/city"].put(body, "Cork")
    assert made == {"name": "n", "to": {"city": "Cork"}}
    assert places["lines/0/n"].put(body, 9)["lines"][0]["n"] == 9
    assert not places["to/city"].is_in(body)
    assert places["to/city"].is_in(made)
    assert places["to"].get(body) is not ABSENT
