"""A row for each schema keyword with its place and its message, and the intended branch of alternatives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
IT = "/components/schemas/It"


def violations_of(schema: Any, instance: Any, version: str = "3.1.0", /, **others: Any) -> list[Violation]:
    schemas = Schemas(document_of({"It": schema, **others}, version=version), "request")
    return schemas.check(IT, instance, rule="body.schema", location="body")


ROWS = [  # schema, instance, pointer in the instance, pointer in the schema, message, allowed
    ({"type": "integer"}, "a", "", "/type", '"a" is a string; allowed: integer', "integer"),
    ({"type": "string"}, 5, "", "/type", "5 is an integer; allowed: string", "string"),
    ({"type": "string"}, 5.5, "", "/type", "5.5 is a number; allowed: string", "string"),
    ({"type": "string"}, True, "", "/type", "true is a boolean; allowed: string", "string"),
    ({"type": "string"}, None, "", "/type", "is null; allowed: string", "string"),
    ({"type": "string"}, [], "", "/type", "[] is an array; allowed: string", "string"),
    ({"type": "string"}, {}, "", "/type", "{} is an object; allowed: string", "string"),
    ({"type": ["null", "string"]}, 5, "", "/type", "5 is an integer; allowed: string or null", "string or null"),
    ({"required": ["a/b"]}, {}, "/a~1b", "/required", "is required, but absent", "present"),
    ({"enum": ["a", 1, None]}, 2, "", "/enum", '2 is not one of "a", 1, null', '"a", 1, null'),
    ({"const": {"a": 1}}, 2, "", "/const", '2 is not {"a": 1}, the only value allowed', '{"a": 1}'),
    ({"minLength": 1}, "", "", "/minLength", '"" is shorter than 1 character', "at least 1 character"),
    ({"minLength": 2}, "😀", "", "/minLength", '"😀" is shorter than 2 characters', "at least 2 characters"),
    ({"maxLength": 1}, "ab", "", "/maxLength", '"ab" is longer than 1 character', "at most 1 character"),
    ({"minItems": 1}, [], "", "/minItems", "has 0 items, fewer than 1", "at least 1 item"),
    ({"maxItems": 2}, [1, 2, 3], "", "/maxItems", "has 3 items, more than 2", "at most 2 items"),
    ({"minProperties": 1}, {}, "", "/minProperties", "has 0 properties, fewer than 1", "at least 1 property"),
    ({"minProperties": 2}, {"a": 1}, "", "/minProperties", "has 1 property, fewer than 2", "at least 2 properties"),
    (
        {"maxProperties": 1},
        {"a": 1, "b": 2},
        "",
        "/maxProperties",
        "has 2 properties, more than 1",
        "at most 1 property",
    ),
    ({"minimum": 3}, 2, "", "/minimum", "2 is less than 3", "3 or more"),
    ({"maximum": 3}, 3.5, "", "/maximum", "3.5 is greater than 3", "3 or less"),
    ({"exclusiveMinimum": 3}, 3, "", "/exclusiveMinimum", "3 is not greater than 3", "more than 3"),
    ({"exclusiveMaximum": 3}, 3, "", "/exclusiveMaximum", "3 is not less than 3", "less than 3"),
    ({"multipleOf": 2}, 3, "", "/multipleOf", "3 is not a multiple of 2", "a multiple of 2"),
    ({"pattern": "^a+$"}, "b", "", "/pattern", '"b" does not match the pattern ^a+$', "text matching ^a+$"),
    (
        {"pattern": r"(?<!x)(a*)*\1b"},  # a reference back makes the engine try every way to divide the text
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "",
        "/pattern",
        '"aaaaaaaaaaaaaaaaaaaaaaaaaaaa" takes too long to compare with its pattern',
        "text that is soon compared with the pattern",
    ),
    ({"format": "uuid"}, "b", "", "/format", '"b" is not a valid uuid', "a valid uuid"),
    ({"uniqueItems": True}, [1, 1], "", "/uniqueItems", "has the same item twice", "items that differ"),
    (
        {"contains": INTEGER},
        ["a"],
        "",
        "/contains",
        "has no item that `contains` requires",
        "at least one such item",
    ),
    (
        {"contains": INTEGER, "minContains": 2},
        [1],
        "",
        "/minContains",
        "has too few items that `contains` requires",
        "more such items",
    ),
    (
        {"contains": INTEGER, "maxContains": 1},
        [1, 2],
        "",
        "/maxContains",
        "has too many items that `contains` limits",
        "fewer such items",
    ),
    (
        {"properties": {"a": {}}, "additionalProperties": False},
        {"a": 1, "b/c": 2},
        "/b~1c",
        "/additionalProperties",
        "is not a declared property",
        "only declared properties",
    ),
    (
        {"properties": {"a": {}}, "unevaluatedProperties": False},
        {"a": 1, "b": 2},
        "/b",
        "/unevaluatedProperties",
        "is not a declared property",
        "only declared properties",
    ),
    ({"not": INTEGER}, 1, "", "/not", "1 is a value that the schema excludes", "any other value"),
    ({"properties": {"a": False}}, {"a": 1}, "/a", "/properties/a", "is not allowed here", "absent"),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "/b", "/dependentRequired", "is required, but absent", "present"),
    (
        {"prefixItems": [{}], "unevaluatedItems": False},
        [1, 2],
        "",
        "/unevaluatedItems",
        "[1, 2] breaks unevaluatedItems",
        "a value that satisfies unevaluatedItems",
    ),
    ({"if": INTEGER, "then": {"minimum": 3}}, 1, "", "/then/minimum", "1 is less than 3", "3 or more"),
    ({"items": INTEGER}, [1, "a"], "/1", "/items/type", '"a" is a string; allowed: integer', "integer"),
    (
        {"properties": {"a": {"items": {"properties": {"b": INTEGER}}}}},
        {"a": [{}, {"b": "x"}]},
        "/a/1/b",
        "/properties/a/items/properties/b/type",
        '"x" is a string; allowed: integer',
        "integer",
    ),
    (
        {"patternProperties": {"^x-/": INTEGER}},
        {"x-/~": "a"},
        "/x-~1~0",
        "/patternProperties/^x-~1/type",
        '"a" is a string; allowed: integer',
        "integer",
    ),
]


@pytest.mark.parametrize(
    ("schema", "instance", "pointer", "schema_pointer", "message", "allowed"),
    ROWS,
    ids=[f"{row[3].rpartition('/')[2]}-{n}" for n, row in enumerate(ROWS)],
)
def test_every_keyword(
    schema: Any, instance: Any, pointer: str, schema_pointer: str, message: str, allowed: str
) -> None:
    [violation] = violations_of(schema, instance)
    assert (violation.message, violation.allowed) == (message, allowed)
    assert violation.pointer == pointer
    assert violation.position is not None
    assert violation.position.pointer == IT + schema_pointer
    assert violation.rule == "body.schema"


@pytest.mark.parametrize(
    ("schema", "keyword", "seen"),
    [
        ({"type": "integer"}, "type", '"a"'),
        ({"const": 5}, "const", '"a"'),
        ({"contains": {"const": 1}, "minContains": 2}, None, None),
        ({"minLength": 2}, "minLength", '"a"'),
    ],
)
def test_keyword_and_what_was_seen(schema: Any, keyword: str | None, seen: str | None) -> None:
    found = [(violation.keyword, violation.seen) for violation in violations_of(schema, "a")]
    assert found == ([(keyword, seen)] if keyword else [])


def test_an_absent_property_is_seen_as_absent() -> None:
    [violation] = violations_of({"required": ["a"]}, {"b": 1})
    assert (violation.keyword, violation.seen, violation.field) == ("required", "absent", "a")


def test_a_property_name_that_is_not_allowed() -> None:
    [violation] = violations_of({"propertyNames": {"pattern": "^a"}}, {"b": 1})
    assert (violation.keyword, violation.pointer) == ("propertyNames", "")
    assert '"b"' in violation.message


def test_each_property_that_is_not_allowed_has_a_report() -> None:
    found = violations_of({"additionalProperties": False, "required": ["a", "b"]}, {"x": 1, "y": 2})
    assert sorted(violation.pointer for violation in found) == ["/a", "/b", "/x", "/y"]


@pytest.mark.parametrize(
    ("schema", "instance", "keyword", "message"),
    [
        ({"minimum": 3, "exclusiveMinimum": True}, 3, "exclusiveMinimum", "3 is not greater than 3"),
        ({"maximum": 3, "exclusiveMaximum": True}, 3, "exclusiveMaximum", "3 is not less than 3"),
        ({"type": "string", "nullable": True}, 5, "type", "5 is an integer; allowed: string or null"),
    ],
)
def test_keywords_of_3_0(schema: Any, instance: Any, keyword: str, message: str) -> None:
    [violation] = violations_of(schema, instance, "3.0.3")
    assert (violation.keyword, violation.message) == (keyword, message)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("a" * 10_000, id="text"),
        pytest.param(["a" * 10_000], id="list"),
        pytest.param(10**4000, id="integer"),
    ],
)
def test_messages_are_short(value: Any) -> None:
    [violation] = violations_of({"type": "boolean"}, value)
    assert len(violation.message) < 200


# alternatives

DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "bark": INTEGER}, "required": ["kind", "bark"]}
CAT = {
    "type": "object",
    "properties": {"kind": {"enum": ["cat", "kitten"]}, "purr": INTEGER},
    "required": ["kind", "purr"],
}
CALL = {"type": "object", "properties": {"kind": {"enum": ["call"]}, "to": {"oneOf": [STRING, DOG]}}}
A_AND_B = {"type": "object", "properties": {"a": INTEGER}, "required": ["a", "b"]}
A_AND_C = {"type": "object", "properties": {"a": INTEGER}, "required": ["a", "c"]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("branches", "instance", "expected"),
    [
        # 2. one branch agrees in type, and in what it fixes
        pytest.param([STRING, DOG], {"kind": "dog"}, [("/bark", "required")], id="2-by-type"),
        pytest.param([DOG, CAT], {"kind": "kitten"}, [("/purr", "required")], id="2-by-tag"),
        pytest.param(
            [DOG, CAT], {"kind": "dog", "bark": "loud"}, [("/bark", "type")], id="2-by-tag-its-other-properties"
        ),
        pytest.param(
            [STRING, CALL],
            {"kind": "call", "to": {"kind": "dog"}},
            [("/to/bark", "required")],
            id="2-alternatives-inside",
        ),
        pytest.param([{"type": "string", "minLength": 2}, INTEGER], "a", [("", "minLength")], id="2-scalars"),
        # 3. all branches of the right type fix the same property, and none agrees
        pytest.param([DOG, CAT, STRING], {"kind": "cow"}, [("/kind", "enum")], id="3-wrong-tag"),
        # 4. what each of them lacks
        pytest.param([A_AND_B, A_AND_C], {}, [("/a", "required")], id="4-common"),
        pytest.param([A_AND_B, A_AND_C], {"a": "x"}, [("/a", "type")], id="4-common-value"),
        pytest.param([DOG, CAT], {}, [("/kind", "required")], id="4-the-tag-is-absent"),
        # 5. nothing can be told apart
        pytest.param([STRING, INTEGER], None, [("", None)], id="5-no-type-fits"),
        pytest.param([A_AND_B, A_AND_C], {"a": 1}, [("", None)], id="5-each-lacks-something-else"),
    ],
)
def test_the_intended_branch(keyword: str, branches: Any, instance: Any, expected: Any) -> None:
    found = violations_of({keyword: branches}, instance)
    assert [(violation.pointer, violation.keyword) for violation in found] == [
        (pointer, wanted or keyword) for pointer, wanted in expected
    ]


def test_1_a_one_of_with_more_than_one_valid_branch() -> None:
    [violation] = violations_of({"oneOf": [INTEGER, {"minimum": 0}, STRING]}, 5)
    assert violation.keyword == "oneOf"
    assert violation.message == "5 fits 2 of the 3 alternatives"
    assert violation.allowed == "exactly one alternative"


def test_3_a_wrong_tag_lists_the_allowed_values() -> None:
    [violation] = violations_of({"oneOf": [DOG, CAT]}, {"kind": "cow"})
    assert violation.message == '"cow" is not one of "dog", "cat", "kitten"'
    assert violation.position is not None
    assert violation.position.pointer == f"{IT}/oneOf/0/properties/kind/const"


def test_5_one_report_for_the_whole_value() -> None:
    [violation] = violations_of({"anyOf": [STRING, INTEGER]}, None)
    assert (violation.message, violation.allowed) == ("null fits none of the 2 alternatives", "one of the alternatives")


def test_branches_by_reference_are_found_in_the_authors_text() -> None:
    branches = [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}]
    [violation] = violations_of({"oneOf": branches}, {"kind": "cat"}, Dog=DOG, Cat=CAT)
    assert violation.position is not None
    assert violation.position.pointer == "/components/schemas/Cat/required"


# laws

SCHEMAS = st.recursive(
    st.sampled_from([STRING, INTEGER, {"const": 1}, {"enum": ["a"]}, {"minimum": 1}, {"required": ["a"]}, False]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda many: st.sampled_from([{"oneOf": many}, {"anyOf": many}, {"allOf": many}])
        ),
        inner.map(lambda one: {"properties": {"a": one}, "additionalProperties": False}),
        inner.map(lambda one: {"items": one}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    st.sampled_from(["a", "b", 1, 0, None]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@given(SCHEMAS, VALUES)
def test_every_invalid_value_has_a_report(schema: Any, value: Any) -> None:
    schemas = Schemas(document_of({"It": schema}), "request")
    found = schemas.check(IT, value, rule="body.schema", location="body")
    assert schemas.is_valid(IT, value) is (found == [])
    for violation in found:
        assert violation.message
        assert violation.allowed
        assert violation.position is not None
        schemas.document.lookup(violation.position.pointer)  # stands in the author's text
