"""Schemas that the meta-schema of their dialect refuses."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents.metaschemas import iter_schemas, iter_unreadable
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12, Dialect

BOOLEAN_BOUND = {"minimum": 1, "exclusiveMinimum": True}  # Draft 4 only
NUMBER_BOUND = {"minimum": 0, "exclusiveMinimum": 1}  # later drafts only


def test_schemas_are_found_outside_of_others() -> None:
    inner = {"properties": {"schema": {"type": "string"}}}
    content = {
        "paths": {"/a": {"get": {"parameters": [{"schema": inner}], "example": {"schema": 5}}}},
        "components": {"schemas": {"schema": inner}},
    }
    found = [pointer for pointer, _ in iter_schemas(content)]
    assert sorted(found) == ["/components/schemas/schema", "/paths/~1a/get/parameters/0/schema"]


@pytest.mark.parametrize(
    ("dialect", "schema", "pointers"),
    [
        pytest.param(DRAFT_4, BOOLEAN_BOUND, [], id="draft-4-boolean"),
        pytest.param(DRAFT_4, NUMBER_BOUND, ["/exclusiveMinimum"], id="draft-4-number"),
        pytest.param(DRAFT_2020_12, BOOLEAN_BOUND, ["/exclusiveMinimum"], id="2020-12-boolean"),
        pytest.param(DRAFT_2020_12, NUMBER_BOUND, [], id="2020-12-number"),
    ],
)
def test_bounds(dialect: Dialect, schema: dict[str, Any], pointers: list[str]) -> None:
    content = {"components": {"schemas": {"A/B": {"properties": {"it": schema}}}}}
    found = [pointer for pointer, _ in iter_unreadable(content, dialect)]
    assert found == [f"/components/schemas/A~1B/properties/it{pointer}" for pointer in pointers]


def test_schemas_of_other_files_are_checked_if_a_schema_refers_to_them() -> None:
    content = {
        "components": {"schemas": {"A": {"$ref": "#/x-mockserver-files/0/it"}, "B": {"$ref": "#/nowhere"}}},
        "x-mockserver-files": {"0": {"it": {"type": "any"}, "other": {"type": "any"}}},
    }
    found = [pointer for pointer, _ in iter_unreadable(content, DRAFT_2020_12)]
    assert found == ["/x-mockserver-files/0/it/type"]
