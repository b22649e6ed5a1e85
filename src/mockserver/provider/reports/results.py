"""The failures of an outcome as results, for SARIF and for GitHub's annotations."""

from __future__ import annotations

from ...reports.results import Result
from ..causes import Cause
from ..failures import describe_response
from .replaying import replay_lines


def result_of(cause: Cause, *, is_accepted: bool = False) -> Result:
    failure = cause.first
    *steps, last = replay_lines(failure)
    lines = [f"{failure.operation}: {failure.message}", *(f"first: {step}" for step in steps), f"sent: {last}"]
    lines += [f"got: {describe_response(failure.response)}", *(f"also in {place}" for place in cause.places)]
    return Result(failure.check, "error", "\n".join(lines), failure.position, cause.fingerprint, is_accepted)
