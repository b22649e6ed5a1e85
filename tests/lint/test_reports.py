"""The formats of findings."""

from __future__ import annotations

import json
from typing import Any

from mockserver.lint import RULES, Finding, report, summarize

FINDINGS = [
    Finding("example.schema", "is 50% wrong,\nreally", "a,b.yaml", 3, "/x"),
    Finding("schema.unsatisfiable", "is odd", "a,b.yaml", None, ""),
    Finding("component.unused", "is lonely", "c.yaml", 9, "/y"),
]


def test_text() -> None:
    lines = report(FINDINGS, "text").splitlines()
    assert lines[0] == "a,b.yaml"
    assert lines[1] == "     3  error    example.schema  /x: is 50% wrong,\\u000areally"
    assert lines[-1] == "1 error, 1 warning, 1 note"
    assert report([], "text") == summarize([]) == "no findings"


def test_json() -> None:
    first = json.loads(report(FINDINGS, "json"))["findings"][0]
    assert first == {
        "file": "a,b.yaml",
        "line": 3,
        "pointer": "/x",
        "rule": "example.schema",
        "severity": "error",
        "message": "is 50% wrong,\nreally",
    }


def test_sarif() -> None:
    run: dict[str, Any] = json.loads(report(FINDINGS, "sarif"))["runs"][0]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(RULES)
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("a,b.yaml", 3)


def test_github() -> None:
    assert report(FINDINGS, "github").splitlines() == [
        "::error file=a%2Cb.yaml,line=3,title=example.schema::/x: is 50%25 wrong,%0Areally",
        "::warning file=a%2Cb.yaml,line=1,title=schema.unsatisfiable::is odd",
        "::notice file=c.yaml,line=9,title=component.unused::/y: is lonely",
    ]
