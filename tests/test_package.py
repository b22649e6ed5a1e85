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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest

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
    """The `mockserver` command of a new environment that has only the wheel and its dependencies.

    A folder of links leads to the dependencies in this environment, without the project itself. So nothing is
    downloaded, and the checkout cannot be found.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv/bin/python"

    dependencies = folder / "dependencies"
    dependencies.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "mockserver" not in entry.name and entry.suffix != ".pth":
            (dependencies / entry.name).symlink_to(entry)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder / "venv")}))
    (site / "dependencies.pth").write_text(f"{dependencies}\n", encoding="utf-8")

    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True)
    return python.with_name("mockserver")


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

    server.process.send_signal(signal.SIGINT)
    status = server.process.wait(timeout=PATIENCE)

    assert status == 0, "".join(server.output)
    assert "Traceback" not in "".join(server.output)
