"""`--report FORMAT[:FILE]`: which formats there are, and where each goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ...openapi.errors import OptionError
from ..outcome import Outcome
from .github import write_annotations, write_summary
from .json_report import write_json_report
from .junit import write_junit
from .page import write_page
from .sarif import write_sarif
from .text import write_text

FORMATS: dict[str, Callable[[Outcome], str]] = {
    "text": write_text,
    "json": write_json_report,
    "junit": write_junit,
    "sarif": write_sarif,
    "github": write_annotations,
    "summary": write_summary,
    "html": write_page,
}


STEP_SUMMARY = "GITHUB_STEP_SUMMARY"  # names the file in which GitHub looks for a step's summary


@dataclass(frozen=True)
class ReportRequest:
    """One `--report`."""

    format: str  # "junit"
    file: Path | None  # None: standard output


def read_request(words: str) -> ReportRequest:
    """`junit:report.xml`; `OptionError` for a format that there is not."""
    name, colon, file = words.partition(":")
    if name not in FORMATS:
        raise OptionError(f"--report {words}: there is no format {name!r}; there are: {', '.join(FORMATS)}")
    if colon and not file:
        raise OptionError(f"--report {words}: names no file after the colon")
    return ReportRequest(name, Path(file) if file else None)


def write_reports(outcome: Outcome, requests: Iterable[ReportRequest], say: Callable[[str], None]) -> None:
    """Each report to its file, or through `say`; `OptionError` where a file cannot be written."""
    for request in requests:
        text = FORMATS[request.format](outcome)
        if request.format == "github" and (file := os.environ.get(STEP_SUMMARY)):
            _append(Path(file), write_summary(outcome))
        if request.file is None:
            say(text)
            continue
        try:
            request.file.parent.mkdir(parents=True, exist_ok=True)
            request.file.write_text(text + "\n", encoding="utf-8")
        except OSError as reason:
            raise OptionError(
                f"--report {request.format}:{request.file}: cannot be written: {reason.strerror}"
            ) from None


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")
    except OSError as reason:
        raise OptionError(f"{STEP_SUMMARY}={file}: cannot be written: {reason.strerror}") from None
