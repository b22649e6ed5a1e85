"""Test real services with `mockserver test`, twice, and compare the findings with those of `docs/real-services.md`.

    make services

Ends with 1 if the two runs differ, or if the page does not judge a finding. The services stand in an environment of
their own, listen on loopback, and are stopped at the end; nothing of it is part of `make test`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = ROOT / "docs/real-services.md"
ENVIRONMENT = ROOT / ".venv-services"
DEBIAN = "prometheus-alertmanager=0.25.0-1+b4"  # of Debian 12
BIN = ENVIRONMENT / "bin"
ROW = re.compile(r"^\| (\w+) \| `(.+?)` \| (?:true|of no use|wrong) \|", re.MULTILINE)
START_TIME, RUN_TIME = 30, 300  # seconds


@dataclass(frozen=True)
class Service:
    """A service, how it is started, and where it shows the document that it ships."""

    name: str
    command: tuple[str, ...]  # {bin}, {here}, {port} and {folder} are filled in
    document: str  # "/spec.json", which the service shows, or "alertmanager.yaml" beside this file
    base_path: str = ""  # "/api/v2"
    ready: str = ""  # "/-/ready", asked until it responds, if the document is a file
    excluded: tuple[str, ...] = ()  # operations that wait on purpose or end the service


SERVICES = (
    Service(
        "httpbin",
        ("{bin}/python", "-m", "flask", "--app", "httpbin", "run", "--port", "{port}"),
        "/spec.json",
        excluded=("/drip", "/delay/{delay}"),
    ),
    Service(
        "jupyter_server",
        (
            "{bin}/jupyter-server",
            "--ip=127.0.0.1",
            "--port={port}",
            "--no-browser",
            "--allow-root",
            "--IdentityProvider.token=",
            "--ServerApp.disable_check_xsrf=True",
            "--ServerApp.terminals_enabled=False",
            "--ServerApp.root_dir={folder}",
        ),
        "/api/spec.yaml",
    ),
    Service(
        "alertmanager",
        (
            "prometheus-alertmanager",
            "--config.file={here}/alertmanager-config.yaml",
            "--storage.path={folder}",
            "--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ),
        "alertmanager.yaml",
        base_path="/api/v2",
        ready="/-/ready",
    ),
)


def main() -> int:
    """Return 0 if both runs of each service find the same, and the page judges all of it."""
    install()
    judged = set(ROW.findall(PAGE.read_text(encoding="utf-8"))) if PAGE.exists() else set()
    wrong = 0
    for service in SERVICES:
        first, second = examine(service), examine(service)
        known = {fingerprint for name, fingerprint in judged if name == service.name}
        lines = [f"only one run finds {finding}" for finding in sorted(first ^ second)]
        lines += [f"the page does not judge {finding}" for finding in sorted(first - known)]
        lines += [f"no longer found: {finding}" for finding in sorted(known - first)]
        wrong += len(lines)
        print(f"{service.name}: {len(first)} findings", *lines, sep="\n  ")
    return 1 if wrong else 0


def install() -> None:
    """Install what PyPI has into a virtual environment, and what Debian has into the system, without starting it."""
    if not (BIN / "jupyter-server").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        lock = str(HERE / "requirements.txt")
        subprocess.run([str(BIN / "python"), "-m", "pip", "install", "--quiet", "-r", lock], check=True)
    if shutil.which("prometheus-alertmanager") is None:
        if os.geteuid() != 0:
            raise SystemExit(f"prometheus-alertmanager is missing: install it with apt-get install {DEBIAN}")
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", DEBIAN]
        subprocess.run(command, check=True, env={**os.environ, "RUNLEVEL": "1"})  # at 1, Debian starts no service


def examine(service: Service) -> set[str]:
    """The fingerprints of what a run against a fresh process of the service finds."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [part.format(bin=BIN, here=HERE, port=port, folder=folder) for part in service.command]
        environment = {**os.environ, "HOME": folder}
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                return _test(service, f"http://127.0.0.1:{port}", Path(folder))
            finally:
                process.kill()


def _test(service: Service, url: str, folder: Path) -> set[str]:
    document, report = folder / f"document{Path(service.document).suffix}", folder / "report.json"
    shown = _fetch(url + (service.ready or service.document))
    document.write_bytes((HERE / service.document).read_bytes() if service.ready else shown)
    command = [
        str(Path(sys.executable).with_name("mockserver")),
        "test",
        str(document),
        "--url",
        url + service.base_path,
    ]
    command += ["--phases", "documented,probes", "--max-requests", "800", "--report", f"json:{report}"]
    command += [word for pattern in service.excluded for word in ("--exclude", pattern)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_TIME, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{service.name} could not be tested: {done.stderr}")
    return {failure["fingerprint"] for failure in json.loads(report.read_text(encoding="utf-8"))["failures"]}


def _fetch(url: str) -> bytes:
    end = time.monotonic() + START_TIME
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return bytes(response.read())
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
