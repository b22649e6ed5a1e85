"""Which schema the value of a discriminator names, in every version and in every manner authors write it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from mockserver.openapi.documents import Document
from mockserver.openapi.documents.discriminators import Discriminators

SCHEMAS = "/components/schemas/"


def document_of(version: str, schemas: str) -> Document:
    head: dict[str, Any] = {"info": {"title": "a", "version": "1"}, "paths": {}}
    named = yaml.safe_load(dedent(schemas))
    if version == "2.0":
        content = {"swagger": "2.0", **head, "definitions": named}
    else:
        content = {"openapi": version, **head, "components": {"schemas": named}}
    return Document.parse(yaml.safe_dump(content, sort_keys=False), name="a.yaml")


UNION = """
    Ticket:
      oneOf: [{$ref: '#/components/schemas/Day'}, {$ref: '#/components/schemas/Month'}]
      discriminator: {propertyName: term%s}
    Day: {type: object, properties: {term: {type: string}}}
    Month: {type: object, properties: {term: {type: string}}}
    Year: {type: object}
"""
DAY, MONTH = f"{SCHEMAS}Ticket/oneOf/0", f"{SCHEMAS}Ticket/oneOf/1"


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("mapping", "targets", "known"),
    [
        pytest.param("", {"Day": DAY, "Month": MONTH}, ("Day", "Month"), id="names"),
        pytest.param(
            ", mapping: {d: Day, m: '#/components/schemas/Month'}",
            {"d": DAY, "m": MONTH, "Day": DAY, "Month": MONTH},
            ("d", "m"),
            id="mapping-by-name-and-by-reference",
        ),
        pytest.param(
            ", mapping: {d: Day, '24h': Day}",
            {"d": DAY, "24h": DAY, "Day": DAY, "Month": MONTH},
            ("d", "24h", "Month"),
            id="two-values-for-one-schema",
        ),
        pytest.param(", mapping: {Day: Month}", {"Day": MONTH, "Month": MONTH}, ("Day",), id="mapping-beats-names"),
        pytest.param(
            ", mapping: {y: Year}",
            {"y": f"{SCHEMAS}Year", "Day": DAY, "Month": MONTH},
            ("Day", "Month", "y"),
            id="a-schema-that-is-no-branch",
        ),
    ],
)
def test_a_union(version: str, mapping: str, targets: dict[str, str], known: tuple[str, ...]) -> None:
    found = Discriminators(document_of(version, UNION % mapping)).at(f"{SCHEMAS}Ticket")
    assert found is not None
    assert (found.name, found.keyword, dict(found.targets)) == ("term", "oneOf", targets)
    if "Day: Month" not in mapping:  # then no value is left for Day
        assert found.known == known


@pytest.mark.parametrize(
    ("value", "target", "is_unknown"),
    [
        pytest.param({"term": "Day"}, DAY, False, id="known"),
        pytest.param({"term": "day"}, None, True, id="unknown"),
        pytest.param({"term": "gone"}, None, False, id="a-key-whose-schema-is-not-there"),
        pytest.param({"term": 7}, DAY, False, id="a-number-for-a-key"),
        pytest.param({"term": 7.0}, DAY, False, id="the-same-number"),
        pytest.param({"term": True}, MONTH, False, id="a-boolean-for-a-key"),
        pytest.param({"term": 8}, None, False, id="another-number"),
        pytest.param({"term": None}, None, False, id="null"),
        pytest.param({}, None, False, id="absent"),
        pytest.param(["Day"], None, False, id="not-an-object"),
    ],
)
def test_the_schema_of_a_value(value: Any, target: str | None, is_unknown: bool) -> None:
    mapping = ", mapping: {'7': Day, 'true': Month, gone: Gone}"
    found = Discriminators(document_of("3.1.0", UNION % mapping)).at(f"{SCHEMAS}Ticket")
    assert found is not None
    assert (found.target(value), found.is_unknown(value)) == (target, is_unknown)
    assert found.decides(value) is (target is not None or is_unknown)


def test_a_default_judges_other_values_and_an_absent_property() -> None:
    found = Discriminators(document_of("3.2.0", UNION % ", defaultMapping: Year")).at(f"{SCHEMAS}Ticket")
    assert found is not None
    year = f"{SCHEMAS}Year"
    assert [found.target(value) for value in ({"term": "Day"}, {"term": "week"}, {})] == [DAY, year, year]
    assert not found.is_unknown({"term": "week"})


@pytest.mark.parametrize(
    ("branches", "known", "is_closed"),
    [
        pytest.param("{$ref: X}, {$ref: Y}", ("x", "y"), True, id="values-that-the-schemas-fix"),
        pytest.param("{$ref: X}, {type: 'null'}", ("x",), True, id="beside-null"),
        pytest.param(
            "{$ref: X}, {properties: {kind: {const: i}}}", ("x", "i"), True, id="an-inline-schema-with-a-value"
        ),
        pytest.param("{$ref: X}, {properties: {other: {}}}", ("x",), False, id="an-inline-schema-without"),
        pytest.param("{$ref: Both}, {$ref: Inner}", ("Both", "x", "y"), True, id="a-union-inside"),
    ],
)
def test_schemas_that_name_themselves(branches: str, known: tuple[str, ...], is_closed: bool) -> None:
    text = """
        Union: {oneOf: [%s], discriminator: {propertyName: kind}}
        X: {allOf: [{$ref: Base}, {properties: {kind: {$ref: Name}}}]}
        Y: {type: object, properties: {kind: {type: string, const: y}}}
        Both: {type: object}
        Base: {type: object}
        Name: {type: string, enum: [x]}
        Inner: {oneOf: [{$ref: X}, {$ref: Y}], discriminator: {propertyName: kind}}
    """
    for name in ("X", "Y", "Both", "Base", "Name", "Inner"):
        text = text.replace(f"$ref: {name}}}", f"$ref: '#/components/schemas/{name}'}}")
        branches = branches.replace(f"$ref: {name}}}", f"$ref: '#/components/schemas/{name}'}}")
    found = Discriminators(document_of("3.1.0", text % branches)).at(f"{SCHEMAS}Union")
    assert found is not None
    assert (found.known, found.is_closed) == (known, is_closed)


def test_a_value_that_every_schema_allows_decides_nothing() -> None:
    text = """
        Union:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
          discriminator: {propertyName: kind}
        A: {properties: {kind: {enum: [a, b]}}}
        B: {properties: {kind: {enum: [a, b]}}}
    """
    found = Discriminators(document_of("3.0.3", text)).at(f"{SCHEMAS}Union")
    assert found is not None
    assert [found.decides({"kind": one}) for one in ("a", "b", "A", "c")] == [False, False, True, True]


FAMILY = """
    Base: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: %s}
    Sub: {allOf: [{$ref: '#/HOME/Base'}, {required: [x]}]}
    SubSub: {allOf: [{$ref: '#/HOME/Sub'}, {required: [y]}], %s}
    Other: {type: object, properties: {base: {$ref: '#/HOME/Base'}}}
"""


@pytest.mark.parametrize(
    ("version", "stated", "known"),
    [
        pytest.param("2.0", "kind", ("Base", "Sub", "SubSub"), id="2.0"),
        pytest.param("3.0.3", "{propertyName: kind}", ("Base", "Sub", "SubSub"), id="3.0"),
        pytest.param("3.1.0", "{propertyName: kind, mapping: {s: Sub}}", ("s", "SubSub"), id="3.1-mapping"),
    ],
)
def test_a_parent(version: str, stated: str, known: tuple[str, ...]) -> None:
    home = "definitions" if version == "2.0" else "components/schemas"
    document = document_of(version, (FAMILY % (stated, "type: object")).replace("HOME", home))
    found = Discriminators(document).at(f"/{home}/Base")
    assert found is not None
    assert (found.keyword, found.known) == ("", known)
    named = {one: f"/{home}/{one}" for one in ("Base", "Sub", "SubSub")}
    assert found.targets.items() >= named.items()


def test_a_union_of_heirs_knows_the_mapping_of_their_parent() -> None:
    text = FAMILY % ("{propertyName: kind, mapping: {s: Sub, ss: SubSub}}", "type: object")
    union = "    Union: {oneOf: [{$ref: '#/HOME/Sub'}, {$ref: '#/HOME/SubSub'}], discriminator: {propertyName: kind}}\n"
    found = Discriminators(document_of("3.0.3", (text + union).replace("HOME", "components/schemas"))).at(
        f"{SCHEMAS}Union"
    )
    assert found is not None
    assert found.known == ("s", "ss")
    assert found.targets.keys() == {"s", "ss", "Sub", "SubSub"}


@pytest.mark.parametrize("extension", ["x-discriminator-value", "x-ms-discriminator-value"])
def test_an_extension_that_names_an_heir(extension: str) -> None:
    document = document_of("2.0", (FAMILY % ("kind", f"{extension}: '#a.b'")).replace("HOME", "definitions"))
    found = Discriminators(document).at("/definitions/Base")
    assert found is not None
    assert found.known == ("Base", "Sub", "#a.b")


@pytest.mark.parametrize("schema", ["{discriminator: {propertyName: kind}}", "{discriminator: kind}", "{type: object}"])
def test_a_discriminator_that_tells_nothing(schema: str) -> None:
    assert Discriminators(document_of("3.0.3", f"It: {schema}")).at(f"{SCHEMAS}It") is None


def test_schemas_in_other_files(tmp_path: Path) -> None:
    files = {
        "api.yaml": """
            openapi: 3.0.3
            info: {title: a, version: '1'}
            paths: {}
            components: {schemas: {Pet: {$ref: 'schemas/Pet.yaml'}, Hound: {$ref: 'schemas/Dog.yaml'}}}
            """,
        "schemas/Pet.yaml": """
            oneOf: [{$ref: Dog.yaml}, {$ref: Cat.yaml}]
            discriminator: {propertyName: kind, mapping: {meow: Cat.yaml}}
            """,
        "schemas/Dog.yaml": "{type: object}",
        "schemas/Cat.yaml": "{type: object}",
    }
    (tmp_path / "schemas").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text))
    document = Document.load(tmp_path / "api.yaml")
    found = Discriminators(document).at(document.resolve(f"{SCHEMAS}Pet")[0])
    assert found is not None
    assert found.known == ("Hound", "meow")
    assert found.targets.keys() == {"Hound", "Dog", "meow", "Cat"}
