"""Keywords, names and data are told apart."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents.keywords import has_names, is_data


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        pytest.param("properties", True, id="properties"),
        pytest.param("responses", True, id="responses"),
        pytest.param("schema", False, id="schema"),
        pytest.param("items", False, id="items"),
    ],
)
def test_has_names(keyword: str, expected: bool) -> None:
    assert has_names(keyword) is expected


@pytest.mark.parametrize(
    ("keyword", "value", "expected"),
    [
        pytest.param("example", {"$ref": "#/a"}, True, id="example"),
        pytest.param("examples", [{"$ref": "#/a"}], True, id="examples-of-a-schema"),
        pytest.param("examples", {"a": {"$ref": "#/a"}}, False, id="example-objects"),
        pytest.param("items", {"$ref": "#/a"}, False, id="items"),
    ],
)
def test_is_data(keyword: str, value: Any, expected: bool) -> None:
    assert is_data(keyword, value) is expected
