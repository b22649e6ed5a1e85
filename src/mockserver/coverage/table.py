"""The table for a terminal: one row for each operation, what was covered of it and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .summary import CoverageCount, OperationSummary, Summary, total

MISSING_SHOWN = 10  # names in a row; the other formats have all
_HEAD = ("Operation", "Calls", "Statuses", "Parameters", "Request", "Response", "Cover", "Missing")
_LEFT = (0, 7)  # columns that are aligned left


def write_table(summaries: Sequence[Summary]) -> str:
    """Return the tables of all documents, and the total of several."""
    tables = [_table(summary) for summary in summaries]
    if len(tables) > 1:
        tables.append(f"All documents: {total(summaries).percent:.0f}%")
    return "\n\n".join(tables)


def _table(summary: Summary) -> str:
    rows = [_HEAD, *map(_row, summary.operations), _last_row(summary)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [_line(row, widths) for row in rows]
    rule = "-" * (sum(widths[:-1]) + 2 * (len(widths) - 1) + len(_HEAD[-1]))
    return "\n".join([f"Coverage of {summary.title}", "", lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if column in _LEFT else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _row(summary: OperationSummary) -> tuple[str, ...]:
    return (str(summary.operation), str(summary.count), *_cells(summary), missing_text(summary))


def _last_row(summary: Summary) -> tuple[str, ...]:
    calls = sum(operation.count for operation in summary.operations)
    operations = summary.tally("operation")
    return (f"TOTAL {operations} operations", str(calls), *_cells(summary), "")


def _cells(summary: OperationSummary | Summary) -> Iterator[str]:
    yield str(summary.tally("status"))
    yield str(summary.tally("parameter", "value"))
    yield str(summary.tally("request"))
    yield str(summary.tally("response"))
    yield percent_text(summary.tally())


def percent_text(tally: CoverageCount) -> str:
    """Return whole percents; 100% only if nothing is missing, 0% only if nothing is covered."""
    rounded = round(tally.percent)
    if tally.covered and not rounded:
        rounded = 1
    if tally.covered < tally.total and rounded == 100:
        rounded = 99
    return f"{rounded}%"


def missing_text(summary: OperationSummary) -> str:
    """Return `404, query limit, body {title}, 200 {items[].id, … 3 more}`, or `never called`.

    The fields of a missing status and the values of a missing parameter are left out.
    """
    if not summary.count:
        return "never called"
    names = Counter((entry.item.kind, entry.name) for entry in summary.entries)
    missed = {entry.name for entry in summary.missing if entry.item.kind in ("status", "parameter")}
    plain: list[str] = []
    fields: dict[str, list[str]] = {}
    for entry in summary.missing:
        kind, name = entry.item.kind, entry.name
        if names[kind, name] > 1:  # several branches of a schema have a field of this name
            name = f"{name}:{entry.line}"
        if kind == "request":
            fields.setdefault("body", []).append(name)
        elif kind == "response":
            status, _, name = name.partition(" ")
            if status not in missed:
                fields.setdefault(status, []).append(name)
        elif kind != "value" or name.partition("=")[0] not in missed:
            plain.append(name)
    return ", ".join([*_cut(plain), *(f"{owner} {{{', '.join(_cut(names))}}}" for owner, names in fields.items())])


def _cut(names: list[str]) -> list[str]:
    different = list(dict.fromkeys(names))
    more = len(different) - MISSING_SHOWN
    return [*different[:MISSING_SHOWN], f"… {more} more"] if more > 0 else different
