"""The scenarios of the styles that are ready, against one real server that serves the documents of all styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from tests.support.server_process import ServerProcess
from tests.support.yaml_text import load_yaml

from .running import run, serve
from .scenarios import Scenario, list_styles, read_style

PAGE = Path(__file__).parents[2] / "docs" / "inference.md"
STYLES = list_styles()
READY = frozenset(STYLES)  # the styles that must pass
# what is not inferred, as docs/inference.md tells
OPEN = {
    "sessions": {
        "a session belongs to the user who logs in",
        "me is the user of the token",
        "a note belongs to the user whose token wrote it",
        "notes of two users have two owners",
    }
}


@pytest.fixture(scope="session")
def server() -> Iterator[ServerProcess]:
    with serve(STYLES) as process:
        yield process


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(scenario, id=f"{style}:{scenario.name}")
        for style in sorted(READY)
        for scenario in read_style(style).scenarios
        if scenario.name not in OPEN.get(style, ())
    ],
)
def test_scenario(scenario: Scenario, server: ServerProcess) -> None:
    failure = run(scenario, server)
    assert failure is None, f"{scenario.style}: {scenario.name}, {failure}"


@pytest.mark.parametrize("name", STYLES)
def test_a_style_has_a_valid_document_and_scenarios(name: str) -> None:
    style = read_style(name)
    validate(load_yaml(style.document.read_text(encoding="utf-8")))
    assert style.sentence
    assert all(scenario.steps for scenario in style.scenarios)
    assert len({scenario.name for scenario in style.scenarios}) == len(style.scenarios) >= 3


def test_what_is_open_exists() -> None:
    assert all(names <= {scenario.name for scenario in read_style(style).scenarios} for style, names in OPEN.items())


def test_the_page_lists_every_style() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.+) \| (\d+)(?:, of which (\d+) fail: .+)? \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    expected = [
        (name, style.sentence, str(len(style.scenarios)), str(len(OPEN[name])) if name in OPEN else "")
        for name, style in ((name, read_style(name)) for name in STYLES)
    ]
    assert rows == expected
