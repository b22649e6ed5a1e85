"""JUnit: a suite for each phase, a test case for each operation."""

from __future__ import annotations

from collections.abc import Mapping

from ...reports.junit import Case, CaseFailure, Suite, write_junit
from ..failures import Failure, Phase, describe_response
from ..outcome import Outcome
from .replaying import replay_lines


def write_junit_report(outcome: Outcome) -> str:
    return write_junit("mockserver test", [_suite(outcome, phase) for phase in outcome.phases])


def _suite(outcome: Outcome, phase: Phase) -> Suite:
    """Return the operations that a phase sent requests to, and those with a failure."""
    asked = [str(operation) for operation in outcome.operations if outcome.tallies[str(operation)].sent[phase]]
    found: dict[str, list[Failure]] = {name: [] for name in asked}
    for failure in outcome.failures:
        if failure.phase == phase:
            found.setdefault(failure.operation, []).append(failure)
    classname = f"{outcome.document.name}.{phase}"
    firsts = {id(failure): cause.first for cause in outcome.causes for failure in cause.others}
    cases = (Case(classname, name, _case_failure(failures, firsts)) for name, failures in found.items())
    return Suite(phase, tuple(cases))


def _case_failure(failures: list[Failure], firsts: Mapping[int, Failure]) -> CaseFailure | None:
    """Return the failures of one test case. `firsts` has the failure to show for each other one of its cause."""
    if not failures:
        return None
    first = failures[0]
    message = first.message if len(failures) == 1 else f"{len(failures)} failures: {first.message}, …"
    return CaseFailure(
        first.check, message, "\n\n".join(_describe(failure, firsts.get(id(failure))) for failure in failures)
    )


def _describe(failure: Failure, first: Failure | None) -> str:
    position = failure.position
    lines = [f"{failure.check}: {failure.message}"]
    lines += [f"document: {position.file}:{position.line}"] if position else []
    lines += [f"same cause as: {first.operation}, phase {first.phase}"] if first is not None else []
    *steps, last = replay_lines(failure)
    lines += [f"first: {step}" for step in steps]
    return "\n".join([*lines, f"sent: {last}", f"got: {describe_response(failure.response)}"])
