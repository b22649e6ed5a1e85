"""Values are checked by named schemas as jsonschema-rs checks them without our adapter."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema_rs
import pytest

from mockserver.openapi.documents import Document, parse_document
from mockserver.openapi.generation import Generator
from mockserver.openapi.operations import read_operations
from mockserver.openapi.validation import Schemas

NAMED = "{$anchor: pet, type: object, required: [name], properties: {name: {type: string}}}"
PAGES = """
    Page:
      $id: https://e.test/page
      type: object
      required: [items]
      properties: {items: {type: array, minItems: 1, items: {$dynamicRef: '#T'}}, next: {$ref: '#/$defs/link'}}
      $defs: {any: {$dynamicAnchor: T, not: {}}, link: {type: string}}
    Pets:
      $id: https://e.test/pets
      $ref: page
      $defs: {pet: {$dynamicAnchor: T, type: object, required: [name], properties: {name: {type: string}}}}
    Numbers: {$id: 'https://e.test/numbers', $ref: page, $defs: {number: {$dynamicAnchor: T, type: integer}}}
    Both: {$id: 'https://e.test/both', anyOf: [{$ref: pets}, {$ref: numbers}]}
"""
TREES = """
    Tree:
      $id: https://e.test/tree
      $dynamicAnchor: node
      type: object
      properties: {data: true, children: {type: array, items: {$dynamicRef: '#node'}}}
    Strict: {$id: 'https://e.test/strict', $dynamicAnchor: node, $ref: tree, unevaluatedProperties: false}
"""
PETS: tuple[Any, ...] = (
    {"items": [{"name": "x"}]},
    {"items": [{"name": 1}]},
    {"items": [5]},
    {"items": []},
    {"items": [], "next": 1},
)
CHILDREN: tuple[Any, ...] = (
    {"children": [{"data": 1}]},
    {"children": [{"daat": 1}]},
    {"children": [{"children": [{"daat": 1}]}]},
)


def document_of(schemas: str, ref: str, version: str = "3.1.0") -> Document:
    body = f"{{content: {{application/json: {{schema: {{$ref: '{ref}'}}}}}}}}"
    paths = f"paths:\n  /it: {{post: {{requestBody: {body}}}}}\n"
    text = f"openapi: {version}\n{paths}components:\n  schemas:\n{schemas}\n"
    return Document.parse(text, name="it.yaml")


@pytest.mark.parametrize(
    ("schemas", "ref", "instances"),
    [
        pytest.param(f"    Pet: {NAMED}", "#pet", ({"name": "x"}, {}, {"name": 1}), id="anchor"),
        pytest.param(
            f"    Pet: {{$id: 'https://e.test/p', $defs: {{n: {NAMED}}}}}",
            "https://e.test/p#pet",
            ({"name": "x"}, {}),
            id="anchor-of-an-id",
        ),
        pytest.param(
            "    Pet: {$id: 'https://e.test/pet', properties: {name: {$ref: '#/$defs/n'}}, $defs: {n: {type: string}}}",
            "https://e.test/pet",
            ({"name": "x"}, {"name": 1}),
            id="id-and-pointers-inside",
        ),
        pytest.param(
            "    A: {$id: 'https://e.test/a/b', items: {$ref: ../c}}\n    C: {$id: https://e.test/c, type: integer}",
            "https://e.test/a/b",
            ([1], ["x"]),
            id="relative-id",
        ),
        pytest.param(
            "    A: {$id: 'https://e.test/a', type: object, properties: {kids: {items: {$ref: '#'}}}}",
            "https://e.test/a",
            ({"kids": [{}]}, {"kids": [5]}),
            id="itself",
        ),
        pytest.param(
            "    A: {$dynamicAnchor: node, type: object, properties: {kids: {items: {$dynamicRef: '#node'}}}}",
            "#node",
            ({"kids": [{}]}, {"kids": [5]}),
            id="dynamic-with-one-meaning",
        ),
        pytest.param(
            "    A: {$anchor: a, $ref: '#b', $dynamicRef: '#c'}\n    B: {$anchor: b, minimum: 2}\n"
            "    C: {$anchor: c, maximum: 4}",
            "#a",
            (3, 1, 5),
            id="both-references",
        ),
        pytest.param(PAGES, "https://e.test/pets", PETS, id="generic-of-pets"),
        pytest.param(PAGES, "https://e.test/numbers", PETS, id="generic-of-numbers"),
        pytest.param(PAGES, "https://e.test/both", PETS, id="generic-of-either"),
        pytest.param(PAGES, "https://e.test/page", PETS, id="generic-of-nothing"),
        pytest.param(TREES, "https://e.test/tree", CHILDREN, id="extensible"),
        pytest.param(TREES, "https://e.test/strict", CHILDREN, id="extended"),
    ],
)
def test_verdicts(schemas: str, ref: str, instances: tuple[Any, ...]) -> None:
    document = document_of(schemas, ref)
    (operation,) = read_operations(document)
    assert operation.broken is None and operation.body is not None
    pointer = operation.body.content["application/json"].schema
    assert pointer is not None
    ours = Schemas(document, "request")
    raw = parse_document(document.text, "it.yaml")["components"]["schemas"]
    oracle = jsonschema_rs.Draft202012Validator({"$ref": ref, "$defs": raw})
    for instance in instances:
        assert ours.is_valid(pointer, instance) is oracle.is_valid(instance), instance
    if any(oracle.is_valid(instance) for instance in instances):
        assert oracle.is_valid(Generator(ours).generate(pointer))


def test_violations_name_the_place_where_the_author_wrote_it() -> None:
    document = document_of(PAGES, "https://e.test/numbers")
    (violation,) = Schemas(document, "request").check(
        "/components/schemas/Numbers", {"items": []}, rule="body.schema", location="body"
    )
    assert violation.position is not None
    assert violation.position.pointer == "/components/schemas/Page/properties/items/minItems"
    assert violation.position.line == 11


def test_data_and_properties_are_not_names(tmp_path: Path) -> None:
    text = """
        openapi: 3.1.0
        paths: {}
        components:
          schemas:
            A: {type: object, properties: {$id: {type: string}, $anchor: {type: string}}, example: {$id: 1, $ref: '#a'}}
            B: {$anchor: a, discriminator: {propertyName: kind, mapping: {a: '#a', b: A, c: '#/components/schemas/A'}}}
    """
    content = Document.parse(dedent(text), name="it.yaml").content["components"]["schemas"]
    assert content["A"]["properties"].keys() == {"$id", "$anchor"}
    assert content["A"]["example"] == {"$id": 1, "$ref": "#a"}
    mapping = {"a": "#/components/schemas/B", "b": "A", "c": "#/components/schemas/A"}
    assert content["B"] == {"discriminator": {"propertyName": "kind", "mapping": mapping}}


def test_anchors_of_other_files(tmp_path: Path) -> None:
    (tmp_path / "it.yaml").write_text(
        "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: {$ref: 'other.yaml#a'}, B: {$ref: 'other.yaml#b'}}}\n"
    )
    (tmp_path / "other.yaml").write_text("x: {$anchor: a, items: {$ref: '#c'}}\ny: {$anchor: c, type: string}\n")
    document = Document.load(tmp_path / "it.yaml")
    schemas = Schemas(document, "response")
    assert schemas.is_valid("/components/schemas/A", ["x"]) and not schemas.is_valid("/components/schemas/A", [1])
    assert document.resolve("/components/schemas/A")[0] == "/x-mockserver-files/0/x"
    (omission,) = document.omissions
    assert omission.pointer == "/components/schemas/B" and "'other.yaml#b' names an unknown anchor" in omission.message


@pytest.mark.parametrize("ref", ["#nowhere", "https://e.test/nowhere", "other#it", "#/components/schemas/No"])
def test_an_unknown_name_admits_anything(ref: str) -> None:
    (operation,) = read_operations(document_of(f"    A: {NAMED}", ref))
    assert operation.broken is None and repr(ref) in operation.document.omissions[0].message
    assert operation.body is not None and (schema := operation.body.content["application/json"].schema)
    assert Schemas(operation.document, "request").is_valid(schema, [1])


def test_an_unknown_dynamic_anchor_admits_anything() -> None:
    (operation,) = read_operations(document_of("    A: {$anchor: a, items: {$dynamicRef: '#nowhere'}}", "#a"))
    assert operation.broken is None and "'#nowhere'" in operation.document.omissions[0].message


def test_3_0_has_no_names() -> None:
    (operation,) = read_operations(document_of(f"    A: {NAMED}", "#pet", version="3.0.3"))
    assert operation.broken is None and "names an unknown anchor" in operation.document.omissions[0].message


def test_too_many_meanings_are_left_out() -> None:
    """Each of twelve names has two meanings, which makes 4,096 combinations."""
    schemas = "".join(
        f"    {kind}{n}: {{$id: 'https://e.test/{kind}{n}', "
        f"$defs: {{d: {{$dynamicAnchor: n{n}, type: {kind}}}}}, $ref: r{n}}}\n"
        for n in range(12)
        for kind in ("integer", "string")
    ) + "".join(
        f"    R{n}: {{$id: 'https://e.test/r{n}', $defs: {{d: {{$dynamicAnchor: n{n}}}}}, properties: {{"
        f"x: {{$dynamicRef: '#n{n}'}}, a: {{$ref: integer{(n + 1) % 12}}}, b: {{$ref: string{(n + 1) % 12}}}}}}}\n"
        for n in range(12)
    )
    (operation,) = read_operations(document_of(schemas, "https://e.test/r0"))
    assert operation.broken is None
    assert any("more-than-500" in omission.message for omission in operation.document.omissions)
