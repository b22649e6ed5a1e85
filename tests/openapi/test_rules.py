"""Rule ids, the record of one breach, and what may be repeated of a client's data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.rules import QUOTE_LIMIT, RULES, Violation, quote

SOURCE = Path(__file__).parents[2] / "src" / "mockserver"
TEXTS = [file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py") if file.name != "rules.py"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.lists(inner).map(tuple),
)


@dataclass
class Place:
    file: str = "specs/pets.yaml"
    line: int | None = 84
    pointer: str = "/paths"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_family_a_clause_and_a_meaning(rule: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", rule)
    assert re.fullmatch(r"[a-zA-Z].*[^.]", RULES[rule])


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_broken_somewhere(rule: str) -> None:
    """An id that nothing in the package names would be a promise nobody keeps."""
    family, _, clause = rule.partition(".")
    spelled = [f'"{rule}"']
    if family in ("body", "response"):  # one reader serves both: f"{location}.{clause}"
        spelled.append(f'"{clause}"')
    assert any(word in text for word in spelled for text in TEXTS)


@pytest.mark.parametrize(
    ("violation", "sentence"),
    [
        pytest.param(Violation("body.malformed", "body", "is empty"), "body: is empty", id="location"),
        pytest.param(
            Violation("body.schema", "body", "is odd", pointer="/a/0"), "body /a/0: is odd", id="location-and-pointer"
        ),
        pytest.param(
            Violation("parameter.schema", "query", "is odd", name="limit"),
            "query limit: is odd",
            id="location-and-name",
        ),
        pytest.param(
            Violation("parameter.schema", "query", "is odd", name="tags", pointer="/1", position=Place()),
            "query tags /1: is odd (specs/pets.yaml:84)",
            id="everything",
        ),
        pytest.param(
            Violation("body.schema", "body", "is odd", position=Place(line=None)),
            "body: is odd (specs/pets.yaml)",
            id="document-without-line",
        ),
    ],
)
def test_a_violation_is_one_sentence(violation: Violation, sentence: str) -> None:
    assert str(violation) == sentence


@pytest.mark.parametrize(
    ("name", "pointer", "field"),
    [
        ("", "", ""),
        ("limit", "", "limit"),
        ("", "/data_inputs/0/type", "data_inputs.0.type"),
        ("filter", "/a", "filter.a"),
        ("", "/a~1b/c~0d/~01", "a/b.c~d.~1"),
        ("", "/", ""),
    ],
)
def test_field(name: str, pointer: str, field: str) -> None:
    assert Violation("body.schema", "body", "", pointer=pointer, name=name).field == field


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (1.5, "1.5"),
        ("", '""'),
        ('a"b', '"a"b"'),
        ([1, "a", None], '[1, "a", null]'),
        ((1, 2), "[1, 2]"),
        ({"a": [True], "b": {}}, '{"a": [true], "b": {}}'),
        (b"abc", "3 bytes"),
        ("a\nb\x1b[0m\u202e", '"a\\u000ab\\u001b[0m\\u202e"'),
        ("ü😀", '"ü😀"'),
        (10**5000, "an integer of 16610 bits"),
        ([10**5000], "[an integer of 16610 bits]"),
    ],
    ids=lambda value: None if isinstance(value, str) else type(value).__name__,
)
def test_quote(value: Any, text: str) -> None:
    assert quote(value) == text


@pytest.mark.parametrize(
    "value",
    ["a" * 10**6, ["a" * 10**6], {"a" * 10**6: 1}, {"a": "b" * 10**6}, list(range(10**5)), "\x00" * 1000],
    ids=["text", "item", "key", "value", "list", "escapes"],
)
def test_what_is_quoted_is_cut(value: Any) -> None:
    text = quote(value)
    assert len(text) == QUOTE_LIMIT
    assert text.endswith("…")


@given(JSON, st.integers(1, 200))
def test_a_quote_is_short_and_printable(value: Any, limit: int) -> None:
    text = quote(value, limit)
    assert len(text) <= limit
    assert text.isprintable()
