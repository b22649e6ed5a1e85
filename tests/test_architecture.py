"""The floors of the package, held by import-linter, and proof that its contracts notice what they are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the `src/mockserver` and `pyproject.toml` of a folder."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [*command, "--no-logo", "--no-cache"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_package_keeps_its_storeys() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        pytest.param(
            "openapi/errors", "from . import operations", "Imports inside openapi point down", id="import-upwards"
        ),
        pytest.param(
            "openapi/errors", "from . import rules", "Imports inside openapi point down", id="import-sideways"
        ),
        pytest.param(
            "engine/exchanges", "from .. import server", "Imports point down", id="import-from-a-storey-above"
        ),
        pytest.param("server/app", "from .. import control", "Imports point down", id="import-from-the-other-server"),
        pytest.param("unheard_of", "", "Imports point down", id="module-on-no-storey"),
        pytest.param(
            "openapi/generation/part_source",
            "if TYPE_CHECKING:\n    from .candidates import iter_built",
            "No import goes in a circle",
            id="circle-for-types",
        ),
        pytest.param("openapi/operations/records", "import flask", "The engine knows no framework", id="framework"),
        pytest.param(
            "openapi/documents/text/parsing",
            "def later():\n    import connexion",
            "The engine knows no framework",
            id="framework-imported-late",
        ),
    ],
)
def test_a_breach_of_the_floors_is_noticed(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "src/mockserver" / f"{module}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    run = lint_imports(tmp_path)

    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{contract} BROKEN" in run.stdout
