"""Who should notice: Schemathesis, or tests of our own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

from .catalogue import MUTANTS, Mutant

Suite = Literal["schemathesis", "tests"]
SUITES: tuple[Suite, ...] = ("schemathesis", "tests")

ROOT = Path(__file__).parents[2]
EXAMPLES = "25"
SECONDS = 180
APIS = tuple(sorted({mutant.api for mutant in MUTANTS.values()}))

_TESTS = (
    *("tests/sandboxes", "tests/handlers", "tests/bodies", "tests/validation", "tests/fixtures"),
    *(f"tests/test_{name}.py" for name in ("answers", "app", "authentication", "clock", "engine", "harness")),
    *(f"tests/test_{name}.py" for name in ("isolation", "refusals", "routing", "store", "worlds")),
)
_FAILED = re.compile(r"^(?:FAILED|ERROR) (?:[\w/]*/)?(.+?)(?: - .*)?$", re.MULTILINE)


def notice(suite: Suite, mutant: Mutant | None, *, api: str = "") -> str | None:
    """The first test of a suite that fails with a mutant switched on, or `None` when nobody notices."""
    api = mutant.api if mutant is not None else api
    selection = ["tests/contract", "-k", f"{api}-asgi"] if suite == "schemathesis" else list(_TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider", "-qx", *selection]
    own = {"MUTANT": mutant.name if mutant else "", "EXAMPLES": EXAMPLES, "SEED": "1", "FUZZ_OVER": "asgi"}
    own |= {"MAX_FAILURES": "1"}  # enough to be noticed
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=ROOT, env=inherited | own, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode == 0:
        return None
    failed = _FAILED.search(done.stdout)
    if done.returncode != 1 or failed is None:
        raise RuntimeError(f"{suite} did not run with {own['MUTANT'] or 'no mutant'}:\n{done.stdout}\n{done.stderr}")
    return failed[1]
