"""The suites that should notice a mutant: Schemathesis and our own tests."""

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
SECONDS = 1200  # ends a run that hangs; an idle machine needs about 20
APIS = tuple(sorted({mutant.api for mutant in MUTANTS.values()}))

_TESTS = (
    *("tests/sandboxes", "tests/engine", "tests/openapi/bodies", "tests/openapi/validation"),
    *(
        "tests/openapi/routing",
        "tests/openapi/documents/test_roots.py",
        "tests/server/test_app.py",
        "tests/test_harness.py",
    ),
)
# a mutant that fails by itself proves nothing: it has a mistake, or the code has renamed what it replaces
_STUMBLED = re.compile(r"\(catalogue\.py:\d+\)|catalogue\.py:\d+: (Type|Attribute|Key|Name)Error|LookupError: ")
_FAILED = re.compile(r"^(?:FAILED|ERROR) (?:[\w/]*/)?(.+?)(?: - .*)?$", re.MULTILINE)


def notice(suite: Suite, mutant: Mutant, api: str = "") -> str | None:
    """Return the first test of a suite that fails with a mutant switched on, or `None` if no test fails.

    Schemathesis runs against `api`, or the mutant's own API if it is empty.
    """
    selection = ["tests/fuzzing", "-k", f"{api or mutant.api}-asgi"] if suite == "schemathesis" else list(_TESTS)
    command = [
        sys.executable,
        *["-m", "pytest", "-qx", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider"],
        *selection,
    ]
    own = {"MUTANT": mutant.name, "EXAMPLES": EXAMPLES, "SEED": "1", "FUZZ_OVER": "asgi"}
    own |= {"MAX_FAILURES": "1"}  # one failure is enough
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = subprocess.run(
        command, cwd=ROOT, env=inherited | own, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode == 0:
        return None
    failed = _FAILED.search(done.stdout)
    if done.returncode != 1 or failed is None or _STUMBLED.search(done.stdout):
        raise RuntimeError(f"{suite} did not run with the mutant {mutant.name}:\n{done.stdout}\n{done.stderr}")
    return failed[1]
