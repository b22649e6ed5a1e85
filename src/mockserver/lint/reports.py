"""Findings as people and programs read them: text, JSON, SARIF 2.1.0 and GitHub's annotations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from .. import __version__
from .findings import CHECKED, RULES, Finding

_LEVELS = {"error": "error", "warning": "warning", "note": "note"}  # SARIF 2.1.0 §3.27.10
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}  # GitHub's workflow commands


def report(findings: Sequence[Finding], format: str) -> str:
    return FORMATS[format](findings)


def tell(name: str, findings: Iterable[Finding], *, verbose: bool) -> list[str]:
    """What is said of a document when a server starts: nothing, or one line; `verbose` shows every finding."""
    findings = tuple(findings)
    found = [finding for finding in findings if finding.severity in CHECKED]
    lines = report(found, "text").splitlines() if found and verbose else []
    lines += [
        f"mockserver: {f.file}: {f.message}; mockserver lint does" for f in findings if f.rule == "document.unfinished"
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
        lines += [file, *(_line(finding) for finding in group), ""]
    return "\n".join([*lines, summarize(findings)])


def _line(finding: Finding) -> str:
    place = f"{finding.pointer}: " if finding.pointer else ""
    return f"{finding.line or '':>6}  {finding.severity:<7}  {finding.rule}  {place}{finding.message}"


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
    rules = [
        {"id": rule, "shortDescription": {"text": meaning}, "defaultConfiguration": {"level": _LEVELS[severity]}}
        for rule, (severity, meaning) in RULES.items()
    ]
    results = [
        {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": _sentence(finding)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": finding.file},
                        "region": {"startLine": finding.line or 1},
                    },
                    "logicalLocations": [{"fullyQualifiedName": finding.pointer}],
                }
            ],
        }
        for finding in findings
    ]
    driver = {"name": "mockserver", "version": __version__, "rules": rules}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps(
        {"$schema": schema, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}, indent=2
    )


def _github(findings: Sequence[Finding]) -> str:
    return "\n".join(_annotation(finding) for finding in findings)


def _annotation(finding: Finding) -> str:
    place = f"file={_escape(finding.file, ':,')},line={finding.line or 1},title={finding.rule}"
    return f"::{_COMMANDS[finding.severity]} {place}::{_escape(_sentence(finding))}"


def _sentence(finding: Finding) -> str:
    return f"{finding.pointer}: {finding.message}" if finding.pointer else finding.message


def _escape(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
