"""The page about coverage: its example is run, and prints what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver.coverage import FORMATS
from mockserver.coverage.fields import FIELD_LIMIT

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2].joinpath("docs/coverage.md").read_text(encoding="utf-8")


def block(first: str) -> str:
    """The block of the page that begins with this line."""
    found = re.search(rf"^```\w*\n({re.escape(first)}.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no block begins with {first!r}"
    return found[1]


def test_example_prints_what_the_page_shows(pytester: pytest.Pytester) -> None:
    for name in ("books.yaml", "test_books.py"):
        pytester.path.joinpath(name).write_text(block(f"# {name}\n"), encoding="utf-8")
    result = pytester.runpytest_inprocess("--mock-cov", "-p", "no:schemathesis", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)
    assert block("Operation ") in result.stdout.str()


def test_page_names_every_report_and_where_it_goes() -> None:
    for name, row in FORMATS.items():
        assert f"| `{name}" in PAGE
        assert not row.default or f"`{row.default}" in PAGE


def test_page_names_the_limit() -> None:
    assert f"more than {FIELD_LIMIT}" in PAGE
