"""The formats of the coverage: `term`, `json:FILE`, `lcov:FILE`, `cobertura:FILE`, `html:FOLDER`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..reports import formats
from ..reports.formats import Format, ReportRequest, make_formats
from .cobertura import write_cobertura
from .data import write_json
from .html import write_html
from .lcov import write_lcov
from .summary import Summary
from .table import write_table


@dataclass(frozen=True, slots=True)
class Measured:
    """What a report is written from."""

    summaries: Sequence[Summary]  # one for each document
    root: Path  # files below it are named relative to it
    at: datetime  # the moment of the report


FORMATS = make_formats(
    Format[Measured]("term", lambda it: write_table(it.summaries), "terminal"),
    Format[Measured]("json", lambda it: write_json(it.summaries, it.root), default="mock-coverage.json"),
    Format[Measured]("lcov", lambda it: write_lcov(it.summaries, it.root), default="mock-coverage.lcov"),
    Format[Measured](
        "cobertura", lambda it: write_cobertura(it.summaries, it.root, it.at), default="mock-coverage.xml"
    ),
    Format[Measured]("html", lambda it: write_html(it.summaries, it.root), "folder", "mock-coverage"),
)


def read_request(option: str, words: str) -> ReportRequest[Measured]:
    """Read `lcov:build/mock.lcov`, the value of an option. Raises `OptionError` if it is not a coverage report."""
    return formats.read_request(FORMATS, option, words)


def write_report(request: ReportRequest[Measured], measured: Measured) -> str:
    """Write a report; return the text for the terminal: the table, or where the report is.

    Raises `OptionError` if a file cannot be written.
    """
    said: list[str] = []
    file = formats.write_report(request, measured, said.append)
    return said[0] if file is None else f"Coverage as {request.format.name}: {file}"
