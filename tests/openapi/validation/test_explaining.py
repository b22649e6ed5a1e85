"""Explain why a value breaks its schema: the same result as the validator's, at a cost that grows with the value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Schemas, slices
from mockserver.openapi.validation import schemas as schemas_module
from mockserver.openapi.validation.explaining import Explainer, ValuePart
from tests.openapi.generation.random_schemas import VALUES, any_schemas
from tests.support.documents import document_of

IT = "/components/schemas/It"
TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
AGAIN = {"$ref": "#/components/schemas/It"}


def schemas_of(schema: Any, **others: Any) -> Schemas:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "a", "version": "1"},
        "paths": {},
        "components": {"schemas": {"It": schema, **others}},
    }
    return Schemas(Document.parse(json.dumps(content), name="a.json"), "request")


def check(schema: Any, value: Any) -> list[Violation]:
    return schemas_of(schema).check(IT, value, rule="body.schema", location="body")


# one verdict


def is_paradox(schema: Any, other: Any, *, is_inverted: bool = False, levels: int = 8) -> bool:
    """Whether a schema may say of one value that it is valid if it is not: `{"not": {"$ref": itself}}`."""
    if not isinstance(schema, dict) or not levels:
        return False
    parts = [(other, False)] if schema.get("$ref") == "#/components/schemas/Other" else []
    parts += [(part, False) for keyword in ("allOf", "anyOf") for part in schema.get(keyword, ())]
    parts += [(part, True) for part in schema.get("oneOf", ())]
    parts += [(schema.get(keyword), True) for keyword in ("not", "if", "then", "else")]
    parts += [(part, False) for part in schema.get("dependentSchemas", {}).values()]
    return (is_inverted and schema.get("$ref") == AGAIN["$ref"]) or any(
        is_paradox(part, other, is_inverted=is_inverted or inverts, levels=levels - 1) for part, inverts in parts
    )


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@given(schema=any_schemas(), other=any_schemas(depth=1), value=VALUES)
@settings(max_examples=400)
def test_the_result_is_that_of_the_validator(version: str, schema: Any, other: Any, value: Any) -> None:
    assume(not is_paradox(schema, other))
    schemas = Schemas(document_of({"It": schema, "Other": other}, version=version), "response")
    try:
        valid = schemas.is_valid(IT, value)
    except DocumentError:
        assume(False)
    assert (Explainer(schemas, {}).explain(ValuePart(IT, "", value)) == ()) is valid


@given(schema=any_schemas(), value=VALUES)
@settings(max_examples=200)
def test_a_report_names_an_invalid_place(schema: Any, value: Any) -> None:
    schemas = Schemas(document_of({"It": schema, "Other": True}, version="3.1.0"), "response")
    try:
        violations = schemas.check(IT, value, rule="body.schema", location="body")
    except DocumentError:
        assume(False)
    assert len({(one.pointer, one.message, one.position and one.position.pointer) for one in violations}) == len(
        violations
    )


# a cost that grows with the value


def nested(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = {"a": value}
    return value


BRANCH = {"type": "object", "properties": {"a": AGAIN}, "required": ["a"]}
TANGLED = {
    "any-of": {"anyOf": [BRANCH, BRANCH, {"type": "integer"}]},
    "one-of": {"oneOf": [{**BRANCH, "maxProperties": 5}, {**BRANCH, "minProperties": 9}, {"type": "integer"}]},
    "all-of": {"allOf": [{"properties": {"a": AGAIN}}, {"properties": {"a": AGAIN}}], "type": ["object", "integer"]},
    "beside": {"properties": {"a": AGAIN}, "allOf": [{"properties": {"a": AGAIN}}], "type": ["object", "integer"]},
    "pattern": {"anyOf": [{"patternProperties": {"^a": AGAIN}, "type": "object"}, BRANCH, {"type": "integer"}]},
    "others": {"anyOf": [{"additionalProperties": AGAIN, "type": "object"}, BRANCH, {"type": "integer"}]},
    "not": {"anyOf": [{"not": {"properties": {"a": AGAIN}}, "type": "object"}, BRANCH, {"type": "integer"}]},
    "if": {"if": {"properties": {"a": AGAIN}}, "then": {**BRANCH, "type": ["object", "integer"]}, "else": False},
    "dependent": {"dependentSchemas": {"a": {"properties": {"a": AGAIN}}}, **BRANCH, "type": ["object", "integer"]},
    "many": {"anyOf": [*[BRANCH] * 20, {"type": "integer"}]},
}
LEVELS = (30, 60, 120)


@pytest.mark.parametrize("leaf", [pytest.param(1, id="valid"), pytest.param("x", id="broken")])
@pytest.mark.parametrize("schema", [pytest.param(schema, id=name) for name, schema in TANGLED.items()])
def test_the_work_grows_with_the_value(schema: Any, leaf: Any) -> None:
    counts = []
    for levels in LEVELS:
        schemas = schemas_of(schema)
        schemas.check(IT, nested(leaf, levels), rule="body.schema", location="body")
        counts.append(schemas.checked_parts)
    first, second, third = counts
    assert 0 < third - second <= 2 * (second - first) + 1


@given(branches=st.integers(2, 6), width=st.integers(1, 3), kind=st.sampled_from(["anyOf", "oneOf", "allOf"]))
@settings(max_examples=40)
def test_the_work_grows_alike_for_all_kinds_of_schemas(branches: int, width: int, kind: str) -> None:
    names = [f"m{index}" for index in range(width)]
    branch = {"type": ["object", "integer"], "properties": dict.fromkeys(names, AGAIN)}
    schemas = schemas_of({kind: [{**branch, "maxProperties": width + index} for index in range(branches)]})

    def value(levels: int) -> Any:
        return dict.fromkeys(names, value(levels - 1)) if levels else "x"

    def count(of: Any) -> int:
        return 1 + sum(map(count, of.values())) if isinstance(of, dict) else 1

    found = value(6)
    schemas.check(IT, found, rule="body.schema", location="body")
    assert schemas.checked_parts <= count(found) * (3 * branches + 3)


def test_an_expression_with_one_wrong_leaf() -> None:
    def operation(name: str) -> dict[str, Any]:
        members = {"op": {"const": name}, "left": AGAIN, "right": AGAIN}
        return {"type": "object", "required": ["op", "left", "right"], "properties": members}

    number = {
        "type": "object",
        "required": ["op", "n"],
        "properties": {"op": {"const": "number"}, "n": {"type": "number"}},
    }
    schemas = schemas_of({"oneOf": [number, *map(operation, ("add", "subtract", "multiply", "divide"))]})
    one: Any = {"op": "number", "n": 1}
    value: Any = {"op": "number", "n": "one"}
    for _ in range(8):
        value = {"op": "add", "left": value, "right": one}

    (violation,) = schemas.check(IT, value, rule="body.schema", location="body")

    assert violation.pointer == "/left" * 8 + "/n"
    assert violation.message == '"one" is a string; allowed: number'
    assert schemas.checked_parts < 400


def test_valid_items_are_not_explained() -> None:
    schemas = schemas_of({"items": {"properties": {"rows": {"items": TEXT}}}})
    value: list[Any] = [{"rows": ["x"] * 100} for _ in range(200)]
    value[150] = {"rows": ["x"] * 99 + [1]}
    (violation,) = schemas.check(IT, value, rule="body.schema", location="body")
    assert violation.pointer == "/150/rows/99"
    assert schemas.checked_parts < 500


# long values


@contextmanager
def small_limits() -> Iterator[None]:
    """Let values of a few parts pass for large ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schemas_module, "SMALL", 2)
        patch.setattr(schemas_module, "LARGE", 2)
        patch.setattr(slices, "SLICE", 4)
        patch.setattr(slices, "FEW", 0)
        yield


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@given(schema=any_schemas(), other=any_schemas(depth=1), value=VALUES)
@settings(max_examples=250)
def test_slices_give_the_result_of_the_validator(version: str, schema: Any, other: Any, value: Any) -> None:
    assume(not is_paradox(schema, other))
    schemas = Schemas(document_of({"It": schema, "Other": other}, version=version), "response")
    try:
        valid = schemas.is_valid(IT, value)
    except DocumentError:
        assume(False)
    with small_limits():
        assert (schemas.check_in_slices(IT, value, rule="body.schema", location="body") == []) is valid


ITEMS: list[Any] = [1, 1.0, True, False, None, 0, "1", "", [1], [1.0], [True], {"a": 1}, {"a": 1.0, "b": 2}, 2**70]


@given(st.lists(st.sampled_from(ITEMS) | st.dictionaries(st.sampled_from("ab"), st.integers(0, 2)), max_size=8))
def test_equal_items_are_those_of_the_validator(items: list[Any]) -> None:
    schemas = schemas_of({"uniqueItems": True})
    valid = schemas.is_valid(IT, items)
    with small_limits():
        assert (schemas.check_in_slices(IT, items, rule="body.schema", location="body") == []) is valid


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "object"}, [1] * 9),
        ({"type": ["object", "null"]}, [1] * 9),
        ({"type": "array"}, dict.fromkeys("abcdefgh")),
        ({"minItems": 10}, [1] * 9),
        ({"maxItems": 1}, [1] * 9),
        ({"minProperties": 10}, dict.fromkeys("abcdefgh")),
        ({"maxProperties": 1}, dict.fromkeys("abcdefgh")),
        ({"required": ["x", "a", "y/z"]}, dict.fromkeys("abcdefgh")),
        ({"dependentRequired": {"a": ["x"], "n": ["m"]}}, dict.fromkeys("abcdefgh")),
        ({"uniqueItems": True}, [1] * 9),
        ({"const": [1]}, [1] * 9),
        ({"enum": [[1], "b"]}, [1] * 9),
        ({"additionalProperties": False}, dict.fromkeys("abcdefgh")),
        ({"additionalProperties": TEXT}, dict.fromkeys("abcdefgh", 1)),
        ({"patternProperties": {"[a-c]": TEXT}}, dict.fromkeys("abcdefgh", 1)),
        ({"propertyNames": {"pattern": "[a-c]"}}, dict.fromkeys("abcdefgh", 1)),
        ({"contains": TEXT}, [1] * 9),
        ({"contains": TEXT, "maxContains": 2}, [1, "x", "y", "z"]),
        ({"items": TEXT}, ["x", 1, "y", "z", 2]),
        ({"prefixItems": [FLAG], "items": TEXT}, [True, 1, "y", "z", 2]),
    ],
    ids=lambda given: json.dumps(given)[:60],
)
def test_large_values_are_explained_in_the_same_words(schema: Any, value: Any) -> None:
    schemas = schemas_of(schema)
    with small_limits():
        found = schemas.check_in_slices(IT, value, rule="body.schema", location="body")
    expected = schemas.check(IT, value, rule="body.schema", location="body")
    assert found
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def one_wrong(count: int, at: int) -> list[Any]:
    return [*[1] * at, "x", *[1] * (count - at - 1)]


COUNT = 40_000
LONG = {
    "items-end": ({"items": {"type": "integer"}}, one_wrong(COUNT, COUNT - 1)),
    "items-beginning": ({"items": {"type": "integer"}}, one_wrong(COUNT, 0)),
    "items-everywhere": ({"items": {"type": "integer"}}, ["x"] * COUNT),
    "items-choice": ({"items": {"anyOf": [{"type": "integer"}, FLAG]}}, one_wrong(COUNT, COUNT // 2)),
    "properties": ({"additionalProperties": FLAG}, {f"k{index}": index > 0 or 1 for index in range(COUNT)}),
    "no-properties": ({"additionalProperties": False}, {f"k{index}": 1 for index in range(COUNT)}),
    "names": ({"propertyNames": {"pattern": "^k"}}, {f"k{index}" if index else "x": 1 for index in range(COUNT)}),
    "pattern": ({"patternProperties": {"9$": FLAG}}, {f"k{index}": index > 9 or 1 for index in range(COUNT)}),
    "contains": ({"contains": FLAG}, [1] * COUNT),
    "unique": ({"uniqueItems": True}, [*range(COUNT), 0]),
    "nested": ({"properties": {"rows": {"items": {"items": FLAG}}}}, {"rows": [[True]] * (COUNT // 2) + [[1]]}),
    "length": ({"maxItems": 1}, [1] * COUNT),
}


@pytest.mark.parametrize(("schema", "value"), [pytest.param(*case, id=name) for name, case in LONG.items()])
def test_only_wrong_members_of_a_long_value_are_explained(schema: Any, value: Any) -> None:
    schemas = schemas_of(schema)
    found = schemas.check_in_slices(IT, value, rule="body.schema", location="body")
    assert 1 <= len(found) <= 101
    assert schemas.checked_parts <= 210


@pytest.mark.parametrize("wrong", [pytest.param(True, id="wrong"), pytest.param("x", id="valid")])
def test_no_call_of_a_validator_sees_a_long_value(wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    schemas = schemas_of({"type": "object", "additionalProperties": {"items": {"items": TEXT}}})
    make = Schemas._make_validator

    class Watching:
        def __init__(self, validator: Any) -> None:
            self._validator = validator

        def is_valid(self, value: Any) -> bool:
            seen.append(len(str(value)))
            return bool(self._validator.is_valid(value))

        def iter_errors(self, value: Any) -> Any:
            seen.append(len(str(value)))
            return self._validator.iter_errors(value)

    monkeypatch.setattr(Schemas, "_make_validator", lambda *given: Watching(make(*given)))
    monkeypatch.setattr(schemas_module, "LARGE", 500)
    value = {"a": [["x"] * 400] * 20, "b": ["x"] * 3, "c": [["x"] * 20_000 + [wrong]]}
    found = schemas.check_in_slices(IT, value, rule="body.schema", location="body")
    assert [one.pointer for one in found] == (["/c/0/20000"] if wrong is True else [])
    whole, *others = sorted(seen, reverse=True)
    assert whole == len(str(value))  # `type` alone, which reads nothing inside the value
    assert max(others) < 20_000


# which branch was meant


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        pytest.param(
            {
                "oneOf": [{"$ref": "#/components/schemas/It/$defs/cat"}, {"$ref": "#/components/schemas/It/$defs/dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"Cat": "#/components/schemas/It/$defs/cat"}},
                "$defs": {
                    "cat": {"required": ["lives"], "properties": {"lives": {"type": "integer"}}},
                    "dog": {"required": ["tricks", "lives"]},
                },
            },
            {"kind": "Cat", "lives": "nine"},
            [("/lives", "type")],
            id="discriminator-with-a-mapping",
        ),
        pytest.param(
            {
                "oneOf": [{"$ref": "#/components/schemas/It/$defs/cat"}, {"$ref": "#/components/schemas/It/$defs/dog"}],
                "discriminator": {"propertyName": "kind"},
                "$defs": {"cat": {"required": ["lives"]}, "dog": {"required": ["tricks", "owner"]}},
            },
            {"kind": "dog", "owner": "Ada"},
            [("/tricks", "required")],
            id="discriminator-that-names-the-schema",
        ),
        pytest.param(
            {"oneOf": [{"properties": {"k": {"const": 1}, "a": TEXT}}, {"properties": {"k": {"const": 2}, "a": FLAG}}]},
            {"k": 2, "a": "x"},
            [("/a", "type")],
            id="const",
        ),
        pytest.param(
            {"oneOf": [{"properties": {"k": {"enum": [1, 2]}}}, {"properties": {"k": {"enum": [3]}}}]},
            {"k": 4},
            [("/k", "enum")],
            id="no-branch-has-the-value",
        ),
        pytest.param({"anyOf": [{**TEXT, "maxLength": 1}, FLAG]}, "xx", [("", "maxLength")], id="type"),
        pytest.param(
            {"anyOf": [{"required": ["a", "b"]}, {"required": ["a", "c"]}]}, {}, [("/a", "required")], id="in-common"
        ),
        pytest.param(
            {"anyOf": [{"properties": {"a": {"properties": {"b": TEXT}}}, "required": ["a"]}, {"required": ["z"]}]},
            {"a": {"b": 1}},
            [("/a/b", "type")],
            id="the-branch-that-fails-deepest",
        ),
        pytest.param({"anyOf": [{"minimum": 9}, {"multipleOf": 5}]}, 3, [("", "anyOf")], id="cannot-be-told"),
        pytest.param({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, [("", "oneOf")], id="more-than-one-fits"),
    ],
)
def test_the_intended_branch(schema: Any, value: Any, expected: list[tuple[str, str]]) -> None:
    assert [(violation.pointer, violation.keyword) for violation in check(schema, value)] == expected


# every keyword that leads to other schemas


@pytest.mark.parametrize(
    ("schema", "value", "pointer", "at"),
    [
        pytest.param({"allOf": [{"maxItems": 9}, {"items": TEXT}]}, [1], "/0", "/allOf/1/items/type", id="all-of"),
        pytest.param({"not": {"type": "null"}}, None, "", "/not", id="not"),
        pytest.param(
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "/b", "/then/required", id="then"
        ),
        pytest.param({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {}, "/b", "/else/required", id="else"),
        pytest.param(
            {"dependentSchemas": {"a": {"required": ["b"]}}},
            {"a": 1},
            "/b",
            "/dependentSchemas/a/required",
            id="dependent",
        ),
        pytest.param({"properties": {"a/b": FLAG}}, {"a/b": 1}, "/a~1b", "/properties/a~1b/type", id="escaped"),
        pytest.param({"patternProperties": {"^x": FLAG}}, {"xy": 1}, "/xy", "/patternProperties/^x/type", id="pattern"),
        pytest.param(
            {"properties": {"a": {}}, "additionalProperties": TEXT},
            {"a": 1, "b": 1},
            "/b",
            "/additionalProperties/type",
            id="others",
        ),
        pytest.param(
            {"properties": {"a": {}}, "patternProperties": {"^x": {}}, "additionalProperties": False},
            {"a": 1, "x1": 1, "b": 1},
            "/b",
            "/additionalProperties",
            id="no-others",
        ),
        pytest.param({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "", "/propertyNames/maxLength", id="names"),
        pytest.param(
            {"prefixItems": [FLAG], "items": TEXT}, [True, 1], "/1", "/items/type", id="items-after-the-first"
        ),
        pytest.param({"prefixItems": [FLAG], "items": TEXT}, [1], "/0", "/prefixItems/0/type", id="first-items"),
        pytest.param({"contains": TEXT}, [1], "", "/contains", id="contains"),
        pytest.param({"contains": TEXT, "minContains": 2}, ["a"], "", "/minContains", id="contains-too-few"),
        pytest.param({"contains": TEXT, "maxContains": 1}, ["a", "b"], "", "/maxContains", id="contains-too-many"),
        pytest.param(
            {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
            {"a": 1, "b": 1},
            "/b",
            "/unevaluatedProperties",
            id="unevaluated",
        ),
    ],
)
def test_a_report_names_the_place_and_the_keyword(schema: Any, value: Any, pointer: str, at: str) -> None:
    (violation,) = check(schema, value)
    assert violation.position is not None
    assert (violation.pointer, violation.position.pointer) == (pointer, IT + at)


def test_a_schema_that_leads_back_to_itself_for_one_value() -> None:
    assert [violation.keyword for violation in check({"anyOf": [AGAIN, TEXT], "maxItems": 3}, [1] * 4)] == ["maxItems"]
