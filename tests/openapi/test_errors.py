"""An error is one sentence that begins with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.errors import DocumentError, FixtureError, MockserverError, OptionError
from mockserver.openapi.printable import LIMIT

FILE = Path("specs/pets.yaml")


@pytest.mark.parametrize(
    ("place", "where", "text"),
    [
        pytest.param({}, "", "is odd", id="nowhere"),
        pytest.param({"file": FILE}, "specs/pets.yaml", "specs/pets.yaml: is odd", id="file"),
        pytest.param({"file": FILE, "line": 3}, "specs/pets.yaml:3", "specs/pets.yaml:3: is odd", id="line"),
        pytest.param(
            {"file": FILE, "line": 3, "column": 7}, "specs/pets.yaml:3:7", "specs/pets.yaml:3:7: is odd", id="column"
        ),
        pytest.param(
            {"file": FILE, "line": 3, "pointer": "/paths"},
            "specs/pets.yaml:3 /paths",
            "specs/pets.yaml:3 /paths: is odd",
            id="line-and-pointer",
        ),
        pytest.param({"file": FILE, "pointer": ""}, "specs/pets.yaml", "specs/pets.yaml: is odd", id="whole-document"),
    ],
)
def test_an_error_begins_with_its_place(place: dict[str, Any], where: str, text: str) -> None:
    error = MockserverError("is odd", **place)
    assert (error.where, str(error), error.message) == (where, text, "is odd")
    assert (error.file, error.line, error.pointer) == (place.get("file"), place.get("line"), place.get("pointer"))


def test_an_error_is_short_and_its_place_is_printable() -> None:
    """Documents may have names of a megabyte, and control characters in them."""
    error = DocumentError("is odd: " + "x" * 100_000, file=FILE, pointer="/\x1b[2J" + "y" * 100_000)
    assert str(error).startswith("specs/pets.yaml /\\u001b[2Jyyy")
    assert len(error.where) <= LIMIT and len(error.message) <= LIMIT


@pytest.mark.parametrize("family", [DocumentError, FixtureError, OptionError])
def test_every_error_can_be_caught_as_one(family: type[MockserverError]) -> None:
    with pytest.raises(MockserverError, match=r"^specs/pets\.yaml: is odd$"):
        raise family("is odd", file=FILE)


def test_the_families_are_distinct() -> None:
    assert not issubclass(FixtureError, DocumentError)
    assert not issubclass(OptionError, (DocumentError, FixtureError))
