"""SARIF 2.1.0, as code scanning reads it: every failure stands at the line of the document that is broken."""

from __future__ import annotations

import json
from typing import Any

from ... import __version__
from ..failures import Failure, describe_response, meaning_of
from ..outcome import Outcome

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_sarif(outcome: Outcome) -> str:
    checks = sorted({failure.check for failure in (*outcome.failures, *outcome.accepted)})
    driver = {
        "name": "mockserver",
        "version": __version__,
        "rules": [{"id": check, "shortDescription": {"text": meaning_of(check)}} for check in checks],
    }
    results = [_result(failure) for failure in outcome.failures]
    results += [_result(failure) | {"suppressions": [{"kind": "external"}]} for failure in outcome.accepted]
    run = {"tool": {"driver": driver}, "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _result(failure: Failure) -> dict[str, Any]:
    text = f"{failure.operation}: {failure.message}\nsent: {failure.curl}\ngot: {describe_response(failure.response)}"
    result: dict[str, Any] = {
        "ruleId": failure.check,
        "level": "error",
        "message": {"text": text},
        "partialFingerprints": {"mockserver/v1": failure.fingerprint},
    }
    if failure.position is not None:
        place = {
            "artifactLocation": {"uri": failure.position.file},
            "region": {"startLine": failure.position.line or 1},
        }
        logical = {"fullyQualifiedName": failure.position.pointer}
        result["locations"] = [{"physicalLocation": place, "logicalLocations": [logical]}]
    return result
