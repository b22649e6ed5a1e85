"""The report as JSON, for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import orjson

from .items import Kind
from .places import shown_path
from .summary import CoverageCount, ItemCoverage, OperationSummary, Summary, total

_KINDS: tuple[Kind, ...] = get_args(Kind)


def write_json(summaries: Sequence[Summary], root: Path) -> str:
    report = describe_coverage(summaries, root)
    return orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def describe_coverage(summaries: Sequence[Summary], root: Path) -> dict[str, Any]:
    """Return `{"percent": 87.5, "documents": […]}`."""
    documents = [_document(summary, root) for summary in summaries]
    return {"percent": _percent(total(summaries)), "documents": documents}


def _document(summary: Summary, root: Path) -> dict[str, Any]:
    files = {file.source.name: shown_path(file.source, root) for file in summary.files}
    return {
        "document": summary.title,
        "percent": _percent(summary.tally()),
        "totals": {kind: _tally(summary.tally(kind)) for kind in _KINDS},
        "operations": [_operation(operation, files) for operation in summary.operations],
    }


def _operation(summary: OperationSummary, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "operation_id": summary.operation.operation_id,
        "method": summary.operation.method,
        "path": summary.operation.path,
        "percent": _percent(summary.tally()),
        "items": [_item(entry, files) for entry in summary.entries],
    }


def _item(entry: ItemCoverage, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": entry.item.kind,
        "name": entry.name,
        "count": entry.count,
        "file": files[entry.source.name],
        "line": entry.line,
        "pointer": entry.pointer,
    }


def _tally(tally: CoverageCount) -> dict[str, int]:
    return {"covered": tally.covered, "total": tally.total}


def _percent(tally: CoverageCount) -> float:
    return round(tally.percent, 2)
