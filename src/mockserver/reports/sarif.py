"""SARIF 2.1.0, which code scanning reads: each result names a line of the document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..openapi.rules import Position
from ..openapi.version import __version__
from .results import Result, RuleInfo

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(results: Iterable[Result], rules: Iterable[RuleInfo], *, is_ascii: bool = False) -> str:
    """Return a log with one run. `is_ascii` escapes all other characters, for terminals that do not read UTF-8."""
    driver = {"name": "mockserver", "version": __version__, "rules": [_describe_rule(rule) for rule in rules]}
    run = {"tool": {"driver": driver}, "results": [_describe_result(result) for result in results]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=is_ascii)


def _describe_rule(rule: RuleInfo) -> dict[str, Any]:
    described: dict[str, Any] = {"id": rule.id, "shortDescription": {"text": rule.meaning}}
    if rule.level is not None:
        described["defaultConfiguration"] = {"level": rule.level}
    return described


def _describe_result(result: Result) -> dict[str, Any]:
    described: dict[str, Any] = {
        "ruleId": result.rule,
        "level": result.level,  # SARIF 2.1.0 §3.27.10
        "message": {"text": result.message},
    }
    if result.fingerprint:
        described["partialFingerprints"] = {"mockserver/v1": result.fingerprint}
    if result.position is not None:
        described["locations"] = [_describe_location(result.position)]
    if result.is_accepted:
        described["suppressions"] = [{"kind": "external"}]
    return described


def _describe_location(position: Position) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": position.file},
            "region": {"startLine": position.line or 1},
        },
        "logicalLocations": [{"fullyQualifiedName": position.pointer}],
    }
