"""An LCOV tracefile for the lines of the OpenAPI document: functions are operations, branches are items.

The format is the one geninfo(1) describes under FILES.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from .places import shown_path
from .summary import CoverageCount, FileSummary, ItemCoverage, Summary, iter_files


def write_lcov(summaries: Iterable[Summary], root: Path) -> str:
    """Return one record for each file; files below `root` are named relative to it."""
    return "".join(line + "\n" for file in iter_files(summaries) for line in _iter_record(file, root))


def _iter_record(file: FileSummary, root: Path) -> Iterator[str]:
    yield "TN:openapi"
    yield f"SF:{shown_path(file.source, root)}"
    yield from _iter_functions([e for line in file.lines for e in line.entries if e.item.kind == "operation"])
    yield from _iter_branches(file)
    yield from (f"DA:{line.number},{line.count}" for line in file.lines)
    yield from _totals("L", file.tally)
    yield "end_of_record"


def _iter_functions(operations: list[ItemCoverage]) -> Iterator[str]:
    for entry in operations:
        yield f"FN:{entry.line},{entry.item.operation_id}"
    for entry in operations:
        yield f"FNDA:{entry.count},{entry.item.operation_id}"
    yield from _totals("FN", CoverageCount(sum(1 for entry in operations if entry.count), len(operations)))


def _iter_branches(file: FileSummary) -> Iterator[str]:
    for line in file.lines:
        if len(line.entries) > 1:
            for number, entry in enumerate(line.entries):
                taken = entry.count if line.count else "-"  # "-": the line was never reached
                yield f"BRDA:{line.number},0,{number},{taken}"
    yield from _totals("BR", file.branches)


def _totals(prefix: str, tally: CoverageCount) -> tuple[str, str]:
    return f"{prefix}F:{tally.total}", f"{prefix}H:{tally.covered}"
