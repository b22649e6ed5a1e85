"""The structure of the package: storeys, which import-linter checks, and what holds in every module."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "mockserver"
TESTS = ROOT / "tests"
STOREYS = {
    "openapi",
    "engine",
    "server",
    "control",
    "client",
    "testing",
    "provider",
    "lint",
    "coverage",
    "reports",
    "cli",
}
MODULES = {"__init__.py", "__main__.py", "handlers.py", "py.typed"}
MAX_PARAMETERS = 6

# tests that examine more than one module
SUITES = {
    "control/test_masked.py",
    "cli/test_cli.py",
    "client/test_page.py",
    "control/test_document.py",
    "control/test_steering.py",
    "coverage/test_page.py",
    "engine/handlers/test_changing.py",
    "engine/test_choice.py",
    "engine/test_isolation.py",
    "engine/test_threads.py",
    "engine/test_replacing.py",
    "engine/test_severities.py",
    "openapi/documents/test_hostile.py",
    "openapi/documents/test_odd_documents.py",
    "openapi/documents/versions/test_versions.py",
    "openapi/generation/test_corpus.py",
    "openapi/generation/test_random.py",
    "openapi/generation/test_scale.py",
    "openapi/test_library.py",
    "openapi/validation/test_second_opinion.py",
    "provider/test_bed.py",
    "provider/test_faulty_services.py",
    "provider/test_mocks.py",
    "provider/test_page.py",
    "provider/testbed/test_club.py",
    "provider/testbed/test_testbed.py",
    "server/test_first_response.py",
    "server/test_hostile_http.py",
    "testing/broken_clients/test_broken_clients.py",
    "testing/test_pytest_page.py",
    "testing/test_typing.py",
    "testing/test_without_clients.py",
    "testing/transports/test_clients.py",
}


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


def parse_modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def test_the_package_holds_nothing_but_its_storeys() -> None:
    assert {path.name for path in PACKAGE.iterdir()} - {"__pycache__"} == STOREYS | MODULES


def test_no_function_takes_more_than_six_parameters() -> None:
    assert [
        f"{module}:{node.lineno} {node.name}"
        for module, tree in parse_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and count_parameters(node) > MAX_PARAMETERS
    ] == []


def count_parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return sum(each.arg not in ("self", "cls") for each in (*named, *rest))


def test_a_public_class_has_a_name_of_its_own() -> None:
    names = Counter(
        node.name
        for _, tree in parse_modules()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("for_types", [pytest.param(False, id="at-run-time"), pytest.param(True, id="for-types-too")])
def test_no_modules_import_each_other_in_a_circle(for_types: bool) -> None:
    graph = grimp.build_graph("mockserver", exclude_type_checking_imports=not for_types, cache_dir=None)
    graph.remove_import(importer="mockserver", imported="mockserver.testing.sandbox")  # looked up when it is used
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        pytest.fail(f"circle: {circle.args[1]}")


def test_tests_mirror_the_modules() -> None:
    lone = {
        test.relative_to(TESTS).as_posix()
        for storey in STOREYS
        for test in (TESTS / storey).rglob("test_*.py")
        if not has_module(test)
    }
    assert lone - SUITES == set()


def has_module(test: Path) -> bool:
    """Return whether `tests/a/test_b.py` belongs to the module `a/b.py` or the package `a/b/`."""
    path = PACKAGE / test.relative_to(TESTS).parent / test.stem.removeprefix("test_")
    return path.with_suffix(".py").is_file() or path.is_dir()
