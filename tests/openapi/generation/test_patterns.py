"""Texts for regular expressions, checked by the validator."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.generation import ecma, patterns
from tests.support.work import count_calls


@pytest.mark.parametrize(
    ("wanted", "excluded", "at_least", "at_most", "first"),
    [
        (["^[A-Z]{3}-\\d{4}$"], [], 0, None, "ABC-5678"),
        (["^[a-z]+$"], [], 0, None, "abcdefgh"),
        (["^[a-z]+$"], [], 12, 12, "abcdefghijkl"),
        (["^(\\d{3}){1,300}$"], [], 300, None, "1234567890" * 30),
        (["^$"], [], 0, None, ""),
        (["abc"], [], 0, 3, "abc"),
        (["^[ab]{3}$"], ["^a"], 0, None, "baa"),
        (["^[a-z]+$", "x.z$"], [], 0, 4, "axcz"),
        (["^(?=.*\\d)(?=.*[A-Z])[a-zA-Z0-9]{4}$"], [], 0, None, "abC4"),
        (["^(?!abc)[a-c]{3}$"], [], 0, None, "aaa"),
        (["^(GET|POST)$"], ["^G"], 0, None, "POST"),
        (["^a*$"], ["^(aa)*$"], 0, 3, "aaa"),
        (["^(a{100}){100}$"], [], 0, None, "a" * 10_000),
    ],
)
def test_first_text(wanted: list[str], excluded: list[str], at_least: int, at_most: int | None, first: str) -> None:
    assert next(patterns.propose(wanted, excluded, at_least=at_least, at_most=at_most)) == first


@pytest.mark.parametrize(
    ("wanted", "at_least", "at_most"),
    [
        (["^[a-z]{5}$"], 0, 4),
        (["^[a-z]{5}$"], 6, None),
        (["^a", "^b"], 0, None),
        (["^(aa)+$"], 3, 3),
        (["("], 0, None),
        (["^(a{1000}){1000}$"], 0, None),
    ],
)
def test_no_text(wanted: list[str], at_least: int, at_most: int | None) -> None:
    assert list(islice(patterns.propose(wanted, at_least=at_least, at_most=at_most), 1)) == []


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "^(a|a)*b$", "^(.*a){20}$"])
def test_catastrophic_patterns_are_not_backtracked(pattern: str) -> None:
    """Backtracking over 40 characters would take forever."""
    with count_calls() as work:
        text = next(patterns.propose([pattern], at_least=40))
    assert work.calls < 100_000
    assert patterns.matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "translated"),
    [
        ("^(?<year>\\d{4})-\\k<year>$", "^(?P<year>\\d{4})-(?P=year)$"),
        ("\\p{Lu}[\\p{L}]", "[A-Z][A-Za-z]"),
        ("\\u{1F600}\\u0041", "😀\\u0041"),
        ("[[]\\/", "[\\[]\\/"),
        ("\\cJ", "\\\n"),
        ("\\_\\e", "_e"),
        ("(?<=a)b", "(?<=a)b"),
    ],
)
def test_translate(pattern: str, translated: str) -> None:
    assert ecma.translate(pattern) == translated
    re.compile(translated)


PIECES = st.sampled_from(["a", "[b-d]", "\\d", "\\w", ".", "[^x]", "(ab|c)", "\\s", "[A-Z0-9_]", "-", "\\.", "\\p{L}"])
COUNTS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "+?"])


@given(
    pieces=st.lists(st.tuples(PIECES, COUNTS), min_size=1, max_size=5),
    start=st.booleans(),
    end=st.booleans(),
    at_least=st.integers(0, 12),
    slack=st.integers(0, 20),
)
def test_texts_match_and_have_the_length(
    pieces: list[tuple[str, str]], start: bool, end: bool, at_least: int, slack: int
) -> None:
    pattern = "^" * start + "".join(piece + count for piece, count in pieces) + "$" * end
    texts = list(islice(patterns.propose([pattern], at_least=at_least, at_most=at_least + slack), 30))
    for text in texts:
        assert patterns.matches(pattern, text), (pattern, text)
        assert at_least <= len(text) <= at_least + slack
    for text in islice(patterns.propose([], [pattern], at_least=at_least, at_most=at_least + slack), 30):
        assert not patterns.matches(pattern, text), (pattern, text)
    if not start and not end and slack == 20:
        assert texts, pattern


def test_counted_repetitions_of_nothing() -> None:
    with count_calls() as work:
        assert list(islice(patterns.propose(["^(?:){1000000000}b$"]), 1)) == []
    assert work.calls < 2_000_000


def test_a_search_reports_its_work() -> None:
    spent: list[int] = []
    list(patterns.propose(["x(?=a)b{3}[cd]"], spend=spent.append))
    assert 0 < sum(spent) <= patterns.WORK_LIMIT // patterns.WORK_UNIT
    list(patterns.propose(["x(?=a)b{3}[cd]"], spend=spent.append))
    assert sum(spent) <= patterns.WORK_LIMIT // patterns.WORK_UNIT + 1


def test_long_patterns_are_not_analysed() -> None:
    assert list(patterns.propose(["a?" * (patterns.PATTERN_LIMIT // 2) + "b"])) == []
