"""Where the SDKs are installed: a virtual environment and a folder of npm, below `.venv-sdks`, made when needed."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".venv-sdks"
INSTALL_TIME = 900  # seconds
_ADDRESS = re.compile(r"[a-z+]*://\S*")  # of an index, which does not belong in a log


class NotInstalled(Exception):
    """Says in one sentence why the SDKs of a language are skipped or cannot be tried."""


def make_python() -> Path:
    """The Python of an environment that has the distributions of `python/requirements.txt`, by their hashes."""
    lock = HERE / "python/requirements.txt"
    python = CACHE / "python/bin/python"
    stamp = CACHE / "python/installed"
    if _read(stamp) != _digest(lock):
        print(f"Installing {lock.relative_to(HERE.parents[1])} into {CACHE.name}/python; this happens once.")
        shutil.rmtree(CACHE / "python", ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(CACHE / "python")])
        _run([str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
        stamp.write_text(_digest(lock))
    return python


def make_node() -> Path:
    """The folder with the packages of `node/package-lock.json` and our scripts, which must lie beside them."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise NotInstalled("npm is missing, so the SDKs of npm are skipped: install Node.js 20 or newer to try them.")
    folder, lock = CACHE / "node", HERE / "node/package-lock.json"
    stamp = folder / "installed"
    if _read(stamp) != _digest(lock):
        print(f"Installing {lock.relative_to(HERE.parents[1])} into {CACHE.name}/node; this happens once.")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / "node" / name, folder)
        _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        stamp.write_text(_digest(lock))
    for script in (HERE / "node").glob("*.mjs"):
        shutil.copy(script, folder)
    return folder


def _run(command: Sequence[str], folder: Path | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=INSTALL_TIME,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{Path(command[0]).name} was not ready after {INSTALL_TIME} seconds; try again.") from None
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if "error" in line.lower()]
        reason = _ADDRESS.sub("<address>", "; ".join(lines[-3:]) or "without a word")
        raise NotInstalled(f"{Path(command[0]).name} failed: {reason}")


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""
