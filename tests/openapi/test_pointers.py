"""JSON pointers are escaped, split and walked by RFC 6901."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.pointers import escape, join, name_at, parent_of, split, unescape, walk

# RFC 6901 §5, the document and the pointers of its examples
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_examples_of_the_standard(pointer: str, value: object) -> None:
    assert walk(DOCUMENT, pointer) == value


@pytest.mark.parametrize(
    "pointer",
    [
        pytest.param("/bar", id="no-such-name"),
        pytest.param("/foo/2", id="beyond-the-end"),
        pytest.param("/foo/-1", id="from-the-end"),
        pytest.param("/foo/-", id="after-the-end"),
        pytest.param("/foo/x", id="a-name-in-a-list"),
        pytest.param("/foo/²", id="a-digit-that-is-no-number"),
        pytest.param("/foo/0/b", id="inside-a-text"),
        pytest.param("/a~1b/0", id="inside-a-number"),
    ],
)
def test_a_pointer_to_nothing(pointer: str) -> None:
    with pytest.raises(LookupError):
        walk(DOCUMENT, pointer)


@given(st.text())
def test_unescape_reverses_escape(name: str) -> None:
    assert unescape(escape(name)) == name
    assert "/" not in escape(name)


@given(st.lists(st.text()))
def test_a_pointer_is_split_into_its_names(names: list[str]) -> None:
    assert split(join(names)) == names


@given(st.lists(st.text()), st.text())
def test_a_pointer_is_its_parent_and_its_last_name(parents: list[str], name: str) -> None:
    above = join(parents)
    pointer = f"{above}/{escape(name)}"
    assert (parent_of(pointer), name_at(pointer)) == (above, name)
    assert parent_of("") == ""
