"""The report as JSON, for programs."""

from __future__ import annotations

import json
from typing import Any

from ...openapi.problems import describe
from ..causes import Cause
from ..failures import Failure, describe_response
from ..outcome import Outcome
from .replaying import replay_lines


def write_json_report(outcome: Outcome) -> str:
    """Return `{"kept": false, "failures": […], "operations": […], …}`."""
    report = {
        "service": outcome.service,
        "document": outcome.document.name,
        "seed": outcome.seed,
        "phases": outcome.phases,
        "kept": outcome.is_kept,
        "cut": outcome.is_cut,
        "requests": outcome.requests,
        "operations": [_operation(outcome, str(operation)) for operation in outcome.operations],
        "failures": [_cause(cause) for cause in outcome.causes],
        "accepted": [failure.fingerprint for failure in outcome.accepted],
        "fixed": outcome.fixed,
        "notices": outcome.notices,
    }
    if outcome.coverage:
        report["coverage"] = outcome.coverage
    return json.dumps(report, indent=2, ensure_ascii=False)


def _operation(outcome: Outcome, name: str) -> dict[str, Any]:
    tally = outcome.tallies[name]
    return {
        "operation": name,
        "kept": not outcome.by_operation[name],
        "sent": {phase: tally.sent[phase] for phase in outcome.phases if tally.sent[phase]},
        "statuses": {str(status or "none"): number for status, number in sorted(tally.statuses.items())},
    }


def _cause(cause: Cause) -> dict[str, Any]:
    """Return the failure to show, and where the others with its cause are."""
    return {
        **_failure(cause.first),
        "cause": cause.first.cause,
        "places": [
            {
                "operation": failure.operation,
                "phase": failure.phase,
                "message": failure.message,
                "fingerprint": failure.fingerprint,
                "curl": replay_lines(failure)[-1],
            }
            for failure in cause.failures
        ],
    }


def _failure(failure: Failure) -> dict[str, Any]:
    request, response, position = failure.request, failure.response, failure.position
    *steps, curl = replay_lines(failure)
    written: dict[str, Any] = {
        "check": failure.check,
        "operation": failure.operation,
        "phase": failure.phase,
        "message": failure.message,
        "fingerprint": failure.fingerprint,
        "document": f"{position.file}:{position.line}" if position else "",
        "document_pointer": position.pointer if position else "",
        "first": steps,
        "curl": curl,
        "answer": describe_response(response),
    }
    if failure.violation is not None:
        written["violation"] = describe(failure.violation)
    if request is not None:
        written["request"] = {"method": request.method, "path": request.path}
    if response is not None:
        written["status"] = response.status
    return written
