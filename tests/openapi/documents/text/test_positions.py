"""A line that is found is the line that parsing the text gives; most lines are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.openapi.documents import Document, compose_lines, document
from mockserver.openapi.documents.text import parsing
from mockserver.openapi.documents.text.positions import find_line

ROOT = Path(__file__).parents[4]
FILES = sorted([*ROOT.glob("specs/*.yaml"), *ROOT.glob("tests/corpus/documents/*.*"), *ROOT.glob("fixtures/*/*.yaml")])


def wrong_lines(text: str, every: int = 1) -> dict[str, tuple[int | None, int]]:
    """Return the pointers for which a wrong line is found."""
    lines = list(compose_lines(text).items())[::every]
    found = {pointer: (find_line(text, pointer), line) for pointer, line in lines}
    return {pointer: pair for pointer, pair in found.items() if pair[0] not in (None, pair[1])}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_documents(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert wrong_lines(text, every=1 + len(text) // 50_000) == {}


def test_most_lines_are_found() -> None:
    text = (ROOT / "specs" / "intercom.yaml").read_text(encoding="utf-8")
    found = [find_line(text, pointer) is not None for pointer in list(compose_lines(text))[::5]]
    assert sum(found) > 0.95 * len(found)


YAML = """\
# a comment
---
a:
  - x   # one
  -
    y: 1
  - - deep
    - z: {flow: [1, 2]}
b:
- 'not': |
    b: no key
  c: >-
   c: no key either
"q~/": {one: {line: 1},
  two: lines}
'it''s':

  later: 1
d: &anchor {e: 1}
f: *anchor
200: ok
g:
  <<: *anchor
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/a", 3),
        ("/a/0", 4),
        ("/a/1", 5),
        ("/a/1/y", 6),
        ("/a/2/0", 7),
        ("/a/2/1/z/flow/1", 8),
        ("/b", 9),
        ("/b/0", 10),
        ("/b/0/not", 10),
        ("/b/0/c", 12),
        ("/q~0~1", 14),
        ("/it's/later", 18),
        ("/d", 19),
        ("/200", 21),
        ("", 1),
        ("/a/1/y/never", 6),
        ("/a/9", 3),
        ("/nowhere", 1),
        ("/200/0", 21),
        ("/q~0~1/two", None),
        ("/d/e", None),
        ("/f/e", None),
        ("/g/e", None),
    ],
)
def test_yaml(pointer: str, line: int | None) -> None:
    assert find_line(YAML, pointer) == line


JSON = '{\n "a": [\n\t\t1,\n\t\t{"b": 1},\n\t\t[\n\t\t\t2\n\t\t]\n ],\n "\\u00e9": {},\n "c": {"d": 1,\n"e": 2}\n}\n'


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/a", 2),
        ("/a/0", 3),
        ("/a/1/b", 4),
        ("/a/2/0", 6),
        ("/\u00e9/x", 9),
        ("/a/7", 2),
        ("/c/e", None),
        ("/c/d", None),
    ],
)
def test_json(pointer: str, line: int | None) -> None:
    assert find_line(JSON, pointer) == line


@pytest.mark.parametrize("text", ["a: 1\u2028b: 2\n", "a: 1\rb: 2\n"])
def test_other_line_breaks(text: str) -> None:
    assert find_line(text, "/b") is None


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=4)
texts = keys | st.sampled_from(["a\nb: c", "- a\n- b", "  x\n y", "# no", "x" * 90 + " y: " + "z" * 40])
values = st.recursive(
    st.none() | st.integers() | texts,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(keys | st.sampled_from("abc"), parts, max_size=4),
    max_leaves=15,
)
mappings = st.dictionaries(keys, values, min_size=1)


@given(mappings, st.sampled_from([2, 4]), st.booleans())
@example({"a": "b\n\nc: d\n", "c": [[{"a": 1}], []]}, 2, True)
def test_any_yaml(value: dict[str, Any], indent: int, escaped: bool) -> None:
    assert wrong_lines(yaml.safe_dump(value, indent=indent, allow_unicode=not escaped, sort_keys=False)) == {}


@given(mappings, st.sampled_from([None, 0, 1, 2, "\t"]), st.booleans())
def test_any_json(value: dict[str, Any], indent: int | str | None, escaped: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    assert wrong_lines(text if indent != "\t" else text.replace("\t", "  ")) == {}


def test_large_documents_are_parsed_for_very_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = list[str]()

    def search(text: str, pointer: str) -> int | None:
        searched.append(pointer)
        return find_line(text, pointer)

    monkeypatch.setattr(document, "find_line", search)
    monkeypatch.setattr(document, "SEARCHES", 10)
    head = f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-filling: {'x' * parsing.LARGE}\npaths:\n"
    parsed = Document.parse(head + "".join(f"  /{number}: {{}}\n" for number in range(100)), name="x.yaml")
    assert [parsed.line_of(f"/paths/~1{number}") for number in range(100)] == list(range(5, 105))
    assert len(searched) == 10


def test_large_documents_are_not_parsed_for_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nx-filling: {'x' * parsing.LARGE}\npaths:\n  /a: {{}}\n"
    document = Document.parse(text, name="x.yaml")
    monkeypatch.setattr("yaml.compose", None)
    assert document.line_of("/paths/~1a") == 5
    assert document.line_of("/paths/~1a/get/made/up") == 5
