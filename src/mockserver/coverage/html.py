"""HTML: a page with all operations, and a page for each file with its lines marked; or one page with everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..reports.templates import load_templates
from .places import shown_path
from .summary import CoverageCount, FileSummary, ItemCoverage, LineCoverage, Summary, iter_files, total
from .table import missing_text, percent_text

if TYPE_CHECKING:
    from jinja2 import Environment

INDEX = "index.html"
_WHEN_MISSED = 8  # names beside a line; its tooltip has all

State = Literal["seen", "partly", "missed", "plain"]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a file's page."""

    number: int
    text: str
    state: State
    count: int
    missing: str  # "listBooks 404, createBook body title"
    all_missing: str  # the same without a limit


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file on a page that has them all."""

    name: str  # "specs/adapter.yaml", relative to the folder of the report
    anchor: str  # "specs-adapter.yaml"
    tally: CoverageCount
    lines: tuple[ShownLine, ...]


def write_html(summaries: Sequence[Summary], root: Path) -> dict[str, str]:
    """Return the pages by the names of their files, the first page first."""
    templates = _load()
    files = list(iter_files(summaries))
    names = name_pages(files)

    def address(name: str, line: int | None = None) -> str:
        return names[name] if line is None else f"{names[name]}#L{line}"

    index = templates.get_template("index.html")
    pages = {INDEX: index.render(summaries=summaries, total=total(summaries), address=address)}
    for file in files:
        pages[names[file.source.name]] = templates.get_template("file.html").render(
            name=shown_path(file.source, root), tally=file.tally, lines=list(iter_lines(file)), index=INDEX
        )
    return pages


def write_page(summaries: Sequence[Summary], root: Path) -> str:
    """Return one page with all operations and all files."""
    files = list(iter_files(summaries))
    anchors = {name: page.removesuffix(".html") for name, page in name_pages(files).items()}
    shown = [
        ShownFile(shown_path(file.source, root), anchors[file.source.name], file.tally, tuple(iter_lines(file)))
        for file in files
    ]

    def address(name: str, line: int | None = None) -> str:
        return f"#{anchors[name]}" if line is None else f"#{anchors[name]}-L{line}"

    index = _load().get_template("index.html")
    return index.render(summaries=summaries, total=total(summaries), address=address, files=shown)


def _load() -> Environment:
    return load_templates("mockserver.coverage", "pages", {"percent": percent_text, "missing": missing_text})


def name_pages(files: Sequence[FileSummary]) -> dict[str, str]:
    """Return the page of each file: `specs/adapter.yaml` -> `specs-adapter.yaml.html`."""
    names: dict[str, str] = {}
    for file in files:
        stem = re.sub(r"[^A-Za-z0-9._]+", "-", file.source.name).strip("-.") or "document"
        taken = {name.lower() for name in names.values()} | {INDEX}
        page, number = f"{stem}.html", 1
        while page.lower() in taken:
            number += 1
            page = f"{stem}-{number}.html"
        names[file.source.name] = page
    return names


def iter_lines(file: FileSummary) -> Iterator[ShownLine]:
    """Yield every line of the file."""
    found = {line.number: line for line in file.lines}
    for number, text in enumerate(file.source.text.split("\n"), start=1):
        line = found.get(number)
        if line is None:
            yield ShownLine(number, text.rstrip("\r"), "plain", 0, "", "")
        else:
            missing = [_sentence(entry) for entry in line.entries if not entry.count]
            more = len(missing) - _WHEN_MISSED
            cut = ", ".join(missing[:_WHEN_MISSED]) + (f", … {more} more" if more > 0 else "")
            yield ShownLine(number, text.rstrip("\r"), _state(line), line.count, cut, ", ".join(missing))


def _state(line: LineCoverage) -> State:
    if not line.count:
        return "missed"
    return "seen" if line.tally.covered == line.tally.total else "partly"


def _sentence(entry: ItemCoverage) -> str:
    """Return what was missed, in the few words that fit beside its line."""
    owner, kind = entry.item.operation_id, entry.item.kind
    if kind == "operation":
        return f"{owner} was never called"
    if kind in ("request", "response"):
        return f"{owner} {'body' if kind == 'request' else entry.item.part.partition(' ')[0]}"
    return f"{owner} {entry.name}"
