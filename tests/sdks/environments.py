"""Where the SDKs are installed: a virtual environment and a folder of npm, below `.venv-sdks`, made when needed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.support.installing import find_npm, install_by_lock, read_digest, read_stamp, run_installer

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".venv-sdks"


def make_python() -> Path:
    """The Python of an environment that has the distributions of `python/requirements.txt`, by their hashes."""
    lock = HERE / "python/requirements.txt"
    python = CACHE / "python/bin/python"
    stamp = CACHE / "python/installed"
    if read_stamp(stamp) != read_digest(lock):
        print(f"Installing {lock.relative_to(HERE.parents[1])} into {CACHE.name}/python; this happens once.")
        shutil.rmtree(CACHE / "python", ignore_errors=True)
        run_installer([sys.executable, "-m", "venv", str(CACHE / "python")])
        run_installer([str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock)])
        stamp.write_text(read_digest(lock))
    return python


def make_node() -> Path:
    """The folder with the packages of `node/package-lock.json` and our scripts, which must lie beside them."""
    find_npm()
    folder = CACHE / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "node").iterdir():
        shutil.copy(file, folder)
    install_by_lock(folder)
    return folder
