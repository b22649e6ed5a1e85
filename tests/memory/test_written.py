"""What `mockserver infer` writes behaves as what is inferred, when nothing is inferred beside it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.engine.apis.inferred_files import write_inferred
from tests.support.server_process import ServerProcess

from .running import run
from .scenarios import list_styles, read_style
from .test_scenarios import OPEN, READY


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    folder = tmp_path_factory.mktemp("written")
    options = ["--stateless", "--quiet", "--fixtures", str(folder)]
    for style in list_styles():
        document = shutil.copy(read_style(style).document, folder / f"{style}.yaml")
        files = write_inferred(load_api(style, document))
        folder.joinpath(style).mkdir()
        folder.joinpath(style, "behaviour.yaml").write_text(files.behaviour, encoding="utf-8")
        folder.joinpath(style, "seed.yaml").write_text(files.seed, encoding="utf-8")
        options = [str(document), "--mount", f"{document}=/{style}", *options]
    with ServerProcess(*options) as process:
        yield process


@pytest.mark.parametrize("style", sorted(READY))
def test_the_longest_scenario(style: str, server: ServerProcess) -> None:
    inferred = (one for one in read_style(style).scenarios if one.name not in OPEN.get(style, ()))
    scenario = max(inferred, key=lambda one: len(one.steps))
    failure = run(scenario, server)
    assert failure is None, f"{style}: {scenario.name}, {failure}"
