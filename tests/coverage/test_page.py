"""docs/coverage.md: its example runs and prints the table of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockserver.coverage import FORMATS
from mockserver.coverage.fields import FIELD_LIMIT

pytest_plugins = ["pytester"]

PAGE = Path(__file__).parents[2].joinpath("docs/coverage.md").read_text(encoding="utf-8")


def block(first: str) -> str:
    """Return the block of the page that begins with this line."""
    found = re.search(rf"^```\w*\n({re.escape(first)}.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"no block begins with {first!r}"
    return found[1]


def test_the_example_prints_the_table_of_the_page(pytester: pytest.Pytester) -> None:
    for name in ("books.yaml", "test_books.py"):
        pytester.path.joinpath(name).write_text(block(f"# {name}\n"), encoding="utf-8")
    result = pytester.runpytest_inprocess("--mock-cov", "-p", "no:schemathesis", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2)
    assert block("Operation ") in result.stdout.str()


def test_the_page_lists_every_format_and_its_default_file() -> None:
    for name, row in FORMATS.items():
        assert f"| `{name}" in PAGE
        assert not row.default or f"`{row.default}" in PAGE


def test_the_page_names_the_limit_of_fields() -> None:
    assert f"more than {FIELD_LIMIT}" in PAGE
