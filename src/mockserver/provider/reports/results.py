"""The failures of an outcome as results, for SARIF and for GitHub's annotations."""

from __future__ import annotations

from ...reports.results import Result
from ..failures import Failure, describe_response


def result_of(failure: Failure, *, is_accepted: bool = False) -> Result:
    message = (
        f"{failure.operation}: {failure.message}\nsent: {failure.curl}\ngot: {describe_response(failure.response)}"
    )
    return Result(failure.check, "error", message, failure.position, failure.fingerprint, is_accepted)
