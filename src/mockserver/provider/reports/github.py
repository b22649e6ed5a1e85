"""GitHub's annotations: an error for each cause, a notice for each one that is fixed."""

from __future__ import annotations

from ...reports.github import write_annotations
from ...reports.results import Result
from ..outcome import Outcome
from .results import result_of
from .text import summarize


def write_github(outcome: Outcome) -> str:
    """Return the annotations, and a last line for the log."""
    results = [result_of(cause) for cause in outcome.causes]
    results += [Result("fixed", "note", fingerprint) for fingerprint in outcome.fixed]
    return "\n".join([*filter(None, [write_annotations(results)]), summarize(outcome)])
