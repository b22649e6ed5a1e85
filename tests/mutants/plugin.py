"""`MUTANT=lost-update pytest -p tests.mutants.plugin …`: the tests of a sandbox that is broken on purpose."""

from __future__ import annotations

import os

import pytest

from .catalogue import MUTANTS


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    name = os.environ.get("MUTANT")
    if name:
        MUTANTS[name].switch_on()
