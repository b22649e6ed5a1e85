"""Rule ids, violations, and how they quote a client's data."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import mypy.api
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.lint.findings import RULES as LINT_RULES
from mockserver.lint.findings import LintRuleId
from mockserver.openapi.rules import BODY_RULES, QUOTE_LIMIT, RULES, RuleId, Violation, quote
from mockserver.provider.failures import CHECKS, CheckId

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mockserver"
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


@pytest.mark.parametrize(
    ("ids", "meanings"),
    [
        pytest.param(RuleId, RULES, id="rules"),
        pytest.param(LintRuleId, LINT_RULES, id="lint"),
        pytest.param(CheckId, CHECKS, id="provider"),
    ],
)
def test_every_id_has_a_meaning(ids: Any, meanings: dict[str, Any]) -> None:
    assert get_args(ids) == tuple(meanings)


def test_mypy_finds_a_misspelt_id(tmp_path: Path) -> None:
    (tmp_path / "misspelt.py").write_text(
        """\
from mockserver.lint.findings import Finding
from mockserver.openapi.rules import RULES, Violation
from mockserver.provider.failures import Failure

right = Violation("body.schema", "body", "")
Violation("body.shema", "body", "")
right.rule == "body.shema"
RULES["body.shema"]
Finding("example.shema", "", "", None, "")
Failure("state.update-lots", "", "", "probes", None, None, "")
""",
        encoding="utf-8",
    )
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache")]
    shown, errors, _ = mypy.api.run([*settings, "--follow-imports", "silent", str(tmp_path / "misspelt.py")])
    found = re.findall(r"misspelt\.py:(\d+): error: .*\[([a-z-]+)\]$", shown, re.MULTILINE)
    assert found == [
        ("6", "arg-type"),
        ("7", "comparison-overlap"),
        ("8", "index"),
        ("9", "arg-type"),
        ("10", "arg-type"),
    ], shown + errors


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_family_a_clause_and_a_meaning(rule: RuleId) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(-[a-z]+)*", rule)
    assert re.fullmatch(r"[a-zA-Z].*[^.]", RULES[rule].meaning)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_broken_somewhere(rule: RuleId) -> None:
    """The package must name every id that it documents."""
    named_by_readers = {named for rules in BODY_RULES.values() for named in rules}
    assert rule in named_by_readers or any(f'"{rule}"' in text for text in TEXTS)


def test_a_violation_has_the_severity_of_its_rule_unless_another_is_given() -> None:
    violation = Violation("body.schema", "body", "is odd")
    assert violation.severity == RULES["body.schema"].severity == "error"
    lenient = replace(violation, severity="warning")
    assert (lenient.severity, replace(lenient, pointer="/a").severity) == ("warning", "warning")
    assert lenient != violation


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
    [
        pytest.param("a" * 10**6, id="text"),
        pytest.param(["a" * 10**6], id="item"),
        pytest.param({"a" * 10**6: 1}, id="key"),
        pytest.param({"a": "b" * 10**6}, id="value"),
        pytest.param(list(range(10**5)), id="list"),
        pytest.param("\x00" * 1000, id="escapes"),
    ],
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
