"""The failures of an outcome as results, for SARIF and for GitHub's annotations."""

from __future__ import annotations

from ...reports.results import Result
from ..causes import Cause
from ..failures import describe_response


def result_of(cause: Cause, *, is_accepted: bool = False) -> Result:
    failure = cause.first
    lines = [f"{failure.operation}: {failure.message}", f"sent: {failure.curl}"]
    lines += [f"got: {describe_response(failure.response)}", *(f"also in {place}" for place in cause.places)]
    return Result(failure.check, "error", "\n".join(lines), failure.position, cause.fingerprint, is_accepted)
