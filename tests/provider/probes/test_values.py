"""Values beside the clauses of a schema: exactly a step outside, and exactly at the bound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.provider.probes.schemas import RequestSchemas
from mockserver.provider.probes.values import iter_edges, iter_wrong
from tests.engine.test_drafts import make_api


def read(schema: dict[str, Any], version: str = "3.1.0") -> tuple[RequestSchemas, str]:
    document = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {},
        "components": {"schemas": {"X": schema}},
    }
    return RequestSchemas(make_api(document)), "/components/schemas/X"


def wrong_of(schema: dict[str, Any], value: Any, version: str = "3.1.0") -> list[Any]:
    """Return the values that are certainly wrong, without those of another type and null."""
    schemas, pointer = read(schema, version)
    wanted = schemas.constraints((pointer,), value)
    assert wanted is not None
    found = [one.value for one in iter_wrong(wanted, value)]
    return [one for one in found if type(one) is not dict and one is not None and not schemas.is_valid((pointer,), one)]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string", "maxLength": 5}, "abc", ["xxxabc"]),
        ({"type": "string", "maxLength": 2}, "abc", ["abc"]),
        ({"type": "string", "minLength": 3}, "abc", ["bc", ""]),
        ({"type": "string", "minLength": 1}, "abc", [""]),
        ({"type": "string", "enum": ["a", "b"]}, "a", ["not-a-value", "A"]),
        ({"type": "integer", "enum": [1, 5]}, 1, [6]),
        ({"type": "string", "const": "a"}, "a", ["not-a-value", "A"]),
        ({"type": "string", "format": "date"}, "2026-01-20", ["not-a-value", "2026-02-30", ""]),
        ({"type": "string", "format": "uuid"}, "ab", ["not-a-value", ""]),
        ({"type": "string", "pattern": "^[a-z]+$"}, "abc", ["abc!", ""]),
        ({"type": "string", "pattern": "^[a-z]{3}$", "maxLength": 3}, "abc", ["xabc", "abc!", ""]),
        ({"type": "integer", "minimum": 1, "maximum": 50}, 7, [51, 0, 7.5]),
        ({"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 50}, 7, [50, 1, 7.5]),
        ({"type": "integer", "minimum": 1.5, "maximum": 9.5}, 7, [10, 1, 7.5]),
        ({"type": "integer", "minimum": 5, "multipleOf": 5}, 10, [0, 12, 10.5]),
        ({"type": "number", "minimum": 0, "maximum": 1.5}, 1, [1.6, -0.1]),
        ({"type": "number", "exclusiveMinimum": 0}, 1, [0]),
        ({"type": "number", "maximum": 1, "multipleOf": 0.25}, 0.5, [1.25, 0.625]),
        ({"type": "array", "minItems": 1, "maxItems": 2}, ["a"], [["a"] * 3, []]),
        ({"type": "array", "uniqueItems": True}, ["a"], [["a", "a"]]),
        ({"type": "array", "uniqueItems": True, "maxItems": 2}, ["a"], [["a", "a-0", "a-1"], ["a", "a"]]),
        ({"type": "boolean"}, True, []),
    ],
    ids=json.dumps,
)
def test_wrong_values_are_a_step_outside(schema: dict[str, Any], value: Any, expected: list[Any]) -> None:
    assert wrong_of(schema, value) == expected


def test_an_exclusive_bound_of_openapi_3_0_is_read() -> None:
    schema = {"type": "integer", "minimum": 1, "exclusiveMinimum": True}
    assert wrong_of(schema, 7, "3.0.3") == [1, 7.5]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        ({"type": "string", "minLength": 2, "maxLength": 5}, "abc", [("xxabc", "xabc"), ("bc", "abc")]),
        ({"type": "string", "maxLength": 50_000}, "abc", []),
        ({"type": "string", "maxLength": 4}, "ab cd", [("b cd", "xcd")]),
        ({"type": "string", "minLength": 3, "maxLength": 3}, "abc", []),
        ({"type": "integer", "minimum": 1, "maximum": 50}, 7, [(50, 49), (1, 2)]),
        ({"type": "integer", "minimum": 3, "maximum": 3}, 3, []),
        ({"type": "integer", "minimum": 1, "multipleOf": 5}, 7, [(5, 10)]),
        ({"type": "number", "exclusiveMinimum": 0, "maximum": 9.5}, 1, [(9.5, 9.4)]),
        (
            {"type": "array", "minItems": 1, "maxItems": 3},
            ["a", "b"],
            [(["a", "b", "a"], ["a", "b"]), (["a"], ["a", "b"])],
        ),
        ({"enum": [1, 2]}, 1, []),
    ],
    ids=json.dumps,
)
def test_the_bounds_themselves_are_allowed(schema: dict[str, Any], value: Any, expected: list[Any]) -> None:
    schemas, pointer = read(schema)
    wanted = schemas.constraints((pointer,), value)
    assert wanted is not None
    found = [(edge.value, edge.inner) for edge in iter_edges(wanted, value)]
    assert found == expected
    assert all(schemas.is_valid((pointer,), one) for pair in found for one in pair)


@given(
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from([None, "^[a-c]*$", "^x", "^[0-9]{2,}$"]),
    st.text("abc 0", max_size=14),
)
def test_a_text_at_a_bound_keeps_the_other_clauses(least: int, more: int, pattern: str | None, value: str) -> None:
    schema = {"type": "string", "minLength": least, "maxLength": least + more}
    schemas, pointer = read({**schema, "pattern": pattern} if pattern else schema)
    wanted = schemas.constraints((pointer,), value)
    assert wanted is not None
    for edge in iter_edges(wanted, value):
        assert schemas.is_valid((pointer,), edge.value)
        assert schemas.is_valid((pointer,), edge.inner)
        assert abs(len(edge.value) - len(edge.inner)) == 1
        assert pattern or edge.value == edge.value.strip(), "services may cut white space off"
