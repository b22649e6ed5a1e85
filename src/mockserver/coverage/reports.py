"""The reports by the name an option gives them: `term`, `json:FILE`, `lcov:FILE`, `cobertura:FILE`, `html:FOLDER`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from ..openapi.errors import OptionError
from .cobertura import write_cobertura
from .data import write_json
from .html import write_html
from .lcov import write_lcov
from .summary import Summary
from .table import write_table

Format = Literal["term", "json", "lcov", "cobertura", "html"]

FORMATS: tuple[Format, ...] = get_args(Format)
_TARGETS: dict[Format, str] = {  # where a report goes that names no place
    "json": "mock-coverage.json",
    "lcov": "mock-coverage.lcov",
    "cobertura": "mock-coverage.xml",
    "html": "mock-coverage",
}


@dataclass(frozen=True, slots=True)
class WantedReport:
    """One report somebody asked for."""

    format: Format
    target: Path | None = None  # a file, or html's folder; None for `term`


def read_wanted(text: str) -> WantedReport:
    """`lcov:build/mock.lcov` -> a report; `OptionError` for what is none."""
    name, colon, target = text.partition(":")
    if name not in FORMATS:
        raise OptionError(f"there is no coverage report {name!r}; there are: {', '.join(FORMATS)}")
    if name == "term":
        if colon:
            raise OptionError(f"the coverage report `term` goes to the terminal, not to {target!r}")
        return WantedReport(name)
    if colon and not target:
        raise OptionError(f"the coverage report {text!r} names no {'folder' if name == 'html' else 'file'}")
    return WantedReport(name, Path(target or _TARGETS[name]))


def write_report(wanted: WantedReport, summaries: Sequence[Summary], root: Path, at: datetime) -> str:
    """Write one report; the text for the terminal: the table, or where the report is.

    Files of documents are named relative to `root`. `at` is the moment of the report. `OptionError` where a file
    cannot be written.
    """
    if wanted.target is None:
        return write_table(summaries)
    try:
        if wanted.format == "html":
            return f"Coverage as HTML: {write_html(summaries, wanted.target, root)}"
        wanted.target.parent.mkdir(parents=True, exist_ok=True)
        wanted.target.write_text(_text(wanted.format, summaries, root, at), encoding="utf-8")
    except OSError as reason:
        raise OptionError(f"the coverage report {wanted.target} cannot be written: {reason.strerror}") from None
    return f"Coverage as {wanted.format}: {wanted.target}"


def _text(format: Format, summaries: Sequence[Summary], root: Path, at: datetime) -> str:
    if format == "json":
        return write_json(summaries, root)
    return write_lcov(summaries, root) if format == "lcov" else write_cobertura(summaries, root, at)
