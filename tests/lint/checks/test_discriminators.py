"""The mappings of discriminators name schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.lint import lint_document
from mockserver.openapi.documents import Document

CAT = {"$ref": "#/components/schemas/Cat"}


def find(mapping: Any, version: str = "3.1.0") -> list[tuple[str, str]]:
    pet = {"oneOf": [CAT], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    content = {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"Pet": pet, "Cat": {"type": "object"}, "a.b": {"type": "object"}}},
    }
    findings = lint_document(Document.parse(json.dumps(content), name="x.yaml"))
    return [(one.pointer, one.message) for one in findings if one.rule == "discriminator.mapping"]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("mapping", "messages"),
    [
        pytest.param({"c": "Cat", "d": "#/components/schemas/Cat", "e": "a.b"}, [], id="schemas"),
        pytest.param({"c": "Cot"}, ['"Cot" names no schema; did you mean `Cat`?'], id="misspelt"),
        pytest.param({"c": "#/components/schemas/Dog"}, ['"#/components/schemas/Dog" names no schema'], id="nowhere"),
        pytest.param({"c": 5}, ["5 names no schema"], id="a-number"),
        pytest.param("Cat", [], id="no-mapping"),
    ],
)
def test_mappings(version: str, mapping: Any, messages: list[str]) -> None:
    found = find(mapping, version)
    assert [message for _, message in found] == messages
    assert all(pointer == "/components/schemas/Pet/discriminator/mapping/c" for pointer, _ in found)
