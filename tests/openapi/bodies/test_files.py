"""Files as a validator sees them."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.bodies import UploadedFile, as_instance

FILE = UploadedFile("a.png", "image/png", b"\x89")


@pytest.mark.parametrize(
    ("value", "instance"),
    [
        pytest.param(FILE, "\x89", id="file"),
        pytest.param(b"\x89", "\x89", id="bytes"),
        pytest.param({"f": FILE, "n": 1}, {"f": "\x89", "n": 1}, id="in-an-object"),
        pytest.param({"f": [FILE, "x"]}, {"f": ["\x89", "x"]}, id="in-a-list-of-an-object"),
        pytest.param([FILE, 1], ["\x89", 1], id="in-a-list"),
    ],
)
def test_files_are_text_to_a_validator(value: Any, instance: Any) -> None:
    assert as_instance(value) == instance


@pytest.mark.parametrize("value", [{"a": [1]}, [1], "x", None])
def test_a_value_without_files_is_the_same_object(value: Any) -> None:
    assert as_instance(value) is value
