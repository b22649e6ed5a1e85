"""One validator for each schema position: formats, dialects, directions, references and invalid schemas."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents import Direction
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

IT = "/components/schemas/It"


def schemas_of(schema: Any, version: str = "3.1.0", direction: Direction = "request", /, **others: Any) -> Schemas:
    return Schemas(document_of({"It": schema, **others}, version=version), direction)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("date", "2024-02-29", "2023-02-29"),
        ("date-time", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00"),
        ("time", "10:00:00Z", "10:00"),
        ("duration", "P1DT2H", "1 day"),
        ("email", "a@example.com", "a"),
        ("idn-email", "ü@example.com", "ü"),
        ("hostname", "a.example", "-a"),
        ("ipv4", "127.0.0.1", "127.0.0.256"),
        ("ipv6", "::1", "::g"),
        ("uri", "https://a.example/b?c#d", "not a uri"),
        ("uri-reference", "/b?c", "\\"),
        ("iri", "https://ü.example", "no iri"),
        ("uri-template", "/a/{b}", "/a/{b"),
        ("json-pointer", "/a/~0", "a"),
        ("regex", "^a+$", "("),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
        ("byte", "aGk=", "aGk"),
    ],
)
def test_formats_are_asserted(version: str, name: str, valid: str, invalid: str) -> None:
    schemas = schemas_of({"format": name}, version)
    assert schemas.is_valid(IT, valid)
    assert not schemas.is_valid(IT, invalid)
    assert schemas.is_valid(IT, 5), "a format applies to text only"


@pytest.mark.parametrize("name", ["password", "binary", "int32", "float", "anything"])
def test_other_formats_are_hints(name: str) -> None:
    assert schemas_of({"format": name}).is_valid(IT, "\x00 anything")
    assert schemas_of({"format": name}).is_valid(IT, 2**70)


@pytest.mark.parametrize(
    ("version", "schema", "instance", "valid"),
    [
        pytest.param("3.0.3", {"type": "string", "nullable": True}, None, True, id="3.0-nullable"),
        pytest.param("3.1.0", {"type": "string", "nullable": True}, None, False, id="3.1-has-no-nullable"),
        pytest.param("3.0.3", {"$ref": "#/components/schemas/Other", "minLength": 9}, "a", True, id="3.0-beside-ref"),
        pytest.param("3.1.0", {"$ref": "#/components/schemas/Other", "minLength": 9}, "a", False, id="3.1-beside-ref"),
        pytest.param("3.0.3", {"const": 1}, 2, True, id="3.0-has-no-const"),
        pytest.param("3.1.0", {"const": 1}, 2, False, id="3.1-const"),
        pytest.param("3.0.3", {"minimum": 1, "exclusiveMinimum": True}, 1, False, id="3.0-exclusive-boolean"),
        pytest.param("3.1.0", {"exclusiveMinimum": 1}, 1, False, id="3.1-exclusive-number"),
        pytest.param("3.1.0", {"type": "integer"}, 1.0, True, id="3.1-one-point-nought-is-an-integer"),
        pytest.param("3.1.0", {"type": "integer"}, True, False, id="true-is-no-integer"),
        pytest.param("3.1.0", {"enum": [1]}, True, False, id="true-is-not-one"),
        pytest.param("3.1.0", {"maxLength": 1}, "😀", True, id="characters-not-code-units"),
        pytest.param("3.1.0", {"pattern": "b"}, "abc", True, id="patterns-are-not-anchored"),
        pytest.param("3.1.0", {"pattern": r"^\d$"}, "٣", False, id="ecma-digits-are-ascii"),
        pytest.param("3.1.0", {"pattern": "(?<!a)b"}, "ab", False, id="lookbehind"),
        pytest.param("3.1.0", {"multipleOf": 0.01}, 19.99, True, id="decimal-multiples"),
        pytest.param("3.1.0", {"maximum": 2**64}, 2**65, False, id="beyond-64-bits"),
        pytest.param(
            "3.1.0", {"discriminator": {"propertyName": "x"}, "xml": {}, "example": 1}, 2, True, id="annotations"
        ),
    ],
)
def test_dialects(version: str, schema: Any, instance: Any, valid: bool) -> None:
    assert schemas_of(schema, version, Other={"type": "string"}).is_valid(IT, instance) is valid


PET = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "ref": {"$ref": "#/components/schemas/Made"},
    },
    "required": ["id", "secret", "ref"],
}
MADE = {"type": "string", "readOnly": True}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("direction", "instance", "hidden"),
    [
        ("request", {"secret": "s"}, []),
        ("request", {"secret": "s", "id": "i", "ref": "r"}, ["/id", "/ref"]),
        ("response", {"id": "i", "ref": "r"}, []),
        ("response", {"id": "i", "ref": "r", "secret": "s"}, ["/secret"]),
    ],
)
def test_directions(version: str, direction: Direction, instance: Any, hidden: list[str]) -> None:
    schemas = schemas_of(PET, version, direction, Made=MADE)
    found = schemas.check(IT, instance, rule="body.schema", location="body", hidden_rule="body.read-only")
    assert sorted(violation.pointer for violation in found) == hidden
    assert {violation.rule for violation in found} <= {"body.read-only"}
    word = (
        "read-only and may not be in a request" if direction == "request" else "write-only and may not be in a response"
    )
    assert all(violation.message == f"is {word}" for violation in found)


def test_an_invalid_hidden_property_is_reported_once() -> None:
    schemas = schemas_of(PET, Made=MADE)
    found = schemas.check(
        IT, {"secret": "s", "id": 5}, rule="body.schema", location="body", hidden_rule="body.read-only"
    )
    assert [(violation.rule, violation.pointer) for violation in found] == [("body.read-only", "/id")]


def test_an_ordinary_not_keeps_its_rule() -> None:
    found = schemas_of({"not": {"type": "string"}}).check(
        IT, "a", rule="body.schema", location="body", hidden_rule="body.read-only"
    )
    assert [(violation.rule, violation.keyword) for violation in found] == [("body.schema", "not")]


def test_rule_location_and_name_are_those_of_the_caller() -> None:
    [violation] = schemas_of({"type": "integer"}).check(
        IT, "a", rule="parameter.schema", location="query", name="limit"
    )
    assert (violation.rule, violation.location, violation.name) == ("parameter.schema", "query", "limit")
    assert str(violation).startswith('query limit: "a" is a string; allowed: integer (test.yaml:')


# references


def test_recursion_costs_nothing() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": IT.join(["#", ""])}, "n": {"type": "integer"}}}
    value: dict[str, Any] = {"n": "wrong"}
    for _ in range(50):
        value = {"child": value}
    [violation] = schemas_of(tree).check(IT, value, rule="body.schema", location="body")
    assert violation.pointer == "/child" * 50 + "/n"
    assert violation.position is not None
    assert violation.position.pointer == f"{IT}/properties/n/type"


@pytest.mark.parametrize("name", ["A b", "a/b", "a~b", "a%20b", "ü", 'a"b', "a#b", "a?b"])
def test_references_to_odd_names(name: str) -> None:
    token = name.replace("~", "~0").replace("/", "~1")
    encoded = "".join(
        c if (c.isalnum() and c.isascii()) or c == "~" else "".join(f"%{b:02X}" for b in c.encode()) for c in token
    )
    schemas = schemas_of({"$ref": f"#/components/schemas/{encoded}"}, **{name: {"type": "integer"}})
    assert schemas.is_valid(IT, 5)
    assert not schemas.is_valid(f"/components/schemas/{token}", "a")
    [violation] = schemas.check(IT, "a", rule="body.schema", location="body")
    assert violation.position is not None
    assert violation.position.pointer == f"/components/schemas/{token}/type"


# invalid schemas


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"type": "strin"}, id="type"),
        pytest.param({"pattern": "("}, id="pattern"),
        pytest.param({"minLength": "5"}, id="minLength"),
        pytest.param({"$ref": "#/components/schemas/Missing"}, id="ref"),
        pytest.param({"properties": {"a": {"$ref": "#/components/schemas/Missing"}}}, id="ref-inside"),
        pytest.param({"properties": {"a": {"type": 5}}}, id="type-inside"),
        pytest.param({"$ref": "https://a.example/schema.json"}, id="ref-to-the-network"),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_an_invalid_schema_is_read_without_what_is_wrong(schema: Any, version: str) -> None:
    schemas = schemas_of(schema, version, Sound={"type": "integer"})
    assert schemas.is_valid(IT, "a") and schemas.is_valid(IT, {"a": 1})
    (omission,) = schemas.document.omissions
    assert omission.pointer.startswith(IT)
    assert "\n" not in omission.message
    assert schemas.is_valid("/components/schemas/Sound", 5), "the others are not touched"


def test_a_validator_is_built_once() -> None:
    schemas = schemas_of({"type": "integer"})
    assert schemas.is_valid(IT, 5)
    compiled = dict(schemas._validators)
    schemas.check(IT, "a", rule="body.schema", location="body")
    assert schemas._validators == compiled


LISTED = {"type": "array", "items": {"type": "object", "required": ["a"], "properties": {"b": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("items", "named", "last"),
    [
        (3, 6, ""),
        (60, 100, "breaks its schema in more than 100 places; only the first are named"),
        (10_000, 100, "breaks its schema in more than 100 places; only the first are named"),
    ],
)
def test_violations_are_limited(items: int, named: int, last: str) -> None:
    violations = schemas_of(LISTED).check(IT, [{"b": 1}] * items, rule="body.schema", location="body")
    assert [violation.message for violation in violations[named:]] == [last] * bool(last)
    assert {violation.pointer for violation in violations[: min(named, 2)]} <= {"/0/a", "/0/b"}


def test_large_bodies_that_keep_their_schema() -> None:
    assert schemas_of(LISTED).check(IT, [{"a": 1}] * 10_001, rule="body.schema", location="body") == []


def test_another_thread_may_compile_a_schema_at_the_same_time() -> None:
    schemas = schemas_of({"type": "string"}, Other={"type": "integer"})

    class Interrupted(frozenset[str]):
        """Pieces whose look-up is where the other thread gets its turn."""

        def __contains__(self, piece: object) -> bool:
            schemas._registries.appendleft((frozenset(), schemas._registries[-1][1]))
            return False

    assert schemas.is_valid(IT, "a")
    schemas._registries.appendleft((Interrupted(), schemas._registries[0][1]))
    assert not schemas.is_valid("/components/schemas/Other", "a")
