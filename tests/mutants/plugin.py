"""`MUTANT=lost-update pytest -p tests.mutants.plugin …`: run tests against a server that is broken on purpose."""

from __future__ import annotations

import os

import pytest

from .catalogue import MUTANTS, NOTHING


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    name = os.environ.get("MUTANT")
    if name:
        (NOTHING if name == NOTHING.name else MUTANTS[name]).switch_on()
