"""Summaries of coverage for reports: items with their counts and places, by operation and by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from ..openapi.documents import Source
from ..openapi.operations import Operation
from .items import Item, Kind
from .recording import Coverage


@dataclass(frozen=True, slots=True)
class ItemCoverage:
    """One item, seen or missed."""

    item: Item
    name: str  # "200 items[].title", in reports
    count: int  # exchanges that had it; 0: missed
    source: Source  # the file of the document
    pointer: str  # in that file
    line: int  # from 1

    @property
    def sentence(self) -> str:
        """The name with its operation: `listBooks 200 items[].title`."""
        return self.name if self.item.kind == "operation" else f"{self.item.operation_id} {self.name}"


class CoverageCount(NamedTuple):
    """How many items of how many."""

    covered: int
    total: int

    @property
    def percent(self) -> float:
        """From 0 to 100; 100 if there is nothing to cover."""
        return 100.0 * self.covered / self.total if self.total else 100.0

    def __str__(self) -> str:
        """Return `3/12`, or `-` if there is nothing to cover."""
        return f"{self.covered}/{self.total}" if self.total else "-"


@dataclass(frozen=True, slots=True)
class OperationSummary:
    """The coverage of one operation."""

    operation: Operation
    entries: tuple[ItemCoverage, ...]

    @property
    def count(self) -> int:
        """How many exchanges called it."""
        return self.entries[0].count

    def tally(self, *kinds: Kind) -> CoverageCount:
        """Count the items of some kinds, or all."""
        return tally(self.entries, *kinds)

    @property
    def missing(self) -> tuple[ItemCoverage, ...]:
        return tuple(entry for entry in self.entries if not entry.count)


@dataclass(frozen=True, slots=True)
class LineCoverage:
    """One line of a document that has items."""

    number: int
    entries: tuple[ItemCoverage, ...]

    @property
    def count(self) -> int:
        return sum(entry.count for entry in self.entries)

    @property
    def tally(self) -> CoverageCount:
        return tally(self.entries)


@dataclass(frozen=True, slots=True)
class FileSummary:
    """One file of a document, line by line."""

    source: Source
    lines: tuple[LineCoverage, ...]  # lines with items, from top to bottom

    @property
    def tally(self) -> CoverageCount:
        """Lines with at least one item that was seen."""
        return CoverageCount(sum(1 for line in self.lines if line.count), len(self.lines))

    @property
    def branches(self) -> CoverageCount:
        """Items that share their line with other items."""
        return tally(entry for line in self.lines if len(line.entries) > 1 for entry in line.entries)


@dataclass(frozen=True, slots=True)
class Summary:
    """The coverage of one document."""

    title: str  # "specs/adapter.yaml"
    operations: tuple[OperationSummary, ...]

    def tally(self, *kinds: Kind) -> CoverageCount:
        return tally((entry for operation in self.operations for entry in operation.entries), *kinds)

    @property
    def files(self) -> tuple[FileSummary, ...]:
        """The files that have items, sorted by name."""
        entries = sorted(
            (entry for operation in self.operations for entry in operation.entries),
            key=lambda entry: (entry.source.name, entry.line),
        )
        return tuple(_summarize_file(found) for _, found in groupby(entries, attrgetter("source.name")))


def summarize(coverage: Coverage) -> Summary:
    """Return the present coverage. Operations that cannot be read count as not covered."""
    document = coverage.api.document
    return Summary(
        document.name, tuple(_summarize_operation(coverage, operation) for operation in coverage.api.operations)
    )


def _summarize_operation(coverage: Coverage, operation: Operation) -> OperationSummary:
    document, entries = operation.document, []
    for item, name, count in coverage.iter_counts(operation):
        source, pointer = document.locate(item.pointer)
        entries.append(ItemCoverage(item, name, count, source, pointer, document.line_in(source, pointer) or 1))
    return OperationSummary(operation, tuple(entries))


def _summarize_file(entries: Iterable[ItemCoverage]) -> FileSummary:
    found = list(entries)
    lines = (LineCoverage(number, tuple(on_line)) for number, on_line in groupby(found, attrgetter("line")))
    return FileSummary(found[0].source, tuple(lines))


def tally(entries: Iterable[ItemCoverage], *kinds: Kind) -> CoverageCount:
    counted = [entry for entry in entries if not kinds or entry.item.kind in kinds]
    return CoverageCount(sum(1 for entry in counted if entry.count), len(counted))


def total(summaries: Iterable[Summary]) -> CoverageCount:
    """Count the items of several documents together."""
    tallies = [summary.tally() for summary in summaries]
    return CoverageCount(sum(each.covered for each in tallies), sum(each.total for each in tallies))


def iter_files(summaries: Iterable[Summary]) -> Iterator[FileSummary]:
    """Yield the files of all documents. A file of several documents comes once, with the items of each."""
    files: dict[str, list[ItemCoverage]] = {}
    for summary in summaries:
        for file in summary.files:
            files.setdefault(file.source.address or file.source.name, []).extend(
                entry for line in file.lines for entry in line.entries
            )
    for entries in files.values():
        yield _summarize_file(sorted(entries, key=attrgetter("line")))
