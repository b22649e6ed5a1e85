"""`--report FORMAT[:FILE]`: the formats of a provider test."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...reports.formats import Format, ReportRequest, make_formats, write_report
from ...reports.github import append_summary
from ..outcome import Outcome
from .github import write_github
from .json_report import write_json_report
from .junit import write_junit_report
from .page import write_page
from .sarif import write_sarif_report
from .summary import write_summary
from .text import write_text

FORMATS = make_formats(
    Format("text", write_text),
    Format("json", write_json_report),
    Format("junit", write_junit_report),
    Format("sarif", write_sarif_report),
    Format("github", write_github),
    Format("summary", write_summary),
    Format("html", write_page),
)


def write_reports(outcome: Outcome, requests: Iterable[ReportRequest[Outcome]], say: Callable[[str], object]) -> None:
    """Write each report to its file, or pass it to `say`. Raises `OptionError` if a file cannot be written."""
    for request in requests:
        if request.format.name == "github":
            append_summary(write_summary(outcome))
        write_report(request, outcome, say)
