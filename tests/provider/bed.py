"""Runs the provider test against the correct services of the test-bed and their mutants, in this process.

python -m tests.provider.bed        writes the tables of docs/testing-services.md
python -m tests.provider.bed 10     tests the correct services with ten seeds
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import click

from mockserver.engine.apis.apis import Api
from mockserver.openapi.documents import ReadPolicy
from mockserver.provider import PHASES, Outcome, Plan, Provider, examine
from mockserver.provider.loading import load_document
from mockserver.provider.service.credentials import Credentials
from mockserver.provider.service.hosting import serve
from tests.provider.testbed import club, club_service, library, service
from tests.provider.testbed.club_mutants import list_club_mutants, make_club
from tests.provider.testbed.mutants import list_mutants, make_library

PAGE = Path(__file__).parents[2] / "docs/testing-services.md"
COLUMNS = "| behaviour | caught in the phase | as | requests | seconds |\n|---|---|---|---|---|---|\n"
SHOWN_URL = "http://localhost:8000"


@dataclass(frozen=True)
class Bed:
    """A correct service and its mutants."""

    name: str  # "library": the first column of its table
    document: Path
    make_app: Callable[[str], Any]  # the application with fresh state, by the name of a mutant; "": the correct one
    mutants: Mapping[str, str]  # what each does, by name
    plan: Plan
    phases: tuple[str, ...] = tuple(PHASES)  # those that have something to send

    @property
    def heading(self) -> str:
        return f"| mutant of the {self.name} {COLUMNS}"

    def list_rows(self) -> list[str]:
        """Return the rows of the table in the documentation."""
        return PAGE.read_text(encoding="utf-8").split(self.heading)[1].split("\n\n")[0].splitlines()


def plan_with(name: str, value: str) -> Plan:
    return Plan(credentials=Credentials(((name, value),)), max_examples=20)


LIBRARY = Bed(
    "library",
    library.DOCUMENT,
    lambda mutant: service.create_app(make_library(mutant)),
    list_mutants(),
    plan_with("Authorization", f"Bearer {library.CARD}"),
)
CLUB = Bed(
    "club",
    club.DOCUMENT,
    lambda mutant: club_service.create_app(make_club(mutant)),
    list_club_mutants(),
    plan_with("Cookie", f"desk={club.DESK_KEY}"),
    tuple(phase for phase in PHASES if phase != "examples"),
)
BEDS = (LIBRARY, CLUB)
PLAN = LIBRARY.plan
MISSED: tuple[str, ...] = ()  # mutants that no check catches yet, by bed and name: "club-page-repeats"


@cache
def load(document: Path) -> Api:
    return load_document(str(document), ReadPolicy())


def examine_app(app: Any, api: Api, plan: Plan, **options: Any) -> Outcome:
    """Test a WSGI or ASGI application."""
    with serve(app, "tests:app") as address:
        provider = Provider(address, "tests:app", SHOWN_URL)
        return examine(api, provider, plan, progress=lambda *_: None, **options)


def examine_bed(bed: Bed, mutant: str = "", plan: Plan | None = None) -> Outcome:
    """Test the correct service of a bed, or one of its mutants, with fresh state."""
    with _silence():
        return examine_app(bed.make_app(mutant), load(bed.document), plan or bed.plan)


def load_library() -> Api:
    return load(LIBRARY.document)


def examine_library(mutant: str = "", plan: Plan = PLAN) -> Outcome:
    return examine_bed(LIBRARY, mutant, plan)


def row_of(bed: Bed, mutant: str) -> str:
    """Return the first failure of a run as a row of the table, with the requests and the seconds of the run."""
    started = time.perf_counter()
    outcome = examine_bed(bed, mutant, replace(bed.plan, is_fast=True))
    spent = f"{time.perf_counter() - started:.1f}"
    phase, check = "none", ""
    for failure in outcome.failures:
        phase, check = failure.phase, f"`{failure.check}`"
    return f"| `{mutant}` | {bed.mutants[mutant]} | {phase} | {check} | {count_requests(outcome)} | {spent} |"


def count_requests(outcome: Outcome) -> int:
    return sum(tally.sent.total() for tally in outcome.tallies.values())


def without_time(row: str) -> str:
    return row.rpartition(" | ")[0]


@contextmanager
def _silence() -> Iterator[None]:
    """Hide the tracebacks of mutants that crash."""
    loggers = [logging.getLogger(name) for name in ("library", "uvicorn.error")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def write_tables() -> None:
    for bed in BEDS:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(bed.heading)
        rest = after.partition("\n\n")[2]
        rows = "\n".join(row_of(bed, mutant) for mutant in bed.mutants)
        PAGE.write_text(f"{before}{bed.heading}{rows}\n\n{rest}", encoding="utf-8")


def judge_seeds(number: int) -> None:
    """Test the correct services with many seeds, and print what must not be found."""
    for bed, seed in product(BEDS, range(number)):
        started = time.process_time()
        outcome = examine_bed(bed, plan=replace(bed.plan, seed=seed))
        spent = time.process_time() - started
        click.echo(f"{bed.name}, seed {seed}: {count_requests(outcome)} requests, {spent:.1f} s of CPU")
        for found in (*outcome.failures, *outcome.notices):
            click.echo(f"    {found}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        judge_seeds(int(sys.argv[1]))
    else:
        write_tables()
