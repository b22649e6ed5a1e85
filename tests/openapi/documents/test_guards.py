"""A validator judges by discriminators, and what explains a value says the same, in every version."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.openapi.documents.discriminators import Discriminators
from mockserver.openapi.documents.guards import guard_piece
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import Schemas
from tests.openapi.documents.test_discriminators import document_of

TEXT = """
    Fare:
      oneOf: [{$ref: '#/HOME/Day'}, {$ref: '#/HOME/Trip'}]
      discriminator: {propertyName: kind, mapping: {day: Day, trip: '#/HOME/Trip', pass: Pass}}
    AnyFare:
      anyOf: [{$ref: '#/HOME/Trip'}, {$ref: '#/HOME/Loose'}]
      discriminator: {propertyName: kind}
    Twins:
      oneOf: [{$ref: '#/HOME/Loose'}, {$ref: '#/HOME/Looser'}]
      discriminator: {propertyName: kind}
    Open:
      oneOf: [{$ref: '#/HOME/Trip'}, {type: object, required: [free]}]
      discriminator: {propertyName: kind}
    Nested:
      oneOf: [{$ref: '#/HOME/Fare'}, {$ref: '#/HOME/Loose'}]
      discriminator: {propertyName: kind}
    Holder: {type: object, properties: {all: {type: array, items: {$ref: '#/HOME/Fare'}}, one: {$ref: '#/HOME/Stop'}}}
    Day: {type: object, required: [kind, days], properties: {kind: {type: string}, days: {type: integer}}}
    Trip: {type: object, required: [kind, from], properties: {kind: {type: string}, from: {type: string}}}
    Pass: {type: object, required: [holder]}
    Loose: {type: object, required: [kind], properties: {a: {type: integer}}}
    Looser: {type: object, required: [kind], properties: {b: {type: integer}}}
    Stop: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: PARENT}
    Halt: {allOf: [{$ref: '#/HOME/Stop'}, {type: object, required: [line], properties: {line: {type: integer}}}]}
    Hub: {allOf: [{$ref: '#/HOME/Halt'}, {type: object, required: [lines]}]}
"""
HOMES = {
    "2.0": "definitions",
    "3.0.3": "components/schemas",
    "3.1.0": "components/schemas",
    "3.2.0": "components/schemas",
}


def schemas_of(version: str, text: str = TEXT) -> Schemas:
    parent = "kind" if version == "2.0" else "{propertyName: kind}"
    return Schemas(document_of(version, text.replace("HOME", HOMES[version]).replace("PARENT", parent)), "request")


def check(schemas: Schemas, pointer: str, value: Any) -> list[Violation]:
    found = schemas.check(pointer, value, rule="body.schema", location="body")
    assert (not found) is schemas.is_valid(pointer, value)
    return found


LATER = ["3.0.3", "3.1.0", "3.2.0"]
CASES = [
    ("Fare", {"kind": "day", "days": 1}, []),
    ("Fare", {"kind": "Trip", "from": "x"}, []),
    ("Fare", {"kind": "pass", "holder": 1}, []),
    ("Fare", {"kind": "pass"}, [("/holder", "is required, but absent")]),
    ("Fare", {"kind": "day", "from": "x"}, [("/days", "is required, but absent")]),
    ("Fare", {"kind": "trip", "from": 1}, [("/from", "1 is an integer; allowed: string")]),
    ("Fare", {"kind": "week", "days": 1}, [("/kind", '"week" is not one of "day", "trip", "pass"')]),
    ("Fare", {"days": 1}, [("/kind", 'is required, but absent; allowed: "day", "trip", "pass"')]),
    ("Fare", {"kind": 3, "days": 1}, [("/kind", '3 is not one of "day", "trip", "pass"')]),
    ("Fare", 3, [("", "3 is an integer; allowed: object")]),
    ("AnyFare", {"kind": "Trip", "from": 1}, [("/from", "1 is an integer; allowed: string")]),
    ("AnyFare", {"kind": "Loose", "from": 1}, []),
    ("Twins", {"kind": "Loose", "a": 1}, []),
    ("Twins", {"kind": "Looser", "a": "x"}, []),
    ("Twins", {"kind": "Loose", "a": "x"}, [("/a", '"x" is a string; allowed: integer')]),
    ("Open", {"kind": "other", "free": 1}, []),
    ("Open", {"kind": "Trip", "free": 1}, [("/from", "is required, but absent")]),
    ("Nested", {"kind": "day", "days": "x"}, [("/days", '"x" is a string; allowed: integer')]),
    ("Nested", {"kind": "Loose"}, []),
    ("Nested", {"kind": "x"}, [("/kind", '"x" is not one of "day", "trip", "pass", "Loose"')]),
    ("Holder", {"all": [{"kind": "day", "days": 1}, {"kind": "day"}]}, [("/all/1/days", "is required, but absent")]),
]
FAMILY = [
    ("Stop", {"kind": "Stop"}, []),
    ("Stop", {"kind": "Halt", "line": 1}, []),
    ("Stop", {"kind": "Halt"}, [("/line", "is required, but absent")]),
    ("Stop", {"kind": "Hub", "line": 1}, [("/lines", "is required, but absent")]),
    ("Stop", {"kind": "Depot"}, [("/kind", '"Depot" is not one of "Stop", "Halt", "Hub"')]),
    ("Stop", {}, [("/kind", "is required, but absent")]),
    ("Stop", {"kind": 1}, [("/kind", "1 is an integer; allowed: string")]),
    ("Halt", {"kind": "Halt", "line": 1}, []),
    ("Halt", {"kind": "Hub", "line": 1}, [("/lines", "is required, but absent")]),
    ("Holder", {"one": {"kind": "Halt", "line": "x"}}, [("/one/line", '"x" is a string; allowed: integer')]),
]


@pytest.mark.parametrize(
    ("version", "name", "value", "expected"),
    [(version, *case) for version in LATER for case in CASES] + [(v, *case) for v in HOMES for case in FAMILY],
)
def test_verdicts(version: str, name: str, value: Any, expected: list[tuple[str, str]]) -> None:
    found = check(schemas_of(version), f"/{HOMES[version]}/{name}", value)
    assert [(violation.pointer, violation.message) for violation in found] == expected


def test_an_unknown_value_names_the_line_of_the_discriminator() -> None:
    (found,) = check(schemas_of("3.0.3"), "/components/schemas/Fare", {"kind": "week"})
    assert (found.keyword, found.allowed) == ("discriminator", '"day", "trip", "pass"')
    assert found.position is not None
    assert found.position.pointer == "/components/schemas/Fare/discriminator"


def test_a_long_list_of_known_values_is_cut() -> None:
    mapping = {f"k{number}": "#/components/schemas/A" for number in range(130)}
    union = {"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": {"propertyName": "k", "mapping": mapping}}
    schemas = Schemas(document_of("3.1.0", yaml.safe_dump({"It": union, "A": {"type": "object"}})), "request")
    (found,) = check(schemas, "/components/schemas/It", {"k": "x"})
    assert found.message.endswith(" and 30 more")


DEFAULT = """
    It:
      oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}%s]
      discriminator: {propertyName: kind, defaultMapping: Rest}
    A: {type: object, required: [a]}
    B: {type: object, required: [b]}
    Rest: {type: object, required: [rest], maxProperties: 2}
"""


@pytest.mark.parametrize("branch", ["", ", {$ref: '#/components/schemas/Rest'}"])
@pytest.mark.parametrize(
    ("value", "missing"),
    [({"kind": "A"}, "/a"), ({"kind": "B", "b": 1, "rest": 1}, ""), ({"kind": "x"}, "/rest"), ({"a": 1}, "/rest")],
)
def test_the_default_of_3_2(branch: str, value: Any, missing: str) -> None:
    schemas = Schemas(document_of("3.2.0", DEFAULT % branch), "request")
    found = check(schemas, "/components/schemas/It", value)
    assert [violation.pointer for violation in found] == ([missing] if missing else [])


def test_branches_keep_their_pointers_and_declare_nothing() -> None:
    text = """
        It:
          oneOf: [{properties: {kind: {const: a}, a: {}}}, {required: [b], properties: {kind: {const: b}, b: {}}}]
          discriminator: {propertyName: other}
        Union:
          oneOf: [{$ref: '#/components/schemas/A'}]
          discriminator: {propertyName: kind}
          unevaluatedProperties: false
        A: {properties: {a: {}}}
    """
    schemas = Schemas(document_of("3.1.0", text), "request")
    assert not schemas.is_valid("/components/schemas/It/oneOf/1", {})
    assert not schemas.is_valid("/components/schemas/It/oneOf/1/properties/kind", "a")
    assert check(schemas, "/components/schemas/Union", {"a": 1}) == []
    assert [one.pointer for one in check(schemas, "/components/schemas/Union", {"kind": "A"})] == ["/kind"]


def test_a_property_that_requests_may_not_have() -> None:
    text = """
        It: {oneOf: [{$ref: '#/components/schemas/A'}], discriminator: {propertyName: kind}}
        A: {type: object, properties: {kind: {type: string, readOnly: true}}}
    """
    schemas = Schemas(document_of("3.0.3", text), "request")
    assert check(schemas, "/components/schemas/It", {}) == []
    (found,) = check(schemas, "/components/schemas/It", {"kind": "A"})
    assert found.pointer == "/kind"


def test_a_piece_without_discriminators_is_not_copied() -> None:
    piece = {"type": "object", "properties": {"discriminator": {"type": "string"}}}
    document = document_of("3.1.0", yaml.safe_dump({"It": piece}))
    assert guard_piece(piece, "/components/schemas/It", Discriminators(document)) is piece


KINDS = st.sampled_from(["day", "trip", "Day", "Trip", "Loose", "Looser", "Halt", "Hub", "Stop", "x", 1, None])
MEMBERS = st.fixed_dictionaries(
    {}, optional={"kind": KINDS, "days": st.integers(0, 1), "from": st.sampled_from(["", 1]), "line": st.integers(0, 1)}
)
VALUES = MEMBERS | st.fixed_dictionaries({}, optional={"all": st.lists(MEMBERS, max_size=2), "one": MEMBERS})


@pytest.mark.parametrize("version", LATER)
@given(name=st.sampled_from(sorted(yaml.safe_load(dedent(TEXT)))), value=VALUES)
@settings(max_examples=150)
def test_both_judges_agree(version: str, name: str, value: Any) -> None:
    schemas = SCHEMAS.setdefault(version, schemas_of(version))
    check(schemas, f"/components/schemas/{name}", value)
    with_slices = schemas.check_in_slices(f"/components/schemas/{name}", value, rule="body.schema", location="body")
    assert (not with_slices) is schemas.is_valid(f"/components/schemas/{name}", value)


SCHEMAS: dict[str, Schemas] = {}


def test_large_values_of_a_recursive_family_take_one_look_each() -> None:
    node = {"type": "object", "properties": {"kind": {"type": "string"}, "parts": {"items": {"$ref": "#/HERE/Node"}}}}
    schemas = {"Node": {**node, "discriminator": {"propertyName": "kind"}}} | {
        name: {"allOf": [{"$ref": "#/HERE/Node"}, {"required": [name]}]} for name in ("A", "B")
    }
    text = json.dumps(schemas).replace("HERE", "components/schemas")
    value: dict[str, Any] = {"kind": "A", "A": 1}
    for level in range(60):
        value = {"kind": "AB"[level % 2], "AB"[level % 2]: 1, "parts": [value]}
    checked = Schemas(document_of("3.1.0", text), "request")
    assert checked.is_valid("/components/schemas/Node", value)
    assert checked.checked_parts == 0  # a validator alone decides
