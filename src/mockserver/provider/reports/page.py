"""The HTML report: one page."""

from __future__ import annotations

from ...reports.templates import load_templates
from ..failures import describe_response, meaning_of
from ..outcome import Outcome
from .text import statuses, summarize


def write_page(outcome: Outcome) -> str:
    numbers = {operation: number for number, operation in enumerate(outcome.by_operation, 1)}
    templates = load_templates(
        "mockserver.provider.reports", ".", {"response": describe_response, "meaning": meaning_of, "statuses": statuses}
    )
    return templates.get_template("page.html").render(
        outcome=outcome, summary=summarize(outcome), numbers=numbers, names=[str(op) for op in outcome.operations]
    )
