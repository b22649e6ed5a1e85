"""Options such as `--report FORMAT[:FILE]`: the formats of a report, and where each report goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

from ..openapi.errors import OptionError

Subject = TypeVar("Subject")
"""What a report is written from: the findings of lint, the outcome of a provider test, the summaries of coverage."""

Pages = Mapping[str, str]  # {"index.html": "<!doctype html>…"}, the page to open first


@dataclass(frozen=True)
class Format(Generic[Subject]):
    """One format of a report."""

    name: str  # "lcov"
    write: Callable[[Subject], str | Pages]  # pages only for a `kind` of "folder"
    kind: Literal["file", "folder", "terminal"] = "file"  # where a report can go
    default: str = ""  # "mock-coverage.lcov", where a report goes if the option names no place; empty: standard output


Formats = Mapping[str, Format[Subject]]


@dataclass(frozen=True)
class ReportRequest(Generic[Subject]):
    """One report that an option asks for."""

    option: str  # "--report"
    format: Format[Subject]
    target: Path | None = None  # a file, or the folder of pages; None: standard output


def make_formats(*formats: Format[Subject]) -> Formats[Subject]:
    """Return the table of formats, by name."""
    return {each.name: each for each in formats}


def read_request(formats: Formats[Subject], option: str, words: str) -> ReportRequest[Subject]:
    """Read `lcov:build/mock.lcov`. Raises `OptionError` if the format is unknown or cannot go there."""
    name, colon, place = words.partition(":")
    chosen = formats.get(name)
    if chosen is None:
        raise OptionError(f"{option} {words}: there is no format {name!r}; there are: {', '.join(formats)}")
    if colon and chosen.kind == "terminal":
        raise OptionError(f"{option} {words}: {name} goes to the terminal, not to a file")
    if colon and not place:
        raise OptionError(f"{option} {words}: names no {chosen.kind} after the colon")
    target = place or chosen.default
    return ReportRequest(option, chosen, Path(target) if target else None)


def write_report(request: ReportRequest[Subject], subject: Subject, say: Callable[[str], object]) -> Path | None:
    """Write a report to its file or folder, or pass it to `say`.

    Return the file to open, if there is one. Raises `OptionError` if it cannot be written.
    """
    written, target = request.format.write(subject), request.target
    if target is None:
        assert isinstance(written, str)
        say(written)
        return None
    files = {target: written} if isinstance(written, str) else {target / name: page for name, page in written.items()}
    try:
        for file, text in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text if text.endswith("\n") or not text else text + "\n", encoding="utf-8")
    except OSError as reason:
        place = f"{request.option} {request.format.name}:{target}"
        raise OptionError(f"{place}: cannot be written: {reason.strerror}") from None
    return next(iter(files))
