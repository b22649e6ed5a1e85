"""A few mutants for every commit; `make mutants` tries all."""

from __future__ import annotations

import pytest

from .catalogue import MUTANTS, NOTHING
from .suites import Suite, notice


@pytest.mark.parametrize(
    ("name", "suite"),
    [
        ("wrong-status", "schemathesis"),
        ("delete-forgotten", "schemathesis"),
        ("organization-leaked-by-id", "schemathesis"),
        ("lost-update", "tests"),
        ("page-repeated", "tests"),
        ("nan-accepted", "tests"),
    ],
)
def test_a_mutant_is_noticed(name: str, suite: Suite) -> None:
    assert notice(suite, MUTANTS[name]) is not None


def test_no_suite_fails_when_nothing_is_broken() -> None:
    assert notice("schemathesis", NOTHING, "siro") is None
