"""The report to look at: one page that needs nothing but itself, no script and no address of the web."""

from __future__ import annotations

from ..failures import describe_response, meaning_of
from ..outcome import Outcome
from .text import statuses, summarize


def write_page(outcome: Outcome) -> str:
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("mockserver.provider.reports", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"answer": describe_response, "meaning": meaning_of, "statuses": statuses}
    numbers = {operation: number for number, operation in enumerate(outcome.by_operation, 1)}
    return environment.get_template("page.html").render(
        outcome=outcome, summary=summarize(outcome), numbers=numbers, names=[str(op) for op in outcome.operations]
    )
