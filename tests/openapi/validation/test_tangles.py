"""Schemas that make a validator repeat work: two ways lead from one value back to the same schema."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.validation import Schemas
from mockserver.openapi.validation.tangles import Tangles
from tests.support.documents import document_of

AGAIN = {"$ref": "#/components/schemas/It"}
ONCE = {"properties": {"a": AGAIN}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"type": "string"}, False, id="scalar"),
        pytest.param({"anyOf": [{"type": "string"}, {"type": "null"}]}, False, id="choice-without-a-circle"),
        pytest.param(ONCE, False, id="list"),
        pytest.param({"properties": {"left": AGAIN, "right": AGAIN}}, False, id="tree"),
        pytest.param({"oneOf": [{"type": "string"}, ONCE]}, False, id="one-branch-leads-back"),
        pytest.param({"anyOf": [ONCE, ONCE]}, True, id="two-branches-lead-back"),
        pytest.param({"allOf": [ONCE], **ONCE}, True, id="a-branch-and-the-schema-itself"),
        pytest.param({"allOf": [{"$ref": "#/components/schemas/Other"}, ONCE]}, True, id="through-another-schema"),
        pytest.param({"if": ONCE, "then": ONCE}, True, id="condition"),
        pytest.param({"items": {"anyOf": [AGAIN, {"items": AGAIN}]}}, True, id="below-an-array"),
        pytest.param({"anyOf": [{"$ref": "#/nowhere"}, ONCE]}, False, id="a-reference-that-leads-nowhere"),
    ],
)
def test_tangled_schemas(schema: Any, expected: bool) -> None:
    document = document_of({"It": schema, "Other": ONCE, "Holder": {"properties": {"it": AGAIN}}}, version="3.1.0")
    tangles = Tangles(Schemas(document, "request"))
    assert tangles.is_tangled("/components/schemas/Holder") is expected
    assert tangles.is_tangled("/components/schemas/It") is expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"type": "string"}, False, id="scalar"),
        pytest.param({"allOf": [ONCE]}, False, id="all-of"),
        pytest.param({"properties": {"anyOf": {"type": "string"}}}, False, id="a-property-of-that-name"),
        pytest.param({"oneOf": [{"type": "string"}]}, True, id="one-of"),
        pytest.param({"items": {"not": {"anyOf": [True, False]}}}, True, id="far-below"),
        pytest.param({"properties": {"a": AGAIN, "b": {"anyOf": [True]}}}, True, id="in-a-circle"),
    ],
)
def test_which_schemas_lead_to_a_choice(schema: Any, expected: bool) -> None:
    document = document_of({"It": schema, "Other": True}, version="3.1.0")
    assert Tangles(Schemas(document, "request")).reach("/components/schemas/It").has_choice is expected


@pytest.mark.parametrize(
    ("heir", "is_tangled"),
    [
        pytest.param({}, False, id="a-list-of-the-family"),
        pytest.param({"items": AGAIN}, True, id="an-heir-has-a-list-of-its-own"),
    ],
)
def test_a_parent_with_a_discriminator(heir: Any, is_tangled: bool) -> None:
    parent = {"properties": {"kind": {}, "all": {"items": AGAIN}}, "discriminator": {"propertyName": "kind"}}
    schemas = {"It": parent, "A": {"allOf": [AGAIN], **heir}, "B": {"allOf": [AGAIN]}}
    reach = Tangles(Schemas(document_of(schemas, version="3.1.0"), "request")).reach("/components/schemas/It")
    assert reach == (is_tangled, True)
