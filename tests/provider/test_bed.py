"""The provider test passes the correct library and catches every mutant, as the table in the documentation says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.provider import PHASES
from mockserver.provider.reports.formats import FORMATS
from tests.provider.bed import HEADING, PAGE, PLAN, examine_library, row_of
from tests.provider.testbed.mutants import MUTANTS

ROWS = PAGE.read_text(encoding="utf-8").split(HEADING)[1].split("\n\n")[0].splitlines()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_correct_library_keeps_its_contract(seed: int) -> None:
    outcome = examine_library(plan=replace(PLAN, seed=seed))
    assert [failure.fingerprint for failure in outcome.failures] == []
    assert outcome.notices == ()
    assert all(tally.sent.total() for tally in outcome.tallies.values())
    assert {phase for tally in outcome.tallies.values() for phase in tally.sent} == set(PHASES)


def test_the_table_lists_every_mutant() -> None:
    assert [row.split("`")[1] for row in ROWS] == list(MUTANTS)
    assert len(ROWS) >= 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("`")[1])
def test_a_mutant_is_caught_as_the_table_says(row: str) -> None:
    assert " | none | " not in row
    assert row_of(row.split("`")[1]) == row


def test_wrong_values_of_one_parameter_are_one_failure() -> None:
    outcome = examine_library("unknown-genre-ignored", replace(PLAN, phases=("documented", "probes")))
    accepted = 'is accepted with 200; query genre: "%s" is not one of "novel", "poetry", "science", "travel"'
    assert [(failure.fingerprint, failure.message) for failure in outcome.failures] == [
        ("GET /books probe.parameter with genre=''", f"a request with genre='' {accepted % ''}"),
        (
            "GET /books probe.parameter with wrong genre",
            f"a request with genre='not-a-value' {accepted % 'not-a-value'}",
        ),
    ]
    clauses = {failure.position.pointer for failure in outcome.failures if failure.position is not None}
    assert clauses == {"/components/schemas/Genre/enum"}


@pytest.mark.parametrize("mutant", ["wrong-type-on-a-branch", "caption-required"])
def test_the_same_seed_gives_the_same_reports(mutant: str) -> None:
    first, second = examine_library(mutant), examine_library(mutant)
    assert first.failures
    for name, row in FORMATS.items():
        assert row.write(first) == row.write(second), name
