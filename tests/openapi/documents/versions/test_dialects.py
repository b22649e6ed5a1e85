"""A schema is read without the keywords that its dialect ignores."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12

REF = {"$ref": "#/components/schemas/Pet"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({**REF, "type": "string", "x-a": 1}, REF, id="siblings-of-a-reference-are-ignored"),
        pytest.param({"$ref": {}, "type": "string"}, {"$ref": {}, "type": "string"}, id="not-a-reference"),
        pytest.param({"type": "string", "nullable": True}, ["string", "null"], id="nullable-adds-null"),
        pytest.param({"type": "string", "nullable": "true"}, "string", id="a-text-is-not-true"),
        pytest.param({"nullable": True}, None, id="nullable-without-a-type"),
        pytest.param({"type": "object", "if": {}, "then": {}}, {"type": "object"}, id="later-keywords-are-ignored"),
        pytest.param({"const": 5}, {"example": 5}, id="const-is-an-example"),
        pytest.param(True, True, id="not-a-mapping"),
    ],
)
def test_draft_4(schema: Any, expected: Any) -> None:
    read = DRAFT_4.read(schema)
    assert (read if isinstance(expected, (dict, bool)) else read.get("type")) == expected


@pytest.mark.parametrize("schema", [{**REF, "type": "string"}, {"const": 5}, {"type": "string", "nullable": True}])
def test_2020_12_ignores_nothing(schema: dict[str, Any]) -> None:
    assert DRAFT_2020_12.read(schema) is schema


def test_an_unchanged_schema_is_not_copied() -> None:
    schema = {"type": "object", "properties": {"a": {"nullable": True, "type": "string"}}}
    assert DRAFT_4.read(schema) is schema


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        pytest.param("3.0.3", {"$ref": "#/components/schemas/Pet"}, id="3.0"),
        pytest.param("3.1.0", {"$ref": "#/components/schemas/Pet", "deprecated": True}, id="3.1"),
    ],
)
def test_a_document_keeps_what_its_author_wrote(version: str, schema: dict[str, Any]) -> None:
    document = Document.parse(
        f"""
        openapi: {version}
        components:
          schemas:
            Pet: {{type: object}}
            Cat: {{$ref: '#/components/schemas/Pet', deprecated: true}}
        """,
        name="pets.yaml",
    )
    written = {"$ref": "#/components/schemas/Pet", "deprecated": True}
    assert document.schema("/components/schemas/Cat") == schema
    assert document.lookup("/components/schemas/Cat") == written
    assert document.published["components"]["schemas"]["Cat"] == written
