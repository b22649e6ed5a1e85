"""ryaml reads the same values as libyaml, or a text is left to libyaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.documents.text import parsing
from mockserver.openapi.documents.text.parsing import MAX_DEPTH, parse_document
from mockserver.openapi.documents.text.quick_json import UNSURE
from mockserver.openapi.documents.text.quick_yaml import read_quickly
from mockserver.openapi.errors import DocumentError

ROOT = Path(__file__).parents[4]
DOCUMENTS = sorted([*ROOT.glob("specs/*.yaml"), *ROOT.glob("fixtures/*/*.yaml"), *ROOT.glob("src/**/*.yaml")])


def exact(text: str) -> Any:
    return parse_document(text, Path("x.yaml"))


def typed(value: Any) -> Any:
    """1, 1.0 and true are different, and so are orders of keys."""
    if isinstance(value, dict):
        return [(key, typed(part)) for key, part in value.items()]
    return [typed(part) for part in value] if isinstance(value, list) else (type(value), repr(value))


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_documents(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    quick = read_quickly(text, MAX_DEPTH)
    assert quick is UNSURE or typed(quick) == typed(exact(text))


def test_most_documents_are_read_quickly() -> None:
    quick = [read_quickly(file.read_text(encoding="utf-8"), MAX_DEPTH) is not UNSURE for file in DOCUMENTS]
    assert sum(quick) > len(quick) / 2, "the four of specs/ and most of the others"


SAME = (
    *("1", "1.5", "1e3", "1.", ".5", "-1", "-0", "-1.5", "1E5", "5e", "1_000", "0", "0.5", "-0.0", "0.0", "1.2e-3"),
    *(
        "~",
        "null",
        "Null",
        "NULL",
        "nULL",
        "true",
        "True",
        "TRUE",
        "tRUE",
        "yes",
        "on",
        "off",
        "y",
        "inf",
        "nan",
        "NaN",
    ),
    *("2024-01-01", "12:30", "1.0.0", "v1", "200", "a-b", ".inf", "-.INF", ".Inf", "-", "--", "#", "x:y", "Infinity"),
    *("'x'", '"y"', "9007199254740991", "999999999999999", "'007'", "'1e999'", "{}", "[]", "''", "@a", "%a"),
)


@pytest.mark.parametrize("scalar", SAME)
@pytest.mark.parametrize("shape", ["a: {}", "- {}", "a: [{}, x]", "{}: a"])
def test_scalars(shape: str, scalar: str) -> None:
    text = shape.replace("{}", scalar, 1)
    try:
        expected = exact(text)
    except DocumentError:
        expected = UNSURE
    quick = read_quickly(text, MAX_DEPTH)
    assert quick is UNSURE or typed(quick) == typed(expected)


@pytest.mark.parametrize(
    "text",
    [
        "a: 007",
        "a: 0x1F",
        "0x10: a",
        "a: 0o7",
        "a: 0b1",
        "a: +1",
        "+1: a",
        "a: -0x10",
        "-0: a",
        "a: 12345678901234567890",
        "a: 1e400",
        "a: .nan",
        "a: 1\na: 2",
        "200: a\n'200': b",
        "<<: {a: 1}",
        "a: !foo x",
        "a: !!str 5",
        "- &a 1\n- *a",
        "1.0: a",
        "true: a",
        "null: a",
        "~: a",
        "? [a]\n: b",
        "--- 1\n--- 2",
        "a: b: c",
        "a: \x7f",
        "a: '\u2028'",
        "a: \x85",
        '"\\ud83d"',
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "[" * 10_000,
        "a: [",
    ],
)
def test_texts_left_to_the_strict_loader(text: str) -> None:
    assert read_quickly(text, MAX_DEPTH) is UNSURE


@pytest.mark.parametrize("depth", [1, MAX_DEPTH - 1, MAX_DEPTH])
def test_the_same_depth_is_allowed(depth: int) -> None:
    text = "[" * depth + "]" * depth
    assert exact(text) is not None
    assert read_quickly(text, MAX_DEPTH) == exact(text)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    [
        "a: b",
        "- a",
        "x\ny",
        "  x",
        "x  ",
        "#",
        "'",
        '"',
        "|",
        ">",
        "%",
        "007",
        "1e3",
        "null",
        "\n",
        "a\n\nb\n",
        "*a",
        "&a",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(texts, parts, max_size=4),
    max_leaves=12,
)


@given(values, st.sampled_from([None, True, False]), st.sampled_from([20, 80]))
def test_any_yaml(value: Any, flow: bool | None, width: int) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, width=width, sort_keys=False)
    quick = read_quickly(text, MAX_DEPTH)
    assert quick is UNSURE or typed(quick) == typed(exact(text))


@given(values, st.booleans())
def test_any_json(value: Any, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)
    quick = read_quickly(parsing.as_yaml(text), MAX_DEPTH)
    assert quick is UNSURE or typed(quick) == typed(exact(text))


def test_large_texts_are_read_quickly_and_have_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "openapi: 3.1.0\nx-filling: " + "x" * parsing.LARGE + "\npaths:\n  /a: {}\n"
    expected = exact(text)
    monkeypatch.setattr("yaml.load", None)
    assert exact(text) == expected
    assert parsing.compose_lines(text)["/paths/~1a"] == 4


def test_a_text_that_only_ryaml_can_read_has_no_lines() -> None:
    text = "a:\n  " + "k" * 2000 + ": 1\n"
    assert parsing.compose_lines(text) == {"": 1}
