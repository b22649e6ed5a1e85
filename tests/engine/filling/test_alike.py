"""Texts in the form of another one."""

from __future__ import annotations

import re

import pytest

from mockserver.engine.filling.alike import write_alike


@pytest.mark.parametrize(
    ("text", "form"),
    [("cus_4QFJ", "[a-z]{3}_[0-9][A-Z]{3}"), ("507f1f77bcf86cd799439011", "[0-9a-f]{24}"), ("é!", "é!"), ("", "")],
)
def test_the_characters_are_of_the_same_kinds(text: str, form: str) -> None:
    first, second = write_alike(text, "a"), write_alike(text, "b")
    assert re.fullmatch(form, first) and re.fullmatch(form, second)
    assert write_alike(text, "a") == first
    assert (first != second) == (len(form) > 3)
