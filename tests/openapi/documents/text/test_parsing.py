"""YAML 1.2 and JSON become plain data, and every mistake has a file, a line and one sentence."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.documents import compose_lines, parse_document, parse_fixture, read_text
from mockserver.openapi.documents.text.parsing import MAX_DEPTH
from mockserver.openapi.errors import DocumentError, FixtureError
from mockserver.openapi.pointers import escape

FILE = Path("pets.yaml")


def parse(text: str) -> Any:
    return parse_document(text, FILE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("on: yes\noff: y\nn: no", {"on": "yes", "off": "y", "n": "no"}, id="words-of-yaml-1.1-are-text"),
        pytest.param("[true, True, TRUE, false]", [True, True, True, False], id="booleans"),
        pytest.param("[~, null, Null, NULL]", [None] * 4, id="nulls"),
        pytest.param("a:\nb: ''", {"a": None, "b": ""}, id="nothing-is-null-but-empty-quotes-are-text"),
        pytest.param("200: ok\n2.5: x\ntrue: y", {"200": "ok", "2.5": "x", "true": "y"}, id="keys-stay-text"),
        pytest.param("[2024-01-01, 2024-01-01T00:00:00Z]", ["2024-01-01", "2024-01-01T00:00:00Z"], id="dates-are-text"),
        pytest.param("[1:30, 1_000, 0b11]", ["1:30", "1_000", "0b11"], id="numbers-of-yaml-1.1-are-text"),
        pytest.param("[017, 0o17, 0x1F, +5, -5]", [17, 15, 31, 5, -5], id="integers"),
        pytest.param("[18446744073709551616]", [2**64], id="integers-beyond-64-bits"),
        pytest.param("[1e3, .5, 1., -.inf]", [1000.0, 0.5, 1.0, -math.inf], id="floats"),
        pytest.param("a: !!str 5\nb: !!int '5'", {"a": "5", "b": 5}, id="explicit-tags-of-json-types"),
        pytest.param("a: &x {p: 1}\nb: *x", {"a": {"p": 1}, "b": {"p": 1}}, id="alias"),
        pytest.param("%YAML 1.1\n---\na: on", {"a": "on"}, id="whatever-version-is-claimed"),
        pytest.param("\ufeffa: 1", {"a": 1}, id="byte-order-mark"),
        pytest.param("", None, id="empty"),
        pytest.param("# nothing\n", None, id="only-a-comment"),
        pytest.param(r'{"a": "\u00e9\ud83d\ude00"}', {"a": "é😀"}, id="json-surrogate-pairs"),
        pytest.param(r'{"a": "\\ud83d\\ude00"}', {"a": r"\ud83d\ude00"}, id="json-escaped-backslashes"),
    ],
)
def test_values(text: str, value: Any) -> None:
    read = parse(text)
    assert read == value
    assert json.dumps(read) == json.dumps(value)  # True is not 1, and 1.0 is not 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("{<<: *x, qq: 3}", {"pp": 1, "qq": 3}, id="its-own-key-wins"),
        pytest.param("{qq: 3, <<: *x}", {"pp": 1, "qq": 3}, id="its-own-key-before-the-merge-key"),
        pytest.param("{<<: [*x, *y]}", {"pp": 1, "qq": 2, "rr": 9}, id="the-first-of-several-wins"),
        pytest.param("{<<: [*y, *x]}", {"pp": 8, "qq": 2, "rr": 9}, id="the-first-of-several-wins-swapped"),
        pytest.param("{<<: *z}", {"pp": 0, "qq": 2}, id="merged-of-merged"),
        pytest.param("{<<: [*z, *y], rr: 5}", {"pp": 0, "qq": 2, "rr": 5}, id="merged-of-merged-in-a-list"),
        pytest.param("{'<<': 1}", {"<<": 1}, id="quoted-it-is-a-key"),
    ],
)
def test_merge_keys(text: str, value: Any) -> None:
    """Keys of two letters: PyYAML 6.0.4 compares the identity of keys, and Python shares strings of one letter."""
    anchors = "x: &x {pp: 1, qq: 2}\ny: &y {pp: 8, rr: 9}\nz: &z {<<: *x, pp: 0}\n"
    assert parse(f"{anchors}it: {text}")["it"] == value


def test_the_last_of_two_equal_keys_counts_in_a_document() -> None:
    assert parse("it: {p: 1, q: 3, p: 2}\nq: 1\n'q': {1: a, '1': b}") == {"it": {"p": 2, "q": 3}, "q": {"1": "b"}}
    assert parse('{"a": 1, "a": [2]}') == {"a": [2]}
    filling = " " * 40_000  # a large text is read by other loaders first
    assert parse(f'{{"a": 1, "a": [2]}}{filling}') == {"a": [2]}
    assert parse(f"a: 1\na: [2]\n#{filling}") == {"a": [2]}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: 1\nb: 2\na: 3", 3, "the key 'a' appears twice", id="plain"),
        pytest.param("{\n 1: a,\n '1': b}", 3, "the key '1' appears twice", id="once-it-is-text"),
    ],
)
def test_two_equal_keys_are_a_mistake_in_a_fixture(text: str, line: int, words: str) -> None:
    with pytest.raises(FixtureError, match=words) as caught:
        parse_fixture(text, Path("behaviour.yaml"))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: 1\n? [b]\n: 2", 2, "a key is a list or a mapping", id="key-that-is-no-text"),
        pytest.param("a: 1\nb: [1, 2", 3, "expected", id="unclosed"),
        pytest.param("a: 1\nb: 2: 3", 2, "a text with `: ` must be in quotes", id="two-colons"),
        pytest.param("a: 1\n---\nb: 2", 2, "a second document begins here", id="two-documents"),
        pytest.param("a: *nobody", 1, "undefined alias", id="unknown-alias"),
        pytest.param("a:\n  b: &b [*b]", 2, "recursive", id="alias-of-itself"),
        pytest.param("a: 1\nb: !!python/object:os.system x", 2, "tag", id="tag-of-a-language"),
        pytest.param("a: 1\nb: !pet x", 2, "tag", id="tag-of-ones-own"),
        pytest.param("a: !!binary aGk=", 1, "tag", id="tag-json-has-not-binary"),
        pytest.param("a: !!set {x}", 1, "tag", id="tag-json-has-not-set"),
        pytest.param("a: !!timestamp 2024-01-01", 1, "tag", id="tag-json-has-not-timestamp"),
        pytest.param("a: 1\nb: !!int x", 2, "does not fit its tag", id="tag-int-unfit"),
        pytest.param("a: 1\nb: !!bool maybe", 2, "does not fit its tag", id="tag-bool-unfit"),
        pytest.param("a: !!float ''", 1, "does not fit its tag", id="tag-float-unfit"),
        pytest.param("a: !!int [1]", 1, "does not fit its tag", id="tag-int-on-a-list"),
        pytest.param("a: !!map [1]", 1, "does not fit its tag", id="tag-map-on-a-list"),
        pytest.param("a: 1\n<<: 5", 2, "`<<` takes a mapping or a list", id="merging-a-number"),
        pytest.param("a: 1\n<<:\n- {b: 1}\n- 5", 4, "`<<` takes a mapping or a list", id="merging-numbers"),
        pytest.param("a: 1\nb: \x07", 2, "the character U+0007 is not allowed", id="control-character"),
        pytest.param('{"a": "\\ud83d"}', 1, "escape", id="half-a-surrogate-pair"),
    ],
)
def test_mistakes_have_a_line_and_one_sentence(text: str, line: int, words: str) -> None:
    with pytest.raises(DocumentError, match=r"^pets\.yaml:") as caught:
        parse(text)
    assert caught.value.line == line
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="unclosed-lists"),
        pytest.param("[" * 100_000 + "]" * 100_000, id="lists"),
        pytest.param("{a: " * 100_000, id="mappings"),
        pytest.param("- " * 100_000 + "x", id="block-lists"),
    ],
)
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="nested deeper than 100 levels"):
        parse(text)


@pytest.mark.parametrize("pair", [pytest.param("[]", id="lists"), pytest.param("{}", id="mappings")])
def test_nesting_up_to_the_limit_is_read(pair: str) -> None:
    opening = "[" if pair == "[]" else '{"a": '
    assert parse(opening * MAX_DEPTH + "1" + pair[1] * MAX_DEPTH) is not None


def test_aliases_of_aliases_are_counted_not_written_out() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(DocumentError, match="aliases stand for more than 10,000,000 values or 100 levels"):
        parse("\n".join(["a0: &a0 [x, x]", *levels]))


def test_a_long_chain_of_aliases_is_too_deep() -> None:
    row = [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 2000)]
    with pytest.raises(DocumentError, match="aliases stand for more than"):
        parse("\n".join(["a0: &a0 [x]", *row]))


def test_a_mistake_in_a_fixture_is_a_fixture_error() -> None:
    assert parse_fixture("on: 1", FILE) == {"on": 1}
    with pytest.raises(FixtureError) as caught:
        parse_fixture("a: 1\na: 2", FILE)
    assert (caught.value.file, caught.value.line) == (FILE, 2)


# files


def test_read_text_skips_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9")
    assert read_text(file, DocumentError) == "a: é"


def test_read_text_names_the_byte_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: caf\xe9 ")
    with pytest.raises(FixtureError, match="byte 6 is not UTF-8") as caught:
        read_text(file, FixtureError)
    assert caught.value.file == file


@pytest.mark.parametrize(("name", "reason"), [("nowhere.yaml", "No such file"), ("", "Is a directory")])
def test_read_text_gives_the_reason_why_a_file_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=f"cannot be read: {reason}"):
        read_text(tmp_path / name, DocumentError)


# pointers and lines


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/openapi", 1),
        ("/paths", 2),
        ("/paths/~1pets~1{id}", 3),
        ("/paths/~1pets~1{id}/get", 4),
        ("/paths/~1pets~1{id}/get/tags", 5),
        ("/paths/~1pets~1{id}/get/tags/0", 5),
        ("/paths/~1pets~1{id}/get/tags/1", 6),
        ("/paths/~1pets~1{id}/get/responses/200", 8),
        ("/paths/~1pets~1{id}/get/x~0y", 9),
        ("/copy", 10),
    ],
)
def test_lines(pointer: str, line: int) -> None:
    text = """\
openapi: 3.1.0
paths:
  /pets/{id}: &pet
    get:
      tags: [a,
        b]
      responses:
        200: {description: ok}
      x~y: 1
copy: *pet
"""
    assert compose_lines(text)[pointer] == line


def test_lines_of_json() -> None:
    lines = compose_lines('{\n "a": "\\ud83d\\ude00",\n "b": {\n  "c": [\n   1]}}')
    assert lines == {"": 1, "/a": 2, "/b": 3, "/b/c": 4, "/b/c/0": 5}


def test_lines_of_an_empty_text() -> None:
    assert compose_lines("") == {"": 1}


@pytest.mark.parametrize(
    ("word", "token"), [("a/b", "a~1b"), ("a~b", "a~0b"), ("~1", "~01"), ("/~", "~1~0"), ("plain", "plain")]
)
def test_escape(word: str, token: str) -> None:
    assert escape(word) == token


# laws

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=12,
)
PRINTABLE_JSON = JSON_VALUES.map(lambda value: json.dumps(value, ensure_ascii=True))


@given(PRINTABLE_JSON)
def test_json_is_read_as_json(text: str) -> None:
    assert parse(text) == json.loads(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    try:
        mistake = ""
        parse(text)
    except DocumentError as reason:
        mistake = str(reason)
    assert "\n" not in mistake
