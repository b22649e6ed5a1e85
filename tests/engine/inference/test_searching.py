"""Searching: the parameter whose words a row must contain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .listings import INTEGER, TEXT, infer, query


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param([query("q")], "q", id="q"),
        pytest.param([query("searchTerm")], "searchTerm", id="camel"),
        pytest.param([query("keyword"), query("query")], "query", id="the-usual-one"),
        pytest.param([query("q", INTEGER)], None, id="a-number"),
        pytest.param([query("search", {"enum": ["fast", "deep"]})], None, id="a-choice"),
        pytest.param([query("text")], None, id="called-like-a-member"),
        pytest.param([query("colour")], None, id="another-name"),
    ],
)
def test_which_parameter_searches(tmp_path: Path, parameters: list[Any], expected: str | None) -> None:
    assert infer(tmp_path, {"title": TEXT, "text": TEXT}, parameters).search == expected
