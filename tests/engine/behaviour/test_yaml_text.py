"""YAML text is read as the value that it was written from, whatever texts are in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.engine.behaviour.yaml_text import WIDTH, write_flow, write_yaml
from mockserver.openapi.documents import parse_fixture
from mockserver.openapi.documents.text.quick_json import UNSURE
from mockserver.openapi.documents.text.quick_yaml import read_quickly

ODD = (
    "",
    " ",
    "null",
    "True",
    "~",
    "1",
    "1e3",
    "0o7",
    ".inf",
    "2024-01-01",
    "-",
    "- a",
    "a: b",
    "a #b",
    "#",
    "{x}",
    "<<",
    "=",
)
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = texts | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def parse(text: str) -> Any:
    return parse_fixture(text, Path("a.yaml"))


@given(st.dictionaries(texts, values, min_size=1, max_size=4), st.integers(0, 4), texts)
@example({"a": {"b": ["c" * WIDTH, ["d" * WIDTH]]}}, 2, "")
@example({"\\ud83d\\ude00": '"\\'}, 2, "")
def test_what_is_written_is_read(value: dict[str, Any], spread: int, comment: str) -> None:
    comments = {f"/{key}": f"{comment} {key}" for key in value}
    text = write_yaml(value, comments, spread)
    assert parse(text) == value
    assert read_quickly(text, 100) in (value, UNSURE)  # the loader of large files


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("open", "open"),
        ("number:10", "number:10"),
        ("-created_at", "-created_at"),
        ("header Link", "header Link"),
        ("/meta/total", "/meta/total"),
        ("/content/application~1json", "/content/application~1json"),
        ("http://a/b", "http://a/b"),
        ("{now}", '"{now}"'),
        ("10", '"10"'),
        ("Null", '"Null"'),
        ("a\n\u2028\U0001f600\x7f", '"a\\n\\u2028\U0001f600\\u007f"'),
        ([True, None, 1, 1.5, float("-inf")], "[true, null, 1, 1.5, -.inf]"),
        ({"member": "price", "off": ["all"]}, "{member: price, off: [all]}"),
        ({}, "{}"),
    ],
)
def test_a_value_on_one_line(value: Any, text: str) -> None:
    assert write_flow(value) == text
    assert parse(f"a: {text}") == {"a": value}


LONG = "word " * 50

TEXT = f"""\
resources:
  # {" ".join(["word"] * 21)}
  # {" ".join(["word"] * 21)}
  # {" ".join(["word"] * 8)}
  book:
    identifier: id
    unique:
      - {{members: [title], error: {"x" * 80}}}
    defaults:
      a: {"y" * 80}
      b: {"y" * 80}

operations:
  readBook: {{}} # certain: \\u001b is not printed
"""


def test_how_it_is_laid_out() -> None:
    book = {
        "identifier": "id",
        "unique": [{"members": ["title"], "error": "x" * 80}],
        "defaults": {"a": "y" * 80, "b": "y" * 80},
    }
    comments = {"/resources/book": LONG, "/operations/readBook": "certain: \x1b\nis not printed"}
    assert write_yaml({"resources": {"book": book}, "operations": {"readBook": {}}}, comments) == TEXT
