"""Large, deep, circular and hostile schemas take bounded work."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.openapi.errors import DocumentError
from mockserver.openapi.generation import Generator, Unsatisfiable
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of
from tests.support.work import count_calls

POINTER = "/components/schemas/M0"
LIMIT = 10_000_000  # calls; the most laborious of these takes 6.7 million


def ref(number: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/M{number}"}


def models(size: int, *, is_ring: bool, is_required: bool) -> dict[str, Any]:
    """Return models that refer to the next one; in a ring the last refers to the first."""
    made: dict[str, Any] = {}
    for number in range(size):
        schema: dict[str, Any] = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
        if is_ring or number < size - 1:
            schema["properties"]["next"] = ref((number + 1) % size)
            schema["required"] += ["next"] if is_required else []
        made[f"M{number}"] = schema
    return made


def generate(schemas: dict[str, Any]) -> tuple[Any, int]:
    """Return the value, or the message of the refusal, and the number of calls it took beyond making the validator."""
    schemas_of_document = Schemas(document_of(schemas), "response")
    schemas_of_document.is_valid(POINTER, None)
    generator = Generator(schemas_of_document)
    with count_calls() as work:
        try:
            value: Any = generator.generate(POINTER)
            assert schemas_of_document.is_valid(POINTER, value)
        except Unsatisfiable as reason:
            value = str(reason)
    return value, work.calls


def test_a_ring_costs_as_much_as_a_chain() -> None:
    chain, chain_calls = generate(models(300, is_ring=False, is_required=False))
    ring, ring_calls = generate(models(300, is_ring=True, is_required=False))
    assert chain == ring
    assert ring_calls < 1.2 * chain_calls


def test_a_required_chain_is_built_to_its_end() -> None:
    value, calls = generate(models(150, is_ring=False, is_required=True))
    assert json.dumps(value).count("id") == 150
    assert calls < LIMIT


@pytest.mark.parametrize("size", [1, 2, 300, 1000])
def test_a_required_ring_is_refused(size: int) -> None:
    value, calls = generate(models(size, is_ring=True, is_required=True))
    assert "it requires itself without end" in value
    assert calls < LIMIT


def test_a_chain_too_deep_for_json_writers_is_refused() -> None:
    value, calls = generate(models(400, is_ring=False, is_required=True))
    assert "the smallest one has more than 200 levels or 50,000 values" in value
    assert calls < LIMIT


def test_other_values_of_a_deep_chain() -> None:
    """Values that differ too deep inside are refused, not searched for without end."""
    chain = {
        f"M{number}": {
            "type": "object",
            "required": ["next"],
            "properties": {"next": ref(number + 1)},
            "additionalProperties": False,
        }
        for number in range(1, 150)
    }
    three = {"type": "array", "minItems": 3, "uniqueItems": True, "items": ref(1)}
    value, calls = generate({"M0": three, **chain, "M150": {"type": "integer"}})
    assert "no value satisfies this schema" in value
    assert calls < LIMIT


def test_many_choices_at_once() -> None:
    choices = [{"anyOf": [{"minLength": number}, {"maxLength": 3}]} for number in range(1500)]
    value, calls = generate({"M0": {"type": "string", "allOf": choices}})
    assert isinstance(value, str)
    assert calls < LIMIT


def diamonds(levels: int, *, is_required: bool) -> dict[str, Any]:
    """Each model has the next one twice: 2 ** levels values with all optional members."""
    made: dict[str, Any] = {f"M{levels}": {"type": "integer"}}
    for number in range(levels):
        schema: dict[str, Any] = {"type": "object", "properties": {"a": ref(number + 1), "b": ref(number + 1)}}
        made[f"M{number}"] = schema | ({"required": ["a", "b"]} if is_required else {})
    return made


@pytest.mark.parametrize("levels", [24, 40])
def test_diamonds_do_not_explode(levels: int) -> None:
    value, calls = generate(diamonds(levels, is_required=False))
    assert isinstance(value, dict)
    assert len(json.dumps(value)) < 200_000
    assert calls < LIMIT
    value, calls = generate(diamonds(levels, is_required=True))
    assert "more than 200 levels or 50,000 values" in value
    assert calls < LIMIT


def test_heavy_parts_are_weighed_together() -> None:
    members = {f"a{number}": ref(1) for number in range(100)}
    value, calls = generate(
        {**diamonds(13, is_required=True), "M0": {"type": "object", "required": list(members), "properties": members}}
    )
    assert "more than 200 levels or 50,000 values" in value
    assert calls < LIMIT


def test_every_model_in_every_model() -> None:
    size = 60
    members = {f"to{number}": ref(number) for number in range(size)}
    schemas = {
        f"M{number}": {"type": "object", "properties": {"id": {"const": number}, **members}} for number in range(size)
    }
    value, calls = generate(schemas)
    assert value["to1"]["id"] == 1
    assert calls < LIMIT


WIDE = {f"member_{number}": {"type": ["string", "integer"][number % 2]} for number in range(1000)}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "object", "properties": WIDE}, 1000),
        ({"type": "object", "properties": WIDE, "required": list(WIDE)}, 1000),
        ({"type": "object", "properties": WIDE, "not": {"required": ["member_500"]}}, 999),
        ({"type": "object", "minProperties": 3000}, 3000),
        ({"type": "array", "minItems": 10_000, "items": {"type": "integer"}}, 10_000),
        ({"type": "array", "minItems": 2000, "uniqueItems": True, "items": {"type": "string"}}, 2000),
        ({"type": "array", "minItems": 2000, "uniqueItems": True, "items": {"type": "integer"}}, 2000),
        ({"type": "string", "minLength": 100_000}, 100_000),
        ({"enum": [f"value {number}" for number in range(100_000)], "pattern": "99999$"}, 11),
        ({"allOf": [{"type": "object", "properties": {f"a{n}": {"type": "string"}}} for n in range(500)]}, 500),
        (
            {
                "type": "object",
                "allOf": [{"oneOf": [{"required": [f"a{n}"]}, {"required": [f"b{n}"]}]} for n in range(30)],
            },
            30,
        ),
        (
            {
                "type": "string",
                "allOf": [{"anyOf": [{"minLength": n + 100}, {"const": "x"}]} for n in range(40)] + [{"maxLength": 9}],
            },
            1,
        ),
    ],
)
def test_large_values(schema: dict[str, Any], expected: int) -> None:
    value, calls = generate({"M0": schema})
    assert len(value) == expected
    assert calls < LIMIT


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "minItems": 10**9},
        {"type": "array", "contains": {"type": "string"}, "minContains": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "string", "minLength": 10**9},
        {"type": "integer", "minimum": 1, "multipleOf": 7, "maximum": 6},
        {"type": "string", "pattern": "^(?=a)b$"},
        {
            "type": "array",
            "uniqueItems": True,
            "minItems": 50,
            "items": {"type": "integer", "minimum": 1, "maximum": 40},
        },
        {"allOf": [{"anyOf": [{"const": n}, {"const": -n}]} for n in range(1, 40)]},
        {"type": "object", "required": [f"a{n}" for n in range(200)], "maxProperties": 199},
        {"type": "array", "minItems": 100, "uniqueItems": True, "items": {"enum": list(range(99))}},
        {"type": "string", "enum": list(range(20_000))},
        {"anyOf": [{"type": "string", "pattern": f"(?=a)b{n}"} for n in range(40)]},
    ],
)
def test_unsatisfiable_schemas_are_refused(schema: dict[str, Any]) -> None:
    value, calls = generate({"M0": schema})
    assert isinstance(value, str)
    assert "no value satisfies this schema" in value
    assert calls < LIMIT


def test_a_known_value_costs_a_copy() -> None:
    formats = [{"type": "string"}, {"type": "integer"}, {"type": "string", "format": "date-time"}, {"type": "boolean"}]
    properties = {f"member_{number}": formats[number % 4] for number in range(20)}
    generator = Generator(Schemas(document_of({"M0": {"type": "object", "properties": properties}}), "response"))
    generator.generate(POINTER)
    with count_calls() as work:
        generator.generate(POINTER)
    assert work.calls < 5 * len(properties)


class Counting(Schemas):
    """Counts the calls."""

    count = 0

    def is_valid(self, pointer: str, instance: Any) -> bool:
        self.count += 1
        return super().is_valid(pointer, instance)


def test_required_members_are_built_once() -> None:
    """Built twice at each of ten levels, they would be built a thousand times."""
    schemas = models(10, is_ring=False, is_required=True)
    for schema in schemas.values():
        schema["properties"]["id"] = {"type": "string", "pattern": "^a+$"}
    counting = Counting(document_of(schemas), "response")
    Generator(counting).generate(POINTER)
    assert 10 <= counting.count < 50


HOSTILE_PATTERNS = {
    "look-ahead": "(?=a)b",
    "look-ahead-later": "x(?=a)b",
    "look-behind": "(?<=a)^b",
    "ends-before-it-begins": "^a$^b$",
    "no-character": "[^\\s\\S]",
    "counted": "^(a{0,100}){100}b(?=c)d$",
    "counted-once": "^[a-z]{9999}(?=x)y",
    "options": "a?" * 4_900 + "(?=a)b",
    "choices": "(a|b)*" * 1_600 + "(?=a)c",
    "doubling": "(a|b)*a(a|b){18}(?=d)e",
    "alternatives": f"^({'|'.join(f'x{n}' for n in range(1_500))})(?=q)r$",
    "characters": f"^[{''.join(map(chr, range(0x4E00, 0x4E00 + 3_000)))}]+(?=q)r$",
}


@pytest.mark.parametrize("least", [pytest.param(0, id="any-length"), pytest.param(19_000, id="long")])
@pytest.mark.parametrize("pattern", [pytest.param(pattern, id=name) for name, pattern in HOSTILE_PATTERNS.items()])
def test_patterns_that_no_text_matches(pattern: str, least: int) -> None:
    value, calls = generate({"M0": {"type": "string", "pattern": pattern, "minLength": least}})
    assert "no value satisfies this schema" in value
    assert len(value) < 600
    assert calls < LIMIT


@pytest.mark.parametrize(
    "numbers",
    [
        {"multipleOf": 1e-300},
        {"multipleOf": 1e-300, "minimum": 0.5},
        {"minimum": 1e308},
        {"minimum": 1.7e308, "multipleOf": 0.01},
        {"minimum": 10**4000},
        {"multipleOf": 10**400},
        {"exclusiveMinimum": 1, "exclusiveMaximum": 1.0000000000000002},
        {"multipleOf": 10**9 + 7, "minimum": 1, "maximum": 10**9},
        {"multipleOf": 0.1, "minimum": 0.11, "maximum": 0.19},
    ],
    ids=str,
)
def test_odd_numbers(numbers: dict[str, Any]) -> None:
    _, calls = generate({"M0": {"type": "number", **numbers}})
    assert calls < LIMIT


def test_a_refusal_is_remembered() -> None:
    schemas = Schemas(document_of({"M0": {"type": "string", "pattern": "(a|b)*a(a|b){18}(?=d)e"}}), "response")
    generator = Generator(schemas)
    for limit in (LIMIT, 100):
        with count_calls() as work, pytest.raises(Unsatisfiable):
            generator.generate(POINTER)
        assert work.calls < limit


def test_a_schema_that_cannot_be_compiled_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def refuse(*_: Any) -> Any:
        tries.append("")
        raise ValueError("a pattern is too large: " + "a" * 1000)

    monkeypatch.setattr(Schemas, "_make_validator", refuse)
    generator = Generator(Schemas(document_of({"M0": {"type": "string"}}), "response"))
    sentences = []
    for _ in range(3):
        with pytest.raises(DocumentError) as caught:
            generator.generate(POINTER)
        sentences.append(str(caught.value))
    assert len(tries) == 1
    assert len(set(sentences)) == 1
    assert len(sentences[0]) < 400
