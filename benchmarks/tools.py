"""The tools of the comparison at pinned versions, and a description of them and the machine."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

WORK = Path(__file__).parent / ".work"  # everything downloaded or written; git ignores it
PACKAGES = {  # Prism 5.14.2 is the newest for Node 20
    "@stoplight/prism-cli": "5.14.2",
    "@mockoon/cli": "9.9.0",
    "wiremock": "3.13.2",
}
MODULES = WORK / "node_modules"
PRISM = MODULES / "@stoplight/prism-cli/dist/index.js"
MOCKOON = MODULES / "@mockoon/cli/bin/run.js"
WIREMOCK = MODULES / f"wiremock/build/wiremock-standalone-{PACKAGES['wiremock']}.jar"
NODE, JAVA = "node", "java"

MISSING: dict[str, str] = {}  # tool -> a sentence on how to install it


class Unmeasurable(Exception):
    """Raised with one sentence if the comparison cannot be made."""


def prepare() -> None:
    """Install missing tools as far as possible, and note the others in `MISSING`."""
    WORK.mkdir(exist_ok=True)
    find_wrk()
    if not shutil.which("npm") or not shutil.which("node"):
        MISSING[NODE] = MISSING[JAVA] = "node and npm are not installed; Prism, Mockoon and WireMock are left out."
        return
    if not shutil.which("java"):
        MISSING[JAVA] = (
            "java is not installed (on Debian and Ubuntu: apt-get install default-jre-headless); WireMock is left out."
        )
    if not all(tool.exists() for tool in (PRISM, MOCKOON, WIREMOCK)):
        _install_packages()


def find_wrk() -> str:
    """Return wrk as installed, else as unpacked into the work folder, which needs no administrator."""
    unpacked = WORK / "wrk" / "usr" / "bin" / "wrk"
    found = shutil.which("wrk") or (str(unpacked) if unpacked.exists() else None)
    if found is None:
        _unpack_wrk()
        found = str(unpacked)
    return found


def wrk_environment() -> dict[str, str]:
    libraries = ":".join(str(folder) for folder in (WORK / "wrk" / "usr" / "lib").glob("*"))
    return {**os.environ, "LD_LIBRARY_PATH": libraries} if libraries else dict(os.environ)


def describe_machine() -> dict[str, str | int]:
    """Return the facts that a reader needs to judge the numbers, without names and paths."""
    described: dict[str, str | int] = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "uvicorn": version("uvicorn"),
        "connexion": version("connexion"),
    }
    if NODE not in MISSING:
        described["node"] = _first(r"v([\d.]+)", ["node", "--version"])
        described["prism"] = PACKAGES["@stoplight/prism-cli"]
        described["mockoon"] = PACKAGES["@mockoon/cli"]
    if JAVA not in MISSING:
        described["java"] = _first(r'version "([^"]+)"', ["java", "-version"])
        described["wiremock"] = PACKAGES["wiremock"]
    return described | {"wrk": _first(r"wrk (?:debian/)?(\S+)", [find_wrk(), "-v"])}


def _install_packages() -> None:
    print("Installing Prism, Mockoon and WireMock into benchmarks/.work; this happens once.", flush=True)
    (WORK / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES}))
    _run_logged(
        ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
        "npm could not install Prism, Mockoon and WireMock",
    )


def _unpack_wrk() -> None:
    advice = "wrk is not installed (on Debian and Ubuntu: apt-get install wrk; on macOS: brew install wrk)"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Unmeasurable(f"{advice}.")
    _run_logged(["apt-get", "download", "wrk", "libluajit-5.1-2"], advice)
    for package in WORK.glob("*.deb"):
        _run_logged(["dpkg-deb", "--extract", package.name, "wrk"], advice)


def _run_logged(command: list[str], failure: str) -> None:
    """Run a command in the work folder, with its output in a file, because it may name addresses."""
    with (WORK / "install.log").open("ab") as log:
        done = subprocess.run(command, cwd=WORK, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Unmeasurable(f"{failure}; benchmarks/.work/install.log has the whole story.")


def _first(pattern: str, command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "unknown"


def _processor() -> str:
    try:
        models = re.findall(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        models = []
    return models[0] if models else platform.processor() or "unknown"
