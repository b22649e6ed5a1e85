"""Operations selected by `--include` and `--exclude`."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.provider.selection import select_operations
from tests.provider.things import API, CREATE, DELETE, LIST, READ


@pytest.mark.parametrize(
    ("include", "exclude", "selected"),
    [
        pytest.param([], [], [LIST, CREATE, READ, DELETE], id="all"),
        pytest.param(["read"], [], [LIST], id="tag"),
        pytest.param(["readThing"], [], [READ], id="name"),
        pytest.param(["/things/*"], [], [READ, DELETE], id="path"),
        pytest.param(["GET *"], ["listThings"], [READ], id="method"),
        pytest.param([], ["*Thing"], [LIST], id="excluded"),
    ],
)
def test_operations_are_selected(include: list[str], exclude: list[str], selected: list[Any]) -> None:
    is_selected = select_operations(API.operations, include, exclude)
    assert [operation for operation in API.operations if is_selected(operation)] == selected
