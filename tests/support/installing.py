"""Install packages that only some tests need: npm's by a lock, and what else an installer brings."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

INSTALL_TIME = 900  # seconds
OLDEST_NODE = 20
MISSING_NODE = f"Node.js {OLDEST_NODE} or newer with npm is needed (on Debian: apt install nodejs npm)"
_ADDRESS = re.compile(r"[a-z+]*://\S*")  # of an index, which does not belong in a log


class NotInstalled(Exception):
    """Says in one sentence why something is skipped or cannot be tried."""


class NodeMissing(NotInstalled):
    """There is no npm, or its Node.js is too old."""


def find_npm() -> str:
    """Return the program npm of a Node.js that is new enough."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise NodeMissing(MISSING_NODE)
    version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    if int(version.lstrip("v").partition(".")[0] or 0) < OLDEST_NODE:
        raise NodeMissing(f"{MISSING_NODE}; found {version.strip()}")
    return npm


def install_by_lock(folder: Path) -> None:
    """Install what `package-lock.json` in a folder names into its `node_modules`, unless that has been done."""
    npm, lock, stamp = find_npm(), folder / "package-lock.json", folder / "node_modules/.installed"
    digest = read_digest(lock)
    if read_stamp(stamp) != digest:
        run_installer([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        stamp.write_text(digest)


def run_installer(command: Sequence[str], folder: Path | None = None) -> None:
    """Run pip or npm; a failure is told without the addresses it asked."""
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


def read_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_stamp(file: Path) -> str:
    return file.read_text() if file.exists() else ""
