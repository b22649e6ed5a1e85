"""The examples work as described: clients, services, and files for CI servers."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.safety.browsing import find_browser, skip
from tests.support.installing import NotInstalled, install_by_lock
from tests.support.server_process import ServerProcess
from tests.support.yaml_text import load_yaml

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
KEY = ("-H", "X-Api-Key: secret")
# durations and numbers of requests, which differ between machines
PASSING = re.compile(r'"created_at":"[^"\n]*"?|\d+ requests|  +\d+  \d{3} ×.*')


def run(folder: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in one of the folders, with the commands of this environment first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "120", **variables}
    return subprocess.run(
        words, cwd=EXAMPLES / folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def pytest_in(folder: str, *words: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def provider_test(app: str, *words: str) -> subprocess.CompletedProcess[str]:
    options = ("--app", f"{app}:app", *KEY, "--seed", "1", "--max-examples", "20", *words)
    return run("services", "mockserver", "test", "../parcels.yaml", *options)


def test_the_client_keeps_its_contract() -> None:
    done = pytest_in(".", "client", "--mock-cov")
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout
    assert re.search(r"TOTAL 4/5 operations", done.stdout)


def test_the_broken_client_is_reported() -> None:
    done = pytest_in(".", "client/careless_client.py")
    assert done.returncode == 1
    report = done.stdout[done.stdout.index("--- mockserver: the conversation") :]
    shown = report[report.index("\n") + 1 : report.index("\n===")] + "\n"
    assert shown == (EXAMPLES / "client" / "broken_report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("app", "options"), [("parcels_flask", ()), ("parcels_fastapi", ("--baseline", "fastapi_known.json"))]
)
def test_services_keep_their_contract(app: str, options: tuple[str, ...]) -> None:
    done = provider_test(app, *options)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("kept: 5 operations")


@pytest.mark.parametrize("app", ["parcels_flask_broken", "parcels_fastapi_broken"])
def test_broken_services_are_reported(app: str) -> None:
    done = provider_test(app, "--phases", "documented,probes")
    assert done.returncode == 1, done.stderr
    shown = (EXAMPLES / "services" / f"{app}.txt").read_text(encoding="utf-8")
    assert PASSING.sub("", done.stdout) == PASSING.sub("", shown)


# a page and its tests in a browser

PAGE = EXAMPLES / "playwright"


def test_the_page_is_tested_with_playwright(tmp_path: Path) -> None:
    """TypeScript accepts the generated types, and the tests pass against a real server, two at a time.

    Two of them are expected to fail at their end; their messages and the conversation in a trace are read here.
    """
    browser = find_browser()
    try:
        install_by_lock(PAGE)
    except NotInstalled as reason:
        skip(str(reason))
    with ServerProcess("--quiet", str(EXAMPLES / "parcels.yaml")) as server:
        results = run_page_tests(server.port, browser, tmp_path)
    complaints = {
        "the form lets parcels of 40 kg through": "POST /v1/parcels: body /grams: 40000 is greater than 31500",
        "the page asks for ten parcels": "GET /v1/parcels → 200: query limit: expected 10, was absent",
    }
    assert {title for title, result in results.items() if result["status"] != "passed"} == set(complaints)
    for title, words in complaints.items():
        assert words in results[title]["errors"][0]["message"]
        (trace,) = (each["path"] for each in results[title]["attachments"] if each["name"] == "trace")
        with zipfile.ZipFile(trace) as archive:
            assert any(b'"creator":{"name":"mockserver"' in archive.read(name) for name in archive.namelist())


def run_page_tests(port: int, browser: str, folder: Path) -> dict[str, Any]:
    """Generate the types, check them, and run the tests; return the only result of each test by its title."""
    variables = {
        "MOCK_URL": f"http://127.0.0.1:{port}",
        "PAGE_URL": f"http://localhost:{free_port()}",
        "CHROMIUM": browser,
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "PLAYWRIGHT_JSON_OUTPUT_NAME": str(folder / "report.json"),
    }
    for command in (
        "npm run types",
        "npm run check",
        f"npx playwright test --reporter=list,json --trace=on --workers=2 --output={folder}/results",
    ):
        done = run("playwright", *command.split(), **variables)
        assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {spec["title"]: spec["tests"][0]["results"][0] for spec in iter_specs(report)}


def iter_specs(suite: Any) -> Iterator[Any]:
    yield from suite.get("specs", ())
    for each in suite.get("suites", ()):
        yield from iter_specs(each)


# files for CI servers


def load(file: Path) -> Any:
    return load_yaml(file.read_text(encoding="utf-8"))


def test_the_shell_script() -> None:
    done = run("ci", "./contract.sh", PORT=str(free_port()), MAX_EXAMPLES="10")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kept: 5 operations" in done.stdout


def test_the_gitlab_job(tmp_path: Path) -> None:
    script = "\n".join(load(EXAMPLES / "ci" / "gitlab-ci.yml")["contract"]["script"])
    script = script.replace("contract.xml", str(tmp_path / "contract.xml"))
    done = run("..", "sh", "-euc", script)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "<testsuite" in (tmp_path / "contract.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("app", "code"), [("parcels_flask", 0), ("parcels_flask_broken", 1)])
def test_the_github_action(app: str, code: int, tmp_path: Path) -> None:
    """Run its steps after the installation, with the inputs of the example workflow."""
    action = load(ROOT / "action.yml")
    (used,) = (
        step["with"]
        for step in load(EXAMPLES / "ci" / "github.yml")["jobs"]["service"]["steps"]
        if "with" in step and "app" in step["with"]
    )
    assert set(used) <= set(action["inputs"])
    given = {name: rules.get("default", "") for name, rules in action["inputs"].items()} | used | {"app": f"{app}:app"}
    given = {f"inputs.{name}": str(value) for name, value in given.items()}
    given["steps.install.outputs.bin"] = str(Path(sys.executable).parent)
    given["steps.install.outputs.site"] = sysconfig.get_path("purelib")
    ours = {"GITHUB_ACTION_PATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    codes, said = [], ""
    for step in action["runs"]["steps"][1:]:
        variables = {
            name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda hole: given[hole[1]], value)
            for name, value in step.get("env", {}).items()
        }
        done = run("services", "bash", "-euo", "pipefail", "-c", step["run"], **variables, **ours)
        codes.append(done.returncode)
        said += done.stdout
    assert codes == [0, code], said
    assert ("::error" in said) == bool(code)


def test_the_hook_before_a_commit() -> None:
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    (used,) = load(EXAMPLES / "ci" / "pre-commit-config.yaml")["repos"][0]["hooks"]
    assert used["id"] == hook["id"]
    assert re.search(used["files"], "examples/parcels.yaml")
    assert re.search(hook["files"], "api/openapi.yaml")
    assert run(".", *hook["entry"].split(), "parcels.yaml").returncode == 0


# files shown in pages


@pytest.mark.parametrize(("name", "number"), [("ci.md", 6), ("frontend.md", 1)])
def test_pages_show_the_files(name: str, number: int) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    shown = re.findall(r"^`(examples/[\w./-]+)`\n\n```\w*\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(shown) >= number
    for file, text in shown:
        assert text == (ROOT / file).read_text(encoding="utf-8"), file


def test_the_test_of_the_front_page_passes(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "test_connectors.py").write_text(text, encoding="utf-8")
    done = pytest_in(str(tmp_path))
    assert done.returncode == 0, done.stdout
