"""The provider test passes the correct services and catches every mutant, as the tables in the documentation say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockserver.provider.reports.formats import FORMATS
from tests.provider.bed import BEDS, CLUB, LIBRARY, MISSED, Bed, examine_bed, row_of, without_time

ROWS = [pytest.param(bed, row, id=f"{bed.name}-{row.split('`')[1]}") for bed in BEDS for row in bed.list_rows()]
each_bed = pytest.mark.parametrize("bed", BEDS, ids=lambda bed: bed.name)


@each_bed
def test_a_correct_service_keeps_its_contract(bed: Bed) -> None:
    outcome = examine_bed(bed)  # with other seeds: `python -m tests.provider.bed 10`
    assert [failure.fingerprint for failure in outcome.failures] == []
    assert outcome.notices == ()
    assert all(tally.sent.total() for tally in outcome.tallies.values())
    assert {phase for tally in outcome.tallies.values() for phase in tally.sent} == set(bed.phases)


@each_bed
def test_the_table_lists_every_mutant(bed: Bed) -> None:
    assert [row.split("`")[1] for row in bed.list_rows()] == list(bed.mutants)
    assert len(bed.list_rows()) >= 20


@pytest.mark.parametrize(("bed", "row"), [row for row in ROWS if row.id not in MISSED])
def test_a_mutant_is_caught_as_the_table_says(bed: Bed, row: str) -> None:
    assert " | none | " not in row
    assert without_time(row_of(bed, row.split("`")[1])) == without_time(row)


@pytest.mark.parametrize("bed_and_name", MISSED)
@pytest.mark.xfail(strict=True, reason="no check finds it yet; take it out of MISSED and write the table when one does")
def test_a_missed_mutant_is_caught(bed_and_name: str) -> None:
    name, _, mutant = bed_and_name.partition("-")
    bed = next(bed for bed in BEDS if bed.name == name)
    assert examine_bed(bed, mutant, replace(bed.plan, phases=("documented", "probes"))).failures


def test_wrong_values_of_one_parameter_are_one_failure() -> None:
    outcome = examine_bed(LIBRARY, "unknown-genre-ignored", replace(LIBRARY.plan, phases=("documented", "probes")))
    accepted = 'is accepted with 200; query genre: "%s" is not one of "novel", "poetry", "science", "travel"'
    assert [(failure.fingerprint, failure.message) for failure in outcome.failures] == [
        (
            "GET /books probe.parameter with wrong genre",
            f"a request with genre='not-a-value' {accepted % 'not-a-value'}",
        ),
    ]
    clauses = {failure.position.pointer for failure in outcome.failures if failure.position is not None}
    assert clauses == {"/components/schemas/Genre/enum"}


@pytest.mark.parametrize(
    ("bed", "mutant"),
    [(LIBRARY, "wrong-type-on-a-branch"), (CLUB, "")],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_the_same_seed_gives_the_same_reports(bed: Bed, mutant: str) -> None:
    # the coverage phase takes most of the time, and nothing in it is random
    plan = replace(bed.plan, phases=tuple(phase for phase in bed.plan.phases if phase != "coverage"), max_examples=4)
    first, second = examine_bed(bed, mutant, plan), examine_bed(bed, mutant, plan)
    assert bool(first.failures) is bool(mutant)
    for name, row in FORMATS.items():
        assert row.write(first) == row.write(second), name
