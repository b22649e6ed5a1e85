"""SARIF from results."""

from __future__ import annotations

import json
from typing import Any

from mockserver.openapi.version import __version__
from mockserver.reports.results import Result, RuleInfo
from mockserver.reports.sarif import write_sarif
from tests.reports.places import Place

RULES = [RuleInfo("a.rule", "a thing is wrong", "warning"), RuleInfo("b.rule", "another thing is wrong")]


def run_of(*results: Result) -> Any:
    return json.loads(write_sarif(results, RULES))["runs"][0]


def test_rules_are_described() -> None:
    assert run_of()["tool"]["driver"] == {
        "name": "mockserver",
        "version": __version__,
        "rules": [
            {
                "id": "a.rule",
                "shortDescription": {"text": "a thing is wrong"},
                "defaultConfiguration": {"level": "warning"},
            },
            {"id": "b.rule", "shortDescription": {"text": "another thing is wrong"}},
        ],
    }


def test_a_result_has_its_place() -> None:
    [result] = run_of(Result("a.rule", "warning", "is odd", Place("api.yaml", 7, "/info")))["results"]
    assert result == {
        "ruleId": "a.rule",
        "level": "warning",
        "message": {"text": "is odd"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": "api.yaml"}, "region": {"startLine": 7}},
                "logicalLocations": [{"fullyQualifiedName": "/info"}],
            }
        ],
    }


def test_a_result_without_a_line_stands_at_the_first() -> None:
    [result] = run_of(Result("a.rule", "note", "is odd", Place("api.yaml", None, "")))["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_an_accepted_result_is_suppressed() -> None:
    [result] = run_of(Result("b.rule", "error", "is odd", fingerprint="GET / b.rule", is_accepted=True))["results"]
    assert result == {
        "ruleId": "b.rule",
        "level": "error",
        "message": {"text": "is odd"},
        "partialFingerprints": {"mockserver/v1": "GET / b.rule"},
        "suppressions": [{"kind": "external"}],
    }


def test_other_characters_are_escaped_on_request() -> None:
    results = [Result("a.rule", "error", "wörng")]
    assert "wörng" in write_sarif(results, RULES)
    assert "w\\u00f6rng" in write_sarif(results, RULES, is_ascii=True)
