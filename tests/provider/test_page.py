"""docs/testing-services.md lists all options, phases and checks, with the same meanings as the code."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import click
import pytest

from mockserver.cli.test import test as command
from mockserver.coverage import FORMATS as COVERAGE_FORMATS
from mockserver.provider import CHECKS, PHASES
from mockserver.provider.reports import FORMATS

TEXT = (Path(__file__).parents[2] / "docs/testing-services.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[str]:
    return TEXT.split(heading)[1].split("\n\n")[0].strip().splitlines()


def test_the_page_lists_every_option() -> None:
    options = {name for p in command.params if isinstance(p, click.Option) for name in p.opts if name.startswith("--")}
    first_cells = " ".join(row.split(" | ")[0] for row in rows("| option | meaning |\n|---|---|\n"))
    assert set(re.findall(r"--[a-z][a-z0-9-]+", first_cells)) == options


@pytest.mark.parametrize(
    ("option", "formats"),
    [
        pytest.param("--report", FORMATS, id="report"),
        pytest.param("--coverage", COVERAGE_FORMATS, id="coverage"),
    ],
)
def test_the_page_lists_every_format(option: str, formats: Collection[str]) -> None:
    [row] = [row for row in rows("| option | meaning |\n|---|---|\n") if row.startswith(f"| `{option} FORMAT[:FILE]`")]
    assert re.findall(r"`(\w+)`", row) == list(formats)


def test_the_page_lists_every_phase() -> None:
    assert rows("| phase | sends |\n|---|---|\n") == [f"| `{name}` | {meaning} |" for name, meaning in PHASES.items()]


def test_the_page_lists_every_check() -> None:
    assert rows("| check | fails when |\n|---|---|\n") == [
        f"| `{name}` | {meaning} |" for name, meaning in CHECKS.items()
    ]
