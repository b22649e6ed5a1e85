"""Runs the provider test against the lending library and its mutants, in this process.

python -m tests.provider.bed        writes the table of docs/testing-services.md
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mockserver.engine.apis.apis import Api
from mockserver.openapi.documents import ReadPolicy
from mockserver.provider import Outcome, Plan, Provider, examine
from mockserver.provider.loading import load_document
from mockserver.provider.service.credentials import Credentials
from mockserver.provider.service.hosting import serve
from tests.provider.testbed.library import CARD, DOCUMENT
from tests.provider.testbed.mutants import list_mutants, make_library
from tests.provider.testbed.service import create_app

PAGE = Path(__file__).parents[2] / "docs/testing-services.md"
HEADING = "| mutant | behaviour | caught in the phase | as |\n|---|---|---|---|\n"
SHOWN_URL = "http://localhost:8000"
PLAN = Plan(credentials=Credentials((("Authorization", f"Bearer {CARD}"),)), max_examples=20)


@cache
def load_library() -> Api:
    return load_document(str(DOCUMENT), ReadPolicy())


def examine_app(app: Any, api: Api, plan: Plan, **options: Any) -> Outcome:
    """Test a WSGI or ASGI application."""
    with serve(app, "tests:app") as address:
        provider = Provider(address, "tests:app", SHOWN_URL)
        return examine(api, provider, plan, progress=lambda *_: None, **options)


def examine_library(mutant: str = "", plan: Plan = PLAN) -> Outcome:
    """Test the library, or one of its mutants, with fresh state."""
    with _silence():
        return examine_app(create_app(make_library(mutant)), load_library(), plan)


def row_of(mutant: str) -> str:
    """Return the first failure of a run as a row of the table."""
    outcome = examine_library(mutant, replace(PLAN, is_fast=True))
    phase, check = "none", ""
    for failure in outcome.failures:
        phase, check = failure.phase, f"`{failure.check}`"
    return f"| `{mutant}` | {list_mutants()[mutant]} | {phase} | {check} |"


@contextmanager
def _silence() -> Iterator[None]:
    """Hide the tracebacks of mutants that crash."""
    logger = logging.getLogger("library")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(HEADING)
    rest = after.partition("\n\n")[2]
    rows = "\n".join(row_of(mutant) for mutant in list_mutants())
    PAGE.write_text(f"{before}{HEADING}{rows}\n\n{rest}", encoding="utf-8")


if __name__ == "__main__":
    main()
