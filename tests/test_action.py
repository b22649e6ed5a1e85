"""The GitHub action: what it installs, and that its inputs never become shell code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
HOSTILE = [
    *("$(touch hacked)", "`touch hacked`", "; touch hacked", "& touch hacked", "| touch hacked", "> hacked"),
    *("$HOME", "${PATH}", "*", "~", "a b", "  two  ", "X: 'y' \"z\"", "\\", "a\\", "'", '"', "-H", "é☃", "#x", "!!"),
]


def run_step(name: str, folder: Path, **variables: str) -> list[str]:
    """Run a step as GitHub does, with programs that print the words they are given instead of the real ones."""
    for program in (folder / "bin" / "mockserver", folder / "path" / "python"):
        program.parent.mkdir(exist_ok=True)
        program.write_text('#!/bin/sh\nprintf "<%s>\\n" "${0##*/}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    (folder / "here").mkdir()
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]],
        cwd=folder / "here",
        env={
            "PATH": f"{folder / 'path'}:{os.environ['PATH']}",
            "BIN": str(folder / "bin"),
            "SITE": "the site",
            "GITHUB_ACTION_PATH": "the action",
            **variables,
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert list((folder / "here").iterdir()) == []
    return re.findall("<(.*)>", done.stdout)


def test_each_line_of_args_is_one_argument(tmp_path: Path) -> None:
    words = run_step(
        "Test the service", tmp_path, DOCUMENT="it.yaml", URL="", APP="", ARGS="\n".join(["", *HOSTILE, "", ""])
    )
    assert words == ["mockserver", "test", "--report", "github", *HOSTILE, "--", "it.yaml"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_other_inputs_are_one_argument_each(hostile: str, tmp_path: Path) -> None:
    words = run_step("Test the service", tmp_path, DOCUMENT=hostile, URL=hostile, APP=hostile, ARGS="")
    run = ["python", "the action/action/with_packages.py", "the site", "test", "--report", "github"]
    assert words == [*run, "--url", hostile, "--app", hostile, "--", hostile]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_document_that_is_linted_is_one_argument(hostile: str, tmp_path: Path) -> None:
    words = run_step("Judge the document", tmp_path, DOCUMENT=hostile)
    assert words == ["mockserver", "lint", "--format", "github", "--", hostile]


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step["name"])
def test_inputs_reach_the_shell_in_variables_alone(step: dict[str, Any]) -> None:
    assert "${{" not in step["run"]
    assert not re.search(r"\beval\b|\b(ba)?sh -c\b|\bsource\b", step["run"])


def test_it_installs_what_the_lock_has_and_nothing_else(tmp_path: Path) -> None:
    """A Python that prints what pip is asked, in place of the caller's and of the one in the new environment."""
    python = tmp_path / "path" / "python"
    python.parent.mkdir()
    python.write_text(
        "#!/bin/sh\n"
        'case "$2" in venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python";; pip) echo "$*";; *) echo "of $0";; esac\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    output = tmp_path / "output"
    done = subprocess.run(
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS["Install mockserver"]["run"]],
        env={
            "PATH": f"{python.parent}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": "the action",
            "GITHUB_OUTPUT": str(output),
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    locked, ourselves = [line for line in done.stdout.splitlines() if " pip " in line]
    assert locked.endswith("--require-hashes --only-binary :all: -r the action/requirements/test.txt")
    assert ourselves.endswith("--no-index --no-deps --no-build-isolation the action")
    found = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
    assert Path(found["bin"]).parent.parent == tmp_path  # an environment of its own
    assert found["site"] == f"of {found['bin']}/python"


@pytest.mark.parametrize("lock", ["run", "test", "dev"])
def test_a_lock_has_a_hash_and_one_version_for_each_requirement(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) > 50
    assert [
        line for line in lines if not re.match(r"[\w.-]+==\S+( ;[^#]+?)? +--hash=sha256:[0-9a-f]{64}\b", line)
    ] == []


@pytest.mark.parametrize("file", [".github/workflows/ci.yml", "action.yml", "examples/ci/github.yml", "docs/ci.md"])
def test_other_actions_are_named_by_digest(file: str) -> None:
    named = re.findall(r"^ *(?:- )?uses: (.+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert all(use == "./" or re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}  # v[\d.]+", use) for use in named), named


@pytest.fixture(scope="module")
def with_packages() -> ModuleType:
    spec = spec_from_file_location("with_packages", ROOT / "action" / "with_packages.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("needed", "conflicts"),
    [
        pytest.param("pytest>=1", [], id="fits"),
        pytest.param("not-installed>=1", [], id="comes-from-the-folder"),
        pytest.param("pytest<1; python_version < '3'", [], id="not-for-this-python"),
        pytest.param("pytest<1; extra == 'x'", [], id="of-an-extra"),
        pytest.param("PyTest<1", [f"PyTest {pytest.__version__} is installed, but ours needs PyTest<1"], id="too-new"),
        pytest.param(
            "pytest>=99,<100",
            [f"pytest {pytest.__version__} is installed, but ours needs pytest<100,>=99"],
            id="too-old",
        ),
    ],
)
def test_a_package_of_the_caller_must_fit(
    with_packages: ModuleType, needed: str, conflicts: list[str], tmp_path: Path
) -> None:
    (tmp_path / "ours-1.dist-info").mkdir()
    metadata = f"Metadata-Version: 2.1\nName: ours\nVersion: 1\nRequires-Dist: {needed}\n"
    (tmp_path / "ours-1.dist-info" / "METADATA").write_text(metadata, encoding="utf-8")
    assert list(with_packages.iter_conflicts(str(tmp_path))) == conflicts


def test_a_package_that_does_not_fit_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ours-1.dist-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: ours\nVersion: 1\nRequires-Dist: pytest<1\n"
    (tmp_path / "ours-1.dist-info" / "METADATA").write_text(metadata, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "action" / "with_packages.py", tmp_path, "--version"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "ours needs pytest<1" in done.stderr
