"""Dynamic values: seeds, locales, `x-faker`, options of a document."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.openapi.generation import Dynamic, Generator, Manner, OptionalMembers
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

POINTER = "/components/schemas/It"
PERSON = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "email": {"type": "string", "format": "email"},
        "city": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "kind": {"enum": ["a", "b", "c"]},
    },
}


def generator(schema: Any, options: Any = None) -> Generator:
    extra = {"x-json-schema-faker": options} if options else {}
    return Generator(Schemas(document_of({"It": schema}, **extra), "response"))


def many(schema: Any, options: Any = None, count: int = 40, optional: OptionalMembers | None = None) -> list[Any]:
    made = generator(schema, options)
    return [made.generate(POINTER, dynamic=Dynamic(seed=seed), manner=Manner(optional)) for seed in range(count)]


@pytest.mark.parametrize("seed", [0, 1, "a text", ""])
def test_same_seed_same_value(seed: int | str) -> None:
    made = generator(PERSON)
    first = made.generate(POINTER, dynamic=Dynamic(seed=seed))
    made.generate(POINTER)
    made.generate(POINTER, dynamic=Dynamic(seed="another"))
    assert made.generate(POINTER, dynamic=Dynamic(seed=seed)) == first
    assert generator(PERSON).generate(POINTER, dynamic=Dynamic(seed=seed)) == first


def test_values_differ_without_a_seed() -> None:
    made = generator(PERSON)
    assert len({str(made.generate(POINTER, dynamic=Dynamic())) for _ in range(5)}) > 1


@pytest.mark.parametrize(("name", "least", "most"), [("int32", 2**31 - 5, 2**31 - 1), ("int64", 2**63 - 5, 2**63 - 1)])
def test_bounds_of_a_format_are_kept(name: str, least: int, most: int) -> None:
    values = many({"type": "integer", "format": name, "minimum": least})
    assert least <= min(values) <= max(values) <= most


def test_members_lengths_and_branches_are_random() -> None:
    values = many(PERSON, optional="sometimes")
    assert {"email" in value for value in values} == {True, False}
    assert len({len(value["tags"]) for value in values if "tags" in value}) > 1
    assert {value["kind"] for value in values if "kind" in value} == {"a", "b", "c"}
    assert all("name" in value for value in values)
    assert {type(value) for value in many({"oneOf": [{"type": "string"}, {"type": "integer"}]})} == {str, int}
    assert None in many({"type": ["string", "null"]}, count=80)


@pytest.mark.parametrize(
    ("optional", "options", "counts"),
    [
        (None, None, {5}),
        ("always", {"optionalsProbability": 0}, {5}),
        ("never", {"alwaysFakeOptionals": True}, {1}),
        (None, {"optionalsProbability": 0}, {1}),
        (None, {"alwaysFakeOptionals": True}, {5}),
        ("sometimes", {"optionalsProbability": 0}, {1}),
    ],
)
def test_every_optional_member_is_made_unless_told_otherwise(
    optional: OptionalMembers | None, options: Any, counts: set[int]
) -> None:
    assert {len(value) for value in many(PERSON, options, 10, optional)} == counts


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"properties": {"a": {}}}, dict),
        ({"required": ["a"]}, dict),
        ({"additionalProperties": {"minLength": 1}}, dict),
        ({"items": {"minimum": 2}}, list),
        ({"minItems": 1, "maxItems": 2}, list),
        ({"minLength": 3, "maxLength": 4}, str),
        ({"format": "uuid"}, str),
        ({"pattern": "^a+$"}, str),
        ({"minimum": 3}, (int, float)),
    ],
    ids=str,
)
def test_a_schema_without_type_means_the_type_of_its_keywords(schema: Any, kind: type | tuple[type, ...]) -> None:
    assert all(isinstance(value, kind) and value is not True for value in many(schema))
    deep = {"properties": {"list": {"items": {"allOf": [{"properties": {"it": schema}, "required": ["it"]}]}}}}
    for value in many(deep):
        assert all(isinstance(one["it"], kind) for one in value["list"])


def test_a_schema_that_says_nothing_may_be_anything() -> None:
    assert len({type(value) for value in many({"description": "any"}, count=60)}) > 3


@pytest.mark.parametrize("least", [10**9, 2**63])
def test_a_text_that_would_be_endless_is_cut(least: int) -> None:
    manner = Manner(is_lenient=True)
    made = generator({"type": "string", "minLength": least}).generate(POINTER, dynamic=Dynamic(seed=1), manner=manner)
    assert len(made) <= 100_000


def test_locale() -> None:
    made = generator({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}})
    name = made.generate(POINTER, dynamic=Dynamic(seed=1, locale="ja_JP"))["name"]
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", name)
    for spelling in ("de", "de-DE", "de_de"):
        assert made.generate(POINTER, dynamic=Dynamic(seed=1, locale=spelling)) == made.generate(
            POINTER, dynamic=Dynamic(seed=1, locale="de_DE")
        )


def test_unknown_locale_is_refused() -> None:
    with pytest.raises(OptionError, match=r"^locale 'tlh' is not known to Faker; it has \w+, "):
        Dynamic(locale="tlh")


def test_without_faker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)  # importing it fails
    with pytest.raises(OptionError, match=r"^dynamic values need Faker: pip install 'openapi-mockserver\[dynamic\]'$"):
        Dynamic(seed=1)
    made = generator({"type": "string", "x-faker": "unknown.method"})
    assert made.notices == ()
    assert isinstance(made.generate(POINTER), str)


def test_pairs_stay_in_order() -> None:
    moment = {"type": "string", "format": "date-time"}
    members = {
        "created_at": moment,
        "updated_at": moment,
        "min_size": {"type": "integer"},
        "max_size": {"type": "integer"},
    }
    for value in many({"type": "object", "required": list(members), "properties": members}):
        assert value["created_at"] <= value["updated_at"]
        assert value["min_size"] <= value["max_size"]


@pytest.mark.parametrize(
    ("wanted", "schema", "pattern"),
    [
        ("person.firstName", {"type": "string"}, r"\w+"),
        ("name.firstName", {"type": "string"}, r"\w+"),
        ("first_name", {"type": "string"}, r"\w+"),
        ("internet.email", {"type": "string"}, r"\S+@example\.\w+"),
        ("string.uuid", {"type": "string"}, r"[0-9a-f-]{36}"),
        ("datatype.uuid", {"type": "string"}, r"[0-9a-f-]{36}"),
        ("date.past", {"type": "string", "format": "date-time"}, r"2025-\d\d-\d\dT.*Z"),
        ("date.future", {"type": "string"}, r"2026-\d\d-\d\dT.*Z"),
        ({"datatype.number": {"min": 90, "max": 95}}, {"type": "integer"}, r"9[0-5]"),
        ({"number.int": {"min": 10, "max": 60, "multipleOf": 25}}, {"type": "integer"}, r"25|50"),
        ({"finance.amount": [100, 100.5, 1]}, {"type": "number"}, r"100\.\d"),
        ({"string.alpha": {"length": 5}}, {"type": "string"}, r"[a-z]{5}"),
        ({"string.alpha": 6}, {"type": "string"}, r"[a-z]{6}"),
        ({"string.numeric": {"length": 3}}, {"type": "string"}, r"\d{3}"),
        ({"helpers.arrayElement": [["x", "y"]]}, {"type": "string"}, r"[xy]"),
        ({"random_element": {"elements": ["p", "q"]}}, {"type": "string"}, r"[pq]"),
        ({"pyint": {"min_value": 7, "max_value": 8}}, {"type": "integer"}, r"[78]"),
        ({"bothify": ["??-##"]}, {"type": "string"}, r"[a-zA-Z]{2}-\d\d"),
        ("datatype.boolean", {"type": "boolean"}, r"True|False"),
        ("location.latitude", {"type": "number"}, r"-?\d+\.\d+"),
    ],
)
def test_x_faker(wanted: Any, schema: dict[str, Any], pattern: str) -> None:
    values = [str(value) for value in many({**schema, "x-faker": wanted}, count=10)]
    assert all(re.fullmatch(pattern, value) for value in values), values
    assert generator({**schema, "x-faker": wanted}).notices == ()


@pytest.mark.parametrize(
    "wanted",
    [
        "unknown.method",
        "seed_instance",
        "__class__",
        "binary",
        {"add_provider": ["os"]},
        7,
        [],
        {"word": {"no_such": 1}},
        {"pystr": {"max_chars": 10**9}},
        {"pystr": [10**9, 10**9]},
        {"random_int": {"min": 5, "max": 1}},
    ],
)
def test_an_unusable_x_faker_is_ignored(wanted: Any) -> None:
    assert isinstance(many({"type": "string", "x-faker": wanted}, count=1)[0], str)


def test_x_faker_that_breaks_the_schema_is_ignored() -> None:
    assert all(isinstance(value, int) for value in many({"type": "integer", "x-faker": "person.firstName"}))
    assert all(value <= 5 for value in many({"type": "integer", "maximum": 5, "x-faker": {"number.int": {"min": 6}}}))


def test_unknown_x_faker_is_reported() -> None:
    made = generator({"type": "object", "properties": {"a": {"x-faker": "unknown.method"}, "b": {"x-faker": "name"}}})
    place = "test.yaml:14 /components/schemas/It/properties/a/x-faker"
    assert made.notices == (f'{place}: "unknown.method" is ignored: neither faker.js nor Faker has it',)


ITEMS = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("schema", "options", "allowed"),
    [
        (ITEMS, {"min-items": 4, "max-items": 5}, lambda value: len(value) in (4, 5)),
        (ITEMS, {"minItems": 2, "maxItems": 2}, lambda value: len(value) == 2),
        (ITEMS, {"max-items": 0}, lambda value: value == []),
        ({**ITEMS, "minItems": 3}, {"max-items": 1}, lambda value: len(value) == 3),
        ({**ITEMS, "maxItems": 2}, {"min-items": 5}, lambda value: len(value) == 2),
        (PERSON, {"optionalsProbability": 0}, lambda value: set(value) == {"name"}),
        (PERSON, {"optionals-probability": 1}, lambda value: len(value) == 5),
        (PERSON, {"alwaysFakeOptionals": True}, lambda value: len(value) == 5),
        ({"type": "object", "additionalProperties": ITEMS}, {"fillProperties": False}, lambda value: value == {}),
        (
            {"type": "object", "additionalProperties": ITEMS},
            {"fillProperties": True},
            lambda value: 1 <= len(value) <= 3,
        ),
    ],
)
def test_document_options(schema: Any, options: Any, allowed: Any) -> None:
    values = many(schema, options)
    assert all(allowed(value) for value in values), values
    assert generator(schema, options).notices == ()


@pytest.mark.parametrize(
    ("options", "notice"),
    [
        (
            {"resolve-json-path": True},
            "x-json-schema-faker: resolve-json-path is ignored; honoured are locale, min-items, ",
        ),
        ({"min-items": -1}, "x-json-schema-faker: min-items is ignored: -1 is not an integer from 0 to 1000"),
        (
            {"optionalsProbability": 2},
            "x-json-schema-faker: optionalsProbability is ignored: 2 is not a number from 0 to 1",
        ),
        (["x"], "x-json-schema-faker is ignored: it is not a mapping of options"),
    ],
)
def test_ignored_options_are_reported(options: Any, notice: str) -> None:
    (said,) = generator(PERSON, options).notices
    assert said.startswith(notice)


def test_locale_of_the_document() -> None:
    made = generator(PERSON, {"locale": "ja"})
    assert made.generate(POINTER, dynamic=Dynamic(seed=3)) == generator(PERSON).generate(
        POINTER, dynamic=Dynamic(seed=3, locale="ja_JP")
    )


def test_faker_is_not_imported_for_static_values() -> None:
    script = (
        "import sys; from tests.openapi.generation.test_dynamic import PERSON, POINTER, generator;"
        "generator(PERSON).generate(POINTER); assert 'faker' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": "src:."})
