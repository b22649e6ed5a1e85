"""Misspelt keywords of schemas."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.lint import lint_document
from mockserver.openapi.documents import Document


def find(schema: Any, version: str = "3.1.0") -> list[tuple[str, str]]:
    head = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}}
    document = Document.parse(json.dumps({**head, "components": {"schemas": {"It": schema}}}), name="x.yaml")
    found = [one for one in lint_document(document) if one.rule == "schema.keyword"]
    return [(one.pointer.removeprefix("/components/schemas/It"), one.message) for one in found]


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("requred", "required"),
        ("propertys", "properties"),
        ("additonalProperties", "additionalProperties"),
        ("readonly", "readOnly"),
        ("desc", None),
        ("note", None),
        ("label", None),
        ("x-requred", None),
        ("title", None),
    ],
)
def test_keys(key: str, near: str | None) -> None:
    wanted = [(f"/{key}", f"is not a keyword of JSON Schema; did you mean `{near}`?")] if near else []
    assert find({key: "x"}) == wanted


def test_keys_inside_and_names_that_are_no_keywords() -> None:
    schema = {"properties": {"requred": {"items": {"defaul": 1}}}, "default": {"requred": 1}}
    assert [pointer for pointer, _ in find(schema)] == ["/properties/requred/items/defaul"]


@pytest.mark.parametrize("version", ["3.0.3", "3.2.0"])
def test_before_3_1_it_is_a_matter_of_structure(version: str) -> None:
    assert bool(find({"requred": ["a"]}, version)) is (version == "3.2.0")
