"""The HTML report: one page."""

from __future__ import annotations

from ...reports.templates import load_templates
from ..failures import describe_response, meaning_of
from ..outcome import Outcome
from .replaying import replay_lines
from .text import statuses, summarize


def write_page(outcome: Outcome) -> str:
    numbers: dict[str, int] = {}  # of the first cause that touches an operation
    for number, cause in enumerate(outcome.causes, 1):
        for failure in cause.failures:
            numbers.setdefault(failure.operation, number)
    templates = load_templates(
        "mockserver.provider.reports",
        ".",
        {"response": describe_response, "meaning": meaning_of, "statuses": statuses, "replay": replay_lines},
    )
    return templates.get_template("page.html").render(
        outcome=outcome, summary=summarize(outcome), numbers=numbers, names=[str(op) for op in outcome.operations]
    )
