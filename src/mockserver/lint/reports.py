"""The formats of findings, and what a server says about a document when it starts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from ..openapi.printable import to_line
from ..reports.formats import Format, make_formats
from ..reports.github import write_annotations
from ..reports.results import Result, RuleInfo
from ..reports.sarif import write_sarif
from .findings import CHECKED, RULES, Finding


def report(findings: Sequence[Finding], format: str) -> str:
    """Return the findings in a format of `FORMATS`."""
    text = FORMATS[format].write(findings)
    assert isinstance(text, str)
    return text


def tell(name: str, findings: Iterable[Finding], *, verbose: bool) -> list[str]:
    """Return what a server says about a document at start: one line if it has findings, all of them if `verbose`."""
    findings = tuple(findings)
    found = [finding for finding in findings if finding.severity in CHECKED]
    lines = report(found, "text").splitlines() if found and verbose else []
    lines += [
        f"mockserver: {f.file}: {f.message}; run mockserver lint" for f in findings if f.rule == "document.unfinished"
    ]
    return [*lines, f"mockserver: {name} has {summarize(found)}; mockserver lint shows them"] if found else lines


def summarize(findings: Iterable[Finding]) -> str:
    """`2 errors, 1 warning`; `no findings`."""
    counts = Counter(finding.severity for finding in findings)
    words = [f"{counts[s]} {s}{'s' * (counts[s] != 1)}" for s in ("error", "warning", "note") if counts[s]]
    return ", ".join(words) or "no findings"


def _text(findings: Sequence[Finding]) -> str:
    lines = []
    for file, group in groupby(findings, key=lambda finding: finding.file):
        lines += [to_line(file), *(_line(finding) for finding in group), ""]
    return "\n".join([*lines, summarize(findings)])


def _line(finding: Finding) -> str:
    place = f"{finding.pointer}: " if finding.pointer else ""
    return to_line(f"{finding.line or '':>6}  {finding.severity:<7}  {finding.rule}  {place}{finding.message}")


def _json(findings: Sequence[Finding]) -> str:
    return json.dumps({"findings": [_fields(finding) for finding in findings]}, indent=2)


def _fields(finding: Finding) -> dict[str, object]:
    return {
        "file": finding.file,
        "line": finding.line,
        "pointer": finding.pointer,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
    }


def _sarif(findings: Sequence[Finding]) -> str:
    rules = [RuleInfo(rule, meaning, severity) for rule, (severity, meaning) in RULES.items()]
    return write_sarif(map(_result_of, findings), rules, is_ascii=True)


def _github(findings: Sequence[Finding]) -> str:
    return write_annotations(map(_result_of, findings))


def _result_of(finding: Finding) -> Result:
    message = f"{finding.pointer}: {finding.message}" if finding.pointer else finding.message
    return Result(finding.rule, finding.severity, message, finding)


FORMATS = make_formats(
    Format("text", _text),
    Format("json", _json),
    Format("sarif", _sarif),
    Format("github", _github),
)
