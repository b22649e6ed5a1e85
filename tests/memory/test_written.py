"""What `mockserver infer` writes behaves as what is inferred, when nothing is inferred beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.engine.apis.inferred_files import write_inferred

from .running import InProcess, run
from .scenarios import list_styles, read_style
from .test_scenarios import OPEN


@pytest.mark.parametrize("name", list_styles())
def test_the_longest_scenario(name: str, tmp_path: Path) -> None:
    style = read_style(name)
    scenario = max(
        (one for one in style.scenarios if one.name not in OPEN.get(name, ())), key=lambda one: len(one.steps)
    )
    files = write_inferred(load_api(name, style.document))
    tmp_path.joinpath("behaviour.yaml").write_text(files.behaviour, encoding="utf-8")
    tmp_path.joinpath("seed.yaml").write_text(files.seed, encoding="utf-8")
    failure = run(scenario, InProcess(load_api(name, style.document, tmp_path, is_stateless=True)))
    assert failure is None, f"{name}: {scenario.name}, {failure}"
