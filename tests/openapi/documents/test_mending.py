"""Broken schemas are read as far as they can be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.documents import Direction, Document
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12
from mockserver.openapi.generation import Generator, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

OLD, NEW = "3.0.3", "3.1.0"
AT = "/components/schemas/It"
DIRECTIONS: tuple[Direction, ...] = ("request", "response")
SOUND = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def mended(schema: Any, version: str = NEW, **others: Any) -> tuple[Any, list[str]]:
    """Return what is read of a schema, and the pointers of what is left out, below the schema."""
    document = document_of(version=version, paths={}, components={"schemas": {"It": schema, "Sound": SOUND, **others}})
    assert not any(omission.pointer.startswith("/components/schemas/Sound") for omission in document.omissions)
    for omission in document.omissions:
        assert document.line_of(omission.pointer) is not None
    check_usable(document)
    return document.lookup(AT), [omission.pointer.removeprefix(AT) for omission in document.omissions]


def check_usable(document: Document) -> None:
    """The schema can be compiled, and what is generated for it is valid."""
    for direction in DIRECTIONS:
        schemas = Schemas(document, direction)
        try:
            value = Generator(schemas).generate(AT)
        except Unsatisfiable:  # a pattern in the words of another language
            value = None
        assert schemas.is_valid(AT, value) or value is None


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("type", "int"),
        ("type", ["string", "int"]),
        ("type", None),
        ("required", True),
        ("required", "id"),
        ("enum", "a"),
        ("minLength", "3"),
        ("maxItems", -1),
        ("multipleOf", 0),
        ("pattern", "(?:[a-z+(]++@"),
        ("pattern", 5),
        ("format", 5),
        ("properties", []),
        ("allOf", {}),
        ("allOf", []),
        ("$ref", 5),
        ("$ref", {"a": 1}),
        ("uniqueItems", "yes"),
    ],
)
def test_a_keyword_that_cannot_be_read_is_left_out(version: str, keyword: str, value: Any) -> None:
    schema = {"title": "It", keyword: value}
    assert mended(schema, version) == ({"title": "It"}, [f"/{keyword}"])
    inner = {"properties": {"a/b": {"items": schema}}}
    assert mended(inner, version) == (
        {"properties": {"a/b": {"items": {"title": "It"}}}},
        [f"/properties/a~1b/items/{keyword}"],
    )


@pytest.mark.parametrize(
    ("version", "schema", "expected", "left_out"),
    [
        pytest.param(NEW, {"$recursiveAnchor": True, **SOUND}, SOUND, ["/$recursiveAnchor"], id="of-another-draft"),
        pytest.param(NEW, {"exclusiveMinimum": True, "minimum": 1}, {"minimum": 1}, ["/exclusiveMinimum"], id="3.0s"),
        pytest.param(OLD, {"exclusiveMinimum": 5}, {}, ["/exclusiveMinimum"], id="3.1s"),
        pytest.param(OLD, {"exclusiveMinimum": True}, {}, ["/exclusiveMinimum"], id="alone"),
        pytest.param(OLD, {"exclusiveMinimum": True, "minimum": 1}, None, [], id="sound-bound"),
        pytest.param(OLD, {"items": [{"type": "string"}]}, None, [], id="tuple-of-draft-4"),
        pytest.param(NEW, {"items": [{"type": "string"}]}, {"items": {}}, ["/items"], id="tuple-of-draft-4-in-3.1"),
        pytest.param(OLD, {"properties": {"a": True}}, {"properties": {"a": {}}}, ["/properties/a"], id="true"),
        pytest.param(OLD, {"properties": {"a": False}}, {"properties": {"a": {"not": {}}}}, ["/properties/a"], id="no"),
        pytest.param(NEW, {"properties": {"a": 5}}, {"properties": {"a": {}}}, ["/properties/a"], id="no-schema"),
        pytest.param(
            NEW,
            {"properties": {"": {"type": "int"}}},
            {"properties": {"": {}}},
            ["/properties//type"],
            id="property-without-a-name",
        ),
        pytest.param(NEW, 5, {}, [""], id="no-schema-at-all"),
        pytest.param(NEW, [], {}, [""], id="list"),
        pytest.param(NEW, None, {}, [""], id="null"),
        pytest.param(OLD, {"required": ["a", "a", "b"]}, {"required": ["a", "b"]}, ["/required"], id="name-twice"),
        pytest.param(NEW, {"required": ["a", 5]}, {"required": ["a"]}, ["/required/1"], id="no-name"),
        pytest.param(NEW, {"type": ["string", None]}, {"type": ["string", "null"]}, ["/type"], id="null-for-its-name"),
        pytest.param(
            NEW,
            {"patternProperties": {"^a": {"type": "string"}, "(": {}}},
            {"patternProperties": {"^a": {"type": "string"}}},
            ["/patternProperties/("],
            id="name-that-is-no-pattern",
        ),
    ],
)
def test_the_smallest_part_is_left_out(version: str, schema: Any, expected: Any, left_out: list[str]) -> None:
    assert mended(schema, version) == (schema if expected is None else expected, left_out)


@pytest.mark.parametrize("pattern", ["(?i)^a$", "^a++$", r"\Aa\z", "(?P<it>a)", "[[:alpha:]]+"])
def test_a_pattern_of_another_language_is_read(pattern: str) -> None:
    assert mended({"type": "string", "pattern": pattern})[1] == []


def test_a_pattern_is_put_into_words_that_are_read() -> None:
    pattern = r"^[\w-.]+@\w+\Z"
    assert mended({"type": "string", "pattern": pattern}) == ({"type": "string", "pattern": r"^[\w\-.]+@\w+\z"}, [])
    choice = {"oneOf": [{"type": "string", "pattern": pattern}, {"type": "integer"}]}
    assert "oneOf" in mended(choice)[0], "it admits no more than before"


# references


@pytest.mark.parametrize(
    ("version", "expected"),
    [pytest.param(OLD, {}, id="alone"), pytest.param(NEW, {"type": "integer"}, id="beside-others")],
)
@pytest.mark.parametrize(
    "ref",
    [
        "#/components/schemas/No",
        "#/components/schemas/It",  # itself
        "#/info/title",  # text
        "#/components/schemas",  # a map of schemas
        "#/components/schemas/Sound/properties",
        "other.yaml",
        "#anchor",
    ],
)
def test_a_reference_that_leads_nowhere_admits_anything(version: str, expected: Any, ref: str) -> None:
    assert mended({"$ref": ref, "type": "integer"}, version) == (expected, [""])


def test_what_a_reference_leads_to_is_mended_once() -> None:
    document = document_of(
        version=NEW,
        paths={},
        components={"schemas": {"It": {"$ref": "#/x-models/Odd"}}},
        **{"x-models": {"Odd": {"type": "any", "minLength": 2}, "Other": {"type": "any"}}},
    )
    assert [omission.pointer for omission in document.omissions] == ["/x-models/Odd/type"]
    assert document.lookup("/x-models/Odd") == {"minLength": 2}
    check_usable(document)


@pytest.mark.parametrize("ref", ["#", "#/paths", "#/components", "#/components/parameters"])
@pytest.mark.parametrize("schema", [{"$ref": "REF"}, {"properties": {"$ref": "REF"}}, {"allOf": [{"$ref": "REF"}]}])
def test_what_is_no_schema_is_not_mended(schema: dict[str, Any], ref: str) -> None:
    """A schema may refer to what is something else, which stays as it is."""
    others: dict[str, Any] = {
        "security": [{"key": []}],
        "paths": {"/a": {"get": {"security": [{"key": []}], "responses": {"200": {"description": "ok"}}}}},
    }
    kinds = {"parameters": {"type": {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}}}
    wrong = json.loads(json.dumps(schema).replace("REF", ref))
    document = document_of(version=NEW, components={"schemas": {"It": wrong}, **kinds}, **others)
    assert {key: document.content[key] for key in others} == others
    assert document.content["components"]["parameters"] == kinds["parameters"]
    assert document.omissions or document.bundle.expanded


def test_names_and_data_are_no_keywords() -> None:
    schema = {
        "properties": {"$ref": {"type": "string"}, "type": {"type": "integer"}, "x-it": {"type": "boolean"}},
        "example": {"$ref": "#/nowhere", "type": "int"},
        "default": {"$ref": "nowhere.yaml"},
        "enum": [{"$ref": "#/nowhere"}],
        "x-more": {"$ref": "#/nowhere", "properties": 5},
    }
    assert mended(schema) == (schema, [])
    broken = {"properties": {"x-it": {"type": "int"}, "$ref": {"type": "int"}}}
    assert mended(broken)[1] == ["/properties/x-it/type", "/properties/$ref/type"]


# what becomes wider must not narrow


def judge(schema: Any, value: Any, version: str = NEW) -> bool:
    document = document_of(version=version, paths={}, components={"schemas": {"It": schema, "Sound": SOUND}})
    return Schemas(document, "request").is_valid(AT, value)


@pytest.mark.parametrize("version", [OLD, NEW])
def test_a_choice_with_a_broken_branch_admits_what_the_others_admit(version: str) -> None:
    choice = {"oneOf": [{"$ref": "#/nowhere"}, {"$ref": "#/components/schemas/Sound"}]}
    assert judge(choice, {"id": 1}, version) and judge(choice, "anything", version)
    beside = {**choice, "anyOf": [{"type": "object"}]}
    assert judge(beside, {"id": 1}, version) and not judge(beside, "anything", version)


def test_a_reference_into_a_choice_that_is_mended() -> None:
    choice = {"oneOf": [{"$ref": "#/nowhere"}, {"type": "string"}]}
    schema, _ = mended({"properties": {"a": choice, "b": {"$ref": f"#{AT}/properties/a/oneOf/1"}}})
    assert schema["properties"]["b"] == {}, "it leads nowhere then"


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"not": {"$ref": "#/nowhere"}}, id="not"),
        pytest.param({"not": {"properties": {"a": {"type": "int"}}}}, id="inside-not"),
        pytest.param({"if": {"$ref": "#/nowhere"}, "then": False}, id="if"),
        pytest.param({"allOf": [{"not": {"anyOf": [5]}}]}, id="deep"),
    ],
)
def test_a_broken_part_of_a_negation(schema: Any) -> None:
    assert judge(schema, {"a": 1}) and judge(schema, "x")


def test_dialects_differ_in_what_they_refuse() -> None:
    assert DRAFT_4.ignores_siblings and not DRAFT_2020_12.ignores_siblings
    assert mended({"$ref": "#/components/schemas/Sound", "type": "int"}, OLD)[1] == ["/type"]
