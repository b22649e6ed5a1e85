"""A validator's errors are reported in the words of the explainer."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from mockserver.openapi.validation import Schemas, iter_reports
from tests.support.documents import document_of

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}},
    "additionalProperties": False,
}
TAGGED = [
    {"type": "object", "properties": {"kind": {"const": kind}, "size": {"type": "integer"}}} for kind in ("cat", "dog")
]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param(PET, {"age": 3, "a/b": 1}, id="properties"),
        pytest.param({"propertyNames": {"maxLength": 1}}, {"ab": 1}, id="names"),
        pytest.param({"enum": ["a", "b"]}, "c", id="enum"),
        pytest.param({"oneOf": [PET, {"type": "string"}]}, {"name": 1}, id="one-type"),
        pytest.param({"oneOf": TAGGED}, {"kind": "dog", "size": "big"}, id="one-tag"),
        pytest.param({"oneOf": TAGGED}, {"kind": "fish"}, id="no-tag"),
        pytest.param({"oneOf": [{"type": "integer"}, {"type": "number"}]}, 1, id="two-fit"),
        pytest.param({"anyOf": [{"minimum": 3}, {"multipleOf": 2}]}, 1, id="none-is-clear"),
        pytest.param({"anyOf": [{"anyOf": [PET, {"type": "null"}]}, {"type": "array"}]}, {"name": 1}, id="nested"),
        pytest.param(
            {"anyOf": [{"properties": {"a": {"properties": {"b": False}}}}, {"required": ["c"]}]},
            {"a": {"b": 1}},
            id="deepest",
        ),
    ],
)
def test_in_the_words_of_the_explainer(schema: dict[str, Any], value: Any) -> None:
    at = "/components/schemas/Value"
    explained = Schemas(document_of(schemas={"Value": schema}), "request").check(
        at, value, rule="body.schema", location="body"
    )
    reports = iter_reports(jsonschema_rs.validator_for(schema).iter_errors(value))
    assert sorted((one.pointer, one.message) for one in reports) == sorted(
        (one.pointer, one.message) for one in explained
    )
