"""What follows from the schema of one entry of `content`."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.bodies import Content
from tests.support.documents import body_operation

LINES, MIXED = "application/jsonl", "multipart/mixed"
OBJECT, LIST, TEXT = {"type": "object"}, {"type": "array"}, {"type": "string"}


def content_of(media_type: str, declared: dict[str, Any]) -> Content:
    operation = body_operation({media_type: declared})
    assert operation.body is not None
    return Content(operation.document, operation.body.content[media_type])


@pytest.mark.parametrize(
    ("media_type", "declared", "schemas"),
    [
        # 1. `itemSchema`
        pytest.param(MIXED, {"itemSchema": OBJECT}, ("", "itemSchema"), id="1-of-each-item"),
        pytest.param(LINES, {"itemSchema": OBJECT, "schema": LIST}, ("schema", "itemSchema"), id="1-and-of-all"),
        # 2. `schema` alone
        pytest.param(LINES, {"schema": LIST}, ("schema", ""), id="2-an-array-is-of-all"),
        pytest.param(LINES, {"schema": TEXT}, None, id="2-a-string-is-the-whole-text"),
        pytest.param(LINES, {"schema": OBJECT}, ("", "schema"), id="2-any-other-is-of-each"),
        pytest.param(LINES, {}, ("", ""), id="no-schema"),
        pytest.param(MIXED, {"schema": LIST}, None, id="not-a-sequence"),
    ],
)
def test_schemas_of_a_sequence(media_type: str, declared: dict[str, Any], schemas: tuple[str, str] | None) -> None:
    found = content_of(media_type, declared).sequence
    names = found and tuple(pointer.rpartition("/")[2] if pointer else "" for pointer in (found.whole, found.item))
    assert names == schemas


@pytest.mark.parametrize(
    ("declared", "is_structure"),
    [
        pytest.param({"schema": OBJECT}, True, id="object"),
        pytest.param({"schema": {"type": "integer"}}, True, id="number"),
        pytest.param({"schema": TEXT}, False, id="string"),
        pytest.param({"schema": {}}, False, id="any-type"),
        pytest.param({}, False, id="no-schema"),
    ],
)
def test_a_structure_does_not_admit_strings(declared: dict[str, Any], is_structure: bool) -> None:
    assert content_of("application/xml", declared).is_structure is is_structure


@pytest.mark.parametrize(
    ("declared", "is_particular"),
    [
        pytest.param({"schema": TEXT | {"maxLength": 3}}, True, id="limited"),
        pytest.param({"schema": TEXT | {"enum": ["a"]}}, True, id="listed"),
        pytest.param({"schema": TEXT}, False, id="any-string"),
        pytest.param({}, False, id="no-schema"),
    ],
)
def test_a_schema_may_ask_for_particular_strings(declared: dict[str, Any], is_particular: bool) -> None:
    assert content_of("image/png", declared).is_particular is is_particular
