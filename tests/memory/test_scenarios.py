"""The scenarios of the styles that are ready, against one real server that serves the documents of all styles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from openapi_spec_validator import validate

from tests.support.server_process import ServerProcess

from .running import run, serve
from .scenarios import Scenario, list_styles, read_style

READY: frozenset[str] = frozenset()  # the styles that must pass
STYLES = list_styles()


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
    ],
)
def test_scenario(scenario: Scenario, server: ServerProcess) -> None:
    failure = run(scenario, server)
    assert failure is None, f"{scenario.style}: {scenario.name}, {failure}"


@pytest.mark.parametrize("name", STYLES)
def test_a_style_has_a_valid_document_and_scenarios(name: str) -> None:
    style = read_style(name)
    validate(yaml.safe_load(style.document.read_text(encoding="utf-8")))
    assert style.sentence
    assert all(scenario.steps for scenario in style.scenarios)
    assert len({scenario.name for scenario in style.scenarios}) == len(style.scenarios) >= 3


def test_styles_that_are_ready_exist() -> None:
    assert set(STYLES) >= READY
