"""The wheel has its data, and serves from an empty environment in an empty directory."""

import os
import re
import signal
import subprocess
import sys
import sysconfig
import tarfile
import threading
import venv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import Distribution
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mockserver

ROOT = Path(__file__).parents[1]
NAME = f"openapi_mockserver-{mockserver.__version__}"
PATIENCE = 30.0  # seconds; a start on a slow machine takes a few
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")

# one worker runs all tests of this file, so that the wheel is built once
pytestmark = pytest.mark.xdist_group("package")


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    return distributions / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def wheel_files(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked(*patterns: str) -> list[str]:
    """The repository's files that match, without caches and backups of editors: `fixtures/adapter/seed.yaml`."""
    files = (file for pattern in patterns for file in ROOT.glob(pattern))
    return sorted(
        file.relative_to(ROOT).as_posix() for file in files if file.is_file() and "__pycache__" not in file.parts
    )


def in_wheel(file: str) -> str:
    """The path of a repository file in the wheel: `mockserver/_bundled/specs/adapter.yaml`."""
    return file.removeprefix("src/") if file.startswith("src/") else f"mockserver/_bundled/{file}"


def test_the_wheel_has_every_file_of_the_package(wheel_files: set[str]) -> None:
    wanted = {in_wheel(file) for file in tracked("src/mockserver/**/*", "specs/*.yaml", "fixtures/**/*")}
    assert wheel_files >= wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"mockserver/py\.typed",
        r"mockserver/(.+/)?control\.yaml",
        r"mockserver/(.+/)?templates/.+\.html",
        r"mockserver/_bundled/specs/[a-z]+\.yaml",
        r"mockserver/_bundled/fixtures/[a-z]+/seed\.yaml",
        r"mockserver/_bundled/fixtures/[a-z]+/behaviour\.yaml",
        r"mockserver/_bundled/fixtures/[a-z]+/handlers\.py",
    ],
)
def test_the_wheel_has(wheel_files: set[str], pattern: str) -> None:
    assert [file for file in wheel_files if re.fullmatch(pattern, file)]


def test_the_wheel_has_no_other_file(wheel_files: set[str]) -> None:
    assert not [file for file in wheel_files if not file.startswith(("mockserver/", f"{NAME}.dist-info/"))]
    assert not [file for file in wheel_files if "__pycache__" in file]


def test_every_bundled_api_has_a_document_and_fixtures(wheel_files: set[str]) -> None:
    documents = {Path(file).stem for file in wheel_files if file.startswith("mockserver/_bundled/specs/")}
    fixtures = {Path(file).parts[3] for file in wheel_files if file.startswith("mockserver/_bundled/fixtures/")}
    assert documents == fixtures


def test_the_sdist_has_the_tests_and_the_locks(distributions: Path) -> None:
    with tarfile.open(distributions / f"{NAME}.tar.gz") as archive:
        files = set(archive.getnames())
    wanted = ["Makefile", "CHANGELOG.md", *tracked("requirements/*", "tests/**/*.py", "specs/*.yaml")]
    assert files >= {f"{NAME}/{file}" for file in wanted}


@dataclass
class Running:
    """A server started from the wheel."""

    process: subprocess.Popen[str]
    address: str  # "http://127.0.0.1:40123"
    output: list[str]  # its output so far, line by line


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `mockserver` command of a new environment that has only the wheel and the dependencies that it names.

    A folder of links leads to the dependencies in this environment. So nothing is downloaded, and the checkout cannot
    be found.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv/bin/python"

    dependencies = folder / "dependencies"
    dependencies.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"{NAME}.dist-info/METADATA"))
    for distribution in find_dependencies(metadata.get_all("Requires-Dist", [])):
        files = distribution.files or ()
        for entry in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            (dependencies / entry).symlink_to(str(distribution.locate_file(entry)))
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")}))
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")

    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True)
    return python.with_name("mockserver")


def find_dependencies(requirements: Iterable[str]) -> Iterable[Distribution]:
    """Return the distributions that `pip install` would bring for requirements, with what they require themselves."""
    found: dict[str, Distribution] = {}
    waiting, seen = [("", requirement) for requirement in requirements], set[tuple[str, str]]()
    while waiting:
        extra, text = waiting.pop()
        requirement = Requirement(text)
        if (requirement.marker is not None and not requirement.marker.evaluate({"extra": extra})) or (
            extra,
            text,
        ) in seen:
            continue
        seen.add((extra, text))
        distribution = found[canonicalize_name(requirement.name)] = Distribution.from_name(requirement.name)
        waiting += [(extra, each) for extra in ("", *requirement.extras) for each in distribution.requires or ()]
    return found.values()


def run_installed(command: Path, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the new environment in an empty folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MOCKSERVER"))}
    return subprocess.run([command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_brings_the_distributions_that_the_decisions_explain(installed: Path, tmp_path: Path) -> None:
    script = "from importlib.metadata import distributions; print(*(each.name for each in distributions()))"
    done = run_installed(installed.with_name("python"), "-c", script, folder=tmp_path)
    brought = {canonicalize_name(name) for name in done.stdout.split()} - {"openapi-mockserver"}
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    section = text.partition("## What `pip install` brings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+) \|$", section, re.MULTILINE)
    explained = [canonicalize_name(name) for row in rows for name in re.findall(r"`([\w.-]+)`", row)]
    assert brought == set(explained)
    assert len(explained) == len(brought)
    assert section.startswith(f"\n{len(brought)} distributions, ")


def test_what_an_extra_brings_is_missed_in_one_sentence(installed: Path, tmp_path: Path) -> None:
    for words, extra in ((("serve", "--dynamic"), "dynamic"), (("test", "--url", "http://localhost:1"), "test")):
        done = run_installed(installed, *words, str(ROOT / "specs" / "siro.yaml"), folder=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert f"pip install 'openapi-mockserver[{extra}]'" in done.stderr


def test_it_lints_without_an_extra(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed, "lint", str(ROOT / "specs" / "siro.yaml"), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def server(installed: Path, tmp_path: Path) -> Iterator[Running]:
    """`mockserver serve --port 0`, started in an empty directory."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MOCKSERVER"))}
    process = subprocess.Popen(
        [installed, "serve", "--port", "0"],
        cwd=tmp_path,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output: list[str] = []
    addresses: Queue[str | None] = Queue()
    reader = threading.Thread(target=read_output, args=(process, output, addresses))
    reader.start()
    try:
        yield Running(process, first_address(addresses, output), output)
    finally:
        process.kill()
        process.wait()
        reader.join()
        assert process.stdout
        process.stdout.close()


def read_output(process: subprocess.Popen[str], output: list[str], addresses: Queue[str | None]) -> None:
    """Read the output of a server, so that its pipe never fills. Pass on addresses, and `None` at the end."""
    assert process.stdout
    for line in process.stdout:
        output.append(line)
        if found := ADDRESS.search(line):
            addresses.put(found[0])
    addresses.put(None)


def first_address(addresses: Queue[str | None], output: list[str]) -> str:
    try:
        address = addresses.get(timeout=PATIENCE)
    except Empty:
        address = None
    return address or pytest.fail(f"the server named no address within {PATIENCE} seconds; it said:\n{''.join(output)}")


def test_the_wheel_serves_in_an_empty_environment_and_stops_at_ctrl_c(server: Running) -> None:
    # Adapter returns 401 without a credential, from its document, routing and error bodies
    response = httpx.get(f"{server.address}/adapter/v1/custom-connectors", timeout=PATIENCE)
    assert response.status_code in {200, 401}, response.text
    assert response.headers["content-type"].startswith("application/json")
    page = httpx.get(
        server.address, timeout=PATIENCE, follow_redirects=True
    )  # from the control plane, which imports connexion
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")

    server.process.send_signal(signal.SIGINT)
    status = server.process.wait(timeout=PATIENCE)

    assert status == 0, "".join(server.output)
    assert "Traceback" not in "".join(server.output)
