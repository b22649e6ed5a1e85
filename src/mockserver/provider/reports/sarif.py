"""SARIF: a result for each cause, at the line of the document that the response breaks."""

from __future__ import annotations

from ...reports.results import RuleInfo
from ...reports.sarif import write_sarif
from ..causes import group
from ..failures import meaning_of
from ..outcome import Outcome
from .results import result_of


def write_sarif_report(outcome: Outcome) -> str:
    """Return new failures, and accepted ones as suppressed."""
    checks = sorted({failure.check for failure in (*outcome.failures, *outcome.accepted)})
    results = [result_of(cause) for cause in outcome.causes]
    results += [result_of(cause, is_accepted=True) for cause in group(outcome.accepted)]
    return write_sarif(results, [RuleInfo(check, meaning_of(check)) for check in checks])
