"""Values as JSON text and as plain text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.json_text import scalar_text, write_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"n": 2**70}, b'{"n":1180591620717411303424}', id="beyond-64-bits"),
        pytest.param(["\ud800"], b'["\\ud800"]', id="half-a-surrogate-pair"),
        pytest.param({"b": 1, "a": 2}, b'{"b":1,"a":2}', id="order-stays"),
    ],
)
def test_write_json(value: Any, text: bytes) -> None:
    assert write_json(value) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_python_reads_what_is_written(value: Any) -> None:
    assert json.loads(write_json(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("é", "é", id="string"),
        pytest.param(5, "5", id="integer"),
        pytest.param(1.5, "1.5", id="number"),
        pytest.param(True, "true", id="boolean"),
        pytest.param(None, "", id="null"),
        pytest.param({"a": [1]}, '{"a":[1]}', id="structure"),
    ],
)
def test_scalar_text(value: Any, text: str) -> None:
    assert scalar_text(value) == text
