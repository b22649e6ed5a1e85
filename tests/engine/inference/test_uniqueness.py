"""Members that must be unique."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import infer_behaviour

TEXT = {"type": "string"}
TAKEN: dict[str, Any] = {"409": {"description": "Another shop has this name."}}


def infer(folder: Path, refusals: dict[str, Any], **members: Any) -> list[str]:
    shop = {"properties": {"id": TEXT, **members}}
    operations: dict[str, Any] = {
        "GET /shops/{id}": {"200": "Shop"},
        "POST /shops": {"body": "Shop", "201": "Shop", **refusals},
    }
    return [
        name for one in infer_behaviour(folder, operations, Shop=shop).resources["shop"].unique for name in one.members
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param(
            {"email": TEXT, "userName": TEXT, "sku": {"type": "integer"}}, ["email", "userName", "sku"], id="1-names"
        ),
        pytest.param({"name": TEXT, "title": TEXT}, ["name"], id="2-the-description-says-it"),
        pytest.param({"code": {"type": "string", "enum": ["a", "b"]}}, [], id="a-choice"),
        pytest.param({"slug": {"type": "string", "readOnly": True}}, [], id="made-by-the-server"),
        pytest.param({"email": {"type": "object"}, "emails": TEXT}, [], id="something-else"),
    ],
)
def test_members(tmp_path: Path, members: dict[str, Any], expected: list[str]) -> None:
    assert infer(tmp_path, TAKEN, **members) == expected


def test_nothing_is_unique_where_no_conflict_is_documented(tmp_path: Path) -> None:
    assert infer(tmp_path, {"422": None}, email=TEXT) == []
