"""Cobertura XML (coverage-04.dtd) for the lines of the OpenAPI document: a class is a file, a method is an operation,
and a line with several items has a branch for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .places import shown_path
from .summary import CoverageCount, FileSummary, ItemCoverage, LineCoverage, Summary, iter_files

_DOCTYPE = '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">'


def write_cobertura(summaries: Iterable[Summary], root: Path, at: datetime) -> str:
    """Return one document for all files. `at` is the moment of the report; Codecov refuses old ones."""
    files = list(iter_files(summaries))
    lines, branches = _sum(file.tally for file in files), _sum(file.branches for file in files)
    report = Element("coverage", _rates(lines, branches))
    report.attrib.update(
        {
            "lines-covered": str(lines.covered),
            "lines-valid": str(lines.total),
            "branches-covered": str(branches.covered),
            "branches-valid": str(branches.total),
            "complexity": "0",
            "version": "1",
            "timestamp": str(int(at.timestamp() * 1000)),
        }
    )
    SubElement(SubElement(report, "sources"), "source").text = "."
    package = SubElement(SubElement(report, "packages"), "package", {"name": "openapi", **_rates(lines, branches)})
    package.set("complexity", "0")
    classes = SubElement(package, "classes")
    for file in files:
        _add_class(classes, file, shown_path(file.source, root))
    indent(report)
    return f'<?xml version="1.0"?>\n{_DOCTYPE}\n{tostring(report, encoding="unicode")}\n'


def _add_class(classes: Element, file: FileSummary, filename: str) -> None:
    rates = _rates(file.tally, file.branches)
    name = {"name": filename.rpartition("/")[2], "filename": filename, **rates, "complexity": "0"}
    element = SubElement(classes, "class", name)
    methods = SubElement(element, "methods")
    for line in file.lines:
        for entry in line.entries:
            if entry.item.kind == "operation":
                _add_method(methods, entry, line)
    _add_lines(element, file.lines)


def _add_method(methods: Element, entry: ItemCoverage, line: LineCoverage) -> None:
    rates = _rates(CoverageCount(int(entry.count > 0), 1), CoverageCount(0, 0))
    method = SubElement(methods, "method", {"name": entry.item.operation_id, "signature": entry.name, **rates})
    method.set("complexity", "0")
    _add_lines(method, [LineCoverage(line.number, (entry,))])


def _add_lines(parent: Element, lines: Sequence[LineCoverage]) -> None:
    elements = SubElement(parent, "lines")
    for line in lines:
        element = SubElement(elements, "line", {"number": str(line.number), "hits": str(line.count)})
        if len(line.entries) > 1:
            tally = line.tally
            element.set("branch", "true")
            element.set("condition-coverage", f"{int(tally.percent)}% ({tally})")


def _rates(lines: CoverageCount, branches: CoverageCount) -> dict[str, str]:
    return {"line-rate": f"{lines.percent / 100:.4g}", "branch-rate": f"{branches.percent / 100:.4g}"}


def _sum(tallies: Iterable[CoverageCount]) -> CoverageCount:
    covered, total = 0, 0
    for tally in tallies:
        covered, total = covered + tally.covered, total + tally.total
    return CoverageCount(covered, total)
