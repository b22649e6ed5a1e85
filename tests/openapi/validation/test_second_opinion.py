"""Our verdicts beside those of an independent library, `openapi-schema-validator` on top of `jsonschema`.

Values are drawn near a schema: mostly what it asks for, with a mistake here and there. Both sides must agree on each,
whether valid or not. Where they are known to differ, the difference has a name, a value that shows it, and a reason;
a difference that has gone fails as well, so that the list stays true. openapi-core 0.23, which would also judge whole
requests, wants openapi-spec-validator below 0.9 and cannot be installed beside ours.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import (
    OAS30ReadValidator,
    OAS30WriteValidator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

from mockserver.openapi.documents import Direction, Document
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.pointers import escape
from mockserver.openapi.validation import Contract, Schemas
from tests.support.documents import document_of
from tests.support.yaml_text import load_yaml

FILES = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
EXAMPLES = 60  # for each schema


@lru_cache
def read_yaml(text: str) -> Any:
    return json.loads(json.dumps(load_yaml(text)))  # its keys as text


class SecondOpinion:
    """Validates with the other library, on a document read by another YAML loader."""

    def __init__(self, text: str, direction: Direction) -> None:
        content = read_yaml(text)
        if content["openapi"].startswith("3.0"):
            self._class: Any = OAS30WriteValidator if direction == "request" else OAS30ReadValidator
            self._formats, draft = oas30_format_checker, DRAFT4
        else:
            self._class, self._formats, draft = OAS31Validator, oas31_format_checker, DRAFT202012
        self._registry: Registry[Any] = Registry().with_resource("urn:d", draft.create_resource(content))

    def is_valid(self, pointer: str, value: Any) -> bool:
        schema = {"$ref": "urn:d#" + pointer.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")}
        return bool(self._class(schema, registry=self._registry, format_checker=self._formats).is_valid(value))


# values near a schema

SCALARS = st.sampled_from(
    [None, True, False, 0, 1, -1, 51, 2**40, 0.5, -0.5, "", "a", "true", "5", "null", "ü", "x" * 300, "2024-01-01"]
)
NAMES = st.sampled_from(["a", "b", "id", "name"])
MISTAKES = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(NAMES, SCALARS, max_size=2)
FORMATS = {  # a valid value, then others
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123e4567"],
    "date-time": ["2024-02-29T10:00:00Z", "2024-02-30T10:00:00Z", "2024-02-29", "2024-02-29T10:00:00"],
}
TYPES = ["string", "integer", "number", "boolean", "array", "object"]


class Near:
    """Draws values near the schemas of one document."""

    def __init__(self, document: Document, draw: st.DrawFn) -> None:
        self.document = document
        self.draw = draw
        self.odds = draw(st.sampled_from([0, 30, 8]))  # one piece in so many is a mistake; 0: none is

    def slips(self) -> bool:
        return self.odds > 0 and self.draw(st.integers(1, self.odds)) == self.odds

    def value(self, pointer: str, depth: int = 0) -> Any:
        pointer, schema = self.document.resolve(pointer)
        if depth > 8 or not isinstance(schema, dict) or self.slips():
            return self.draw(MISTAKES)
        for keyword in ("oneOf", "anyOf"):
            if schema.get(keyword):
                branch = self.draw(st.integers(0, len(schema[keyword]) - 1))
                return self.value(f"{pointer}/{keyword}/{branch}", depth + 1)
        if schema.get("allOf"):
            parts = [self.value(f"{pointer}/allOf/{n}", depth + 1) for n in range(len(schema["allOf"]))]
            return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()}
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return self.draw(st.sampled_from(schema["enum"]))
        return self._of_type(pointer, schema, depth)

    def _of_type(self, pointer: str, schema: dict[str, Any], depth: int) -> Any:
        stated = schema.get("type", "object" if "properties" in schema else TYPES)
        kinds = [*stated] if isinstance(stated, list) else [stated]
        kind = self.draw(st.sampled_from([*kinds, "null"] if schema.get("nullable") else kinds))
        if kind == "object":
            return self._object(pointer, schema, depth)
        if kind == "array":
            count = self._between(schema.get("minItems", 0), min(schema.get("maxItems", 2), 4))
            return [self.value(f"{pointer}/items", depth + 1) if "items" in schema else "a" for _ in range(count)]
        if kind == "string":
            return self._string(schema)
        if kind in ("integer", "number"):
            number = self._between(int(schema.get("minimum", -2)), int(schema.get("maximum", 60)))
            return 0.5 if kind == "number" and self.draw(st.booleans()) else number
        return self.draw(st.booleans()) if kind == "boolean" else None

    def _object(self, pointer: str, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        value: dict[str, Any] = {}
        required = schema.get("required", [])
        for name in schema.get("properties", {}):
            if not self.slips() if name in required else self.draw(st.booleans()):
                value[name] = self.value(f"{pointer}/properties/{escape(name)}", depth + 1)
        if isinstance(schema.get("additionalProperties"), dict) and self.draw(st.booleans()):
            value["extra"] = self.value(f"{pointer}/additionalProperties", depth + 1)
        elif self.slips():
            value["extra"] = self.draw(SCALARS)
        return value

    def _string(self, schema: dict[str, Any]) -> str:
        valid, *invalid = FORMATS.get(schema.get("format", ""), ["a"])
        if invalid:
            return self.draw(st.sampled_from(invalid)) if self.slips() else valid
        shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 1)
        return "é" * self._between(shortest, max(longest, shortest))

    def _between(self, low: int, high: int) -> int:
        """Draw a number at the bounds, or just beyond them."""
        edges = [max(low - 1, 0), high + 1] if self.slips() else [low, high]
        return self.draw(st.sampled_from(edges))


@st.composite
def near(draw: st.DrawFn, document: Document, pointer: str) -> Any:
    anything = draw(st.integers(0, 3)) == 3
    return draw(MISTAKES) if anything else Near(document, draw).value(pointer)


# the bundled documents


@dataclass(frozen=True)
class Case:
    """One schema of one operation of a bundled document."""

    name: str  # "intercom-createDataConnector"
    document: Document
    operation: Operation
    pointer: str


OPERATIONS = [
    (f"{file.stem}-{operation.operation_id}", operation)
    for file in FILES
    for operation in read_operations(Document.load(file))
]
# a multipart body has no other reader here: its values are compared where they are read
JSON = "application/json"
BODIES = [
    Case(name, operation.document, operation, operation.body.content[JSON].schema or "")
    for name, operation in OPERATIONS
    if operation.body and JSON in operation.body.content
]
RESPONSES = [
    Case(f"{name}-{status}", operation.document, operation, response.content[JSON].schema or "")
    for name, operation in OPERATIONS
    for status, response in operation.responses.items()
    if JSON in response.content and status.startswith("2")
]
PARAMETERS = [
    Case(f"{name}-{parameter.name}", operation.document, operation, parameter.schema)
    for name, operation in OPERATIONS
    for parameter in operation.parameters
    if parameter.schema
]


def rows(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(BODIES, id="bodies"),
        pytest.param(RESPONSES, id="responses"),
        pytest.param(PARAMETERS, id="parameters"),
    ],
)
def test_every_bundled_document_is_compared(cases: list[Case]) -> None:
    assert {case.name.partition("-")[0] for case in cases} == {file.stem for file in FILES}


def compare(document: Document, pointer: str, direction: Direction, ours: Callable[[Any], bool]) -> Counter[bool]:
    """Draw values and compare both results; return how many were valid and how many were not."""
    second = SecondOpinion(document.text, direction)
    verdicts: Counter[bool] = Counter()

    @settings(max_examples=EXAMPLES)
    @given(near(document, pointer))
    def agree(value: Any) -> None:
        mine, theirs = ours(value), second.is_valid(pointer, value)
        assert mine is theirs, f"{pointer}: ours {mine}, theirs {theirs}"
        verdicts[theirs] += 1

    agree()
    return verdicts


@rows(BODIES)
def test_request_bodies(case: Case) -> None:
    contract = Contract(case.operation, Schemas(case.document, "request"), Schemas(case.document, "response"))
    headers = Headers([("content-type", JSON)])

    def is_valid(value: Any) -> bool:
        checked = contract.check_request({}, Request("POST", "/", "", headers, json.dumps(value).encode()))
        return not any(violation.location == "body" for violation in checked.violations)

    verdicts = compare(case.document, case.pointer, "request", is_valid)
    assert min(verdicts[True], verdicts[False]) >= 5


@rows(RESPONSES)
def test_response_bodies(case: Case) -> None:
    schemas = Schemas(case.document, "response")
    verdicts = compare(case.document, case.pointer, "response", partial(schemas.is_valid, case.pointer))
    assert min(verdicts[True], verdicts[False]) >= 5


@rows(PARAMETERS)
def test_parameter_values(case: Case) -> None:
    schemas = Schemas(case.document, "request")
    verdicts = compare(case.document, case.pointer, "request", partial(schemas.is_valid, case.pointer))
    assert min(verdicts[True], verdicts[False]) >= 5


# handwritten schemas, for the keywords that the bundled documents do not use

RECURSIVE = {"$ref": "#/components/schemas/Recursive"}
INTEGER, STRING = {"type": "integer"}, {"type": "string"}
BOTH_VERSIONS: dict[str, Any] = {
    "Recursive": {
        "type": "object",
        "properties": {"name": STRING, "a": {"type": "array", "items": RECURSIVE, "maxItems": 1}},
        "required": ["name"],
    },
    "allOf": {"allOf": [{"required": ["a"]}, {"properties": {"a": {"type": "integer", "minimum": 0}}}]},
    "anyOf": {"anyOf": [{"type": "string", "minLength": 2}, {"type": "integer", "multipleOf": 3}]},
    "oneOf": {"oneOf": [{"type": "number"}, INTEGER, {"type": "string", "maxLength": 1}]},
    "oneOf-tagged": {
        "oneOf": [
            {"type": "object", "properties": {"name": {"enum": ["a"]}, "a": INTEGER}, "required": ["a"]},
            {"type": "object", "properties": {"name": {"enum": ["b"]}, "b": STRING}, "required": ["b"]},
        ]
    },
    "not": {"not": {"anyOf": [STRING, {"type": "object"}]}},
    "enum": {"enum": ["a", 1, 0.5, None, False, [0], {"a": 1}]},
    "uniqueItems": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 1}, "uniqueItems": True},
    "minItems": {"type": "array", "minItems": 1, "maxItems": 2},
    "minProperties": {"type": "object", "minProperties": 1, "maxProperties": 1},
    "closed": {"type": "object", "properties": {"a": {}, "b": STRING}, "additionalProperties": False},
    "closed-and-empty": {"type": "object", "additionalProperties": False},
    "map": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
    "pattern": {"type": "string", "pattern": "^[a-zé]{0,2}(x+)?$"},
    "multipleOf": {"type": "number", "multipleOf": 0.5},
}
ONLY_3_0: dict[str, Any] = {
    "nullable": {"type": "integer", "nullable": True, "minimum": 0},
    "nullable-enum": {"type": "string", "nullable": True, "enum": ["a", None]},
    "nullable-enum-without-null": {"type": "string", "nullable": True, "enum": ["a"]},
    "exclusive": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 51, "exclusiveMaximum": True},
    "hidden": {
        "type": "object",
        "properties": {"a": {"type": "integer", "readOnly": True}, "b": {"type": "string", "writeOnly": True}},
        "required": ["a", "b"],
    },
}
ONLY_3_1: dict[str, Any] = {
    "types": {"type": ["integer", "null"]},
    "const": {"const": {"a": [1, "b"]}},
    "exclusive": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 51},
    "prefixItems": {"type": "array", "prefixItems": [INTEGER], "items": STRING},
    "contains": {"type": "array", "items": {}, "contains": INTEGER, "maxContains": 1},
    "if": {"if": INTEGER, "then": {"minimum": 0}, "else": STRING},
    "dependentRequired": {"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}},
    "dependentSchemas": {
        "type": "object",
        "properties": {"a": {}, "b": {}},
        "dependentSchemas": {"a": {"properties": {"b": INTEGER}}},
    },
    "propertyNames": {"type": "object", "properties": {"a": {}, "name": {}}, "propertyNames": {"maxLength": 2}},
    "patternProperties": {"type": "object", "properties": {"id": {}}, "patternProperties": {"^i": INTEGER}},
    "unevaluatedProperties": {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
    "unevaluatedItems": {"type": "array", "maxItems": 2, "prefixItems": [{}], "unevaluatedItems": False},
    "beside-a-ref": {"$ref": "#/components/schemas/allOf", "maxProperties": 1},
}
HANDWRITTEN = {"3.0.3": BOTH_VERSIONS | ONLY_3_0, "3.1.0": BOTH_VERSIONS | ONLY_3_1}


@pytest.mark.parametrize(
    ("version", "name"), [(version, name) for version, schemas in HANDWRITTEN.items() for name in schemas]
)
def test_handwritten_schemas(version: str, name: str) -> None:
    document, pointer = document_of(HANDWRITTEN[version], version=version), f"/components/schemas/{name}"
    for direction in DIRECTIONS if name == "hidden" else DIRECTIONS[:1]:
        schemas = Schemas(document, direction)
        verdicts = compare(document, pointer, direction, partial(schemas.is_valid, pointer))
        assert min(verdicts[True], verdicts[False]) > 0


DIRECTIONS: tuple[Direction, Direction] = ("request", "response")

# single values, on the edges of formats, patterns and numbers

FORMAT_VALUES: dict[str, list[Any]] = {
    "date": ["2024-02-29", "2023-02-29", "2024-1-1", "20240101", ""],
    "date-time": ["2024-02-29T10:00:00Z", "2024-02-29t10:00:00z", "2024-02-29 10:00:00Z", "2024-12-31T23:59:60Z"],
    "time": ["25:00:00Z", "10:00:00Z", "10:00:00"],
    "duration": ["P1D", "1 day"],
    "email": ["a@b.example", "a", "a@"],
    "idn-email": ["ü@b.example", "ü"],
    "hostname": ["a.example", "-a"],
    "ipv4": ["127.0.0.1", "127.0.0.256", "127.0.0.01", "1.2.3"],
    "ipv6": ["::1", "::g", "1::2::3", "::1%eth0"],
    "uri": ["https://a.example", "a"],
    "uri-reference": ["/a", "\\"],
    "iri": ["https://ü.example", "a"],
    "uri-template": ["/{a}", "/{a"],
    "json-pointer": ["/a", "a"],
    "regex": ["^a$", "(", "(?P<a>b)", "\\p{L}"],
    "uuid": ["123E4567-E89B-12D3-A456-426614174000", "123e4567e89b12d3a456426614174000", "x"],
    "byte": ["aGk=", "", "aGk"],
    "binary": ["\x00"],
    "password": ["x"],
    "int32": [1, 2**31],
    "int64": [1, 2**63],
    "float": [1e300],
    "double": [1.5],
    "anything": ["x"],
}
PATTERN_VALUES = {"^\\d$": ["1", "٣"], "^a$": ["a", "a\n"], "^\\w$": ["a", "é"], "^\\s$": [" ", "\ufeff"]}
OTHER_VALUES: list[tuple[dict[str, Any], Any]] = [
    ({"type": "integer"}, 1.0),
    ({"type": "integer"}, True),
    ({"type": "number"}, True),
    ({"type": "integer"}, 2**64),
    ({"minimum": 2**64}, 2**64 - 1),
    ({"multipleOf": 3}, 3 * 10**30),
    ({"multipleOf": 3}, 3 * 10**30 + 1),
    ({"multipleOf": 0.01}, 19.99),
    ({"enum": [1]}, 1.0),
    ({"enum": [1]}, True),
    ({"enum": [[0]]}, [False]),
    ({"uniqueItems": True}, [1, True]),
    ({"uniqueItems": True}, [1, 1.0]),
    ({"uniqueItems": True}, [{"a": 1}, {"a": 1.0}]),
    ({"maxLength": 1}, "😀"),
    ({"maxLength": 1}, "e\u0301"),
    ({"nullable": True}, None),
]
VALUES: list[tuple[dict[str, Any], Any]] = [
    *(({"format": name}, value) for name, values in FORMAT_VALUES.items() for value in values),
    *(({"pattern": name}, value) for name, values in PATTERN_VALUES.items() for value in values),
    *OTHER_VALUES,
]
UNCHECKED = "jsonschema checks this format only with a package that is not installed here"
ECMA = "a pattern is an ECMA-262 one (JSON Schema 2020-12 §6.4), which jsonschema reads as one of Python's"
KNOWN: dict[tuple[str, Any, Any], str] = {  # keyword, its value, instance -> why we say something else
    ("format", "date-time", "2024-12-31T23:59:60Z"): "RFC 3339 §5.7 has leap seconds; Python's datetime has none",
    ("format", "time", "10:00:00Z"): "a time is RFC 3339's, with its zone; jsonschema asks strptime for %H:%M:%S",
    ("format", "time", "10:00:00"): "the same, the other way round",
    ("format", "email", "a@"): "jsonschema looks for an @ and for nothing else",
    ("format", "duration", "1 day"): UNCHECKED,
    ("format", "hostname", "-a"): UNCHECKED,
    ("format", "uri", "a"): UNCHECKED,
    ("format", "uri-reference", "\\"): UNCHECKED,
    ("format", "iri", "a"): UNCHECKED,
    ("format", "uri-template", "/{a"): UNCHECKED,
    ("format", "regex", "(?P<a>b)"): ECMA,
    ("format", "regex", "\\p{L}"): ECMA,
    ("format", "int32", 2**31): "we take number formats as hints for people; the other library holds them",
    ("format", "int64", 2**63): "the same",
    ("pattern", "^\\d$", "٣"): ECMA,
    ("pattern", "^\\w$", "é"): ECMA,
    ("pattern", "^a$", "a\n"): ECMA,
    ("pattern", "^\\s$", "\ufeff"): ECMA,
    ("multipleOf", 0.01, 19.99): "we divide as decimals, as people do; jsonschema as binary floats",
}
ONLY_IN_3_1: dict[tuple[str, Any, Any], str] = {
    ("format", "byte", "aGk"): "in 3.1 `byte` is no longer named; we still check it",
}


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(("schema", "value"), VALUES, ids=[f"{schema}-{value!a}" for schema, value in VALUES])
def test_edges(schema: dict[str, Any], value: Any, version: str) -> None:
    document = document_of({"It": schema}, version=version)
    ours = Schemas(document, "request").is_valid("/components/schemas/It", value)
    theirs = SecondOpinion(document.text, "request").is_valid("/components/schemas/It", value)
    [(keyword, stated)] = schema.items()
    known = KNOWN | (ONLY_IN_3_1 if version == "3.1.0" else {})
    reasons = [why for (*rule, seen), why in known.items() if rule == [keyword, stated] and seen == value]
    assert (ours is not theirs) is bool(reasons), f"ours {ours}, theirs {theirs}; known: {reasons}"


def test_every_known_difference_is_compared() -> None:
    looked_at = [(*schema.items(), value) for schema, value in VALUES]
    for keyword, stated, value in KNOWN | ONLY_IN_3_1:
        assert ((keyword, stated), value) in looked_at


def test_known_difference_siblings_of_a_ref_in_3_0() -> None:
    """OpenAPI 3.0.3 §4.7.23.1: siblings are ignored. The other library applies them, as 3.1 does."""
    schemas = {"It": {"$ref": "#/components/schemas/Other", "maxLength": 1}, "Other": STRING}
    for version, ours in (("3.0.3", True), ("3.1.0", False)):
        document = document_of(schemas, version=version)
        assert Schemas(document, "request").is_valid("/components/schemas/It", "ab") is ours
        assert SecondOpinion(document.text, "request").is_valid("/components/schemas/It", "ab") is False
