"""What fills holes."""

from __future__ import annotations

from typing import Any

import pytest

from .holes import UnfilledHole, fill, fill_target

SAVED = {"id": 7, "token": "a/b=", "next": "http://localhost/pets?page=2"}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        pytest.param("{id}", 7, id="1-keeps-its-type"),
        pytest.param({"{token}": ["{id}"]}, {"a/b=": [7]}, id="1-at-any-depth"),
        pytest.param("~^/pets/{token}.{3}$", "~^/pets/a/b=.{3}$", id="2-regex"),
        pytest.param("~{next}", "~http://localhost/pets\\?page=2", id="2-exactly"),
        pytest.param("/pets/{id}", "/pets/7", id="3-text"),
        pytest.param(True, True, id="3-no-text"),
    ],
)
def test_fill(value: Any, filled: Any) -> None:
    assert fill(value, SAVED) == filled


@pytest.mark.parametrize(
    ("target", "filled"),
    [
        ("/pets/{id}?after={token}", "/pets/7?after=a%2Fb%3D"),
        ("{next}&limit=1", "http://localhost/pets?page=2&limit=1"),
        ("/pets?page[number]=2&q=Earl Grey%21", "/pets?page[number]=2&q=Earl%20Grey%21"),
    ],
)
def test_fill_target(target: str, filled: str) -> None:
    assert fill_target(target, SAVED) == filled


def test_a_hole_that_nothing_fills() -> None:
    with pytest.raises(UnfilledHole, match=r"\{x\} was not saved; saved: id, token, next"):
        fill("{x}", SAVED)
