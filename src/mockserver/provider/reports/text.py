"""The report for terminals and logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..causes import Cause
from ..failures import describe_response
from ..outcome import Outcome
from .replaying import replay_lines

PLACES = 12  # operations listed for one cause


def write_text(outcome: Outcome) -> str:
    lines = [f"{outcome.service} against {outcome.document.name}, seed {outcome.seed}", ""]
    lines += _table(outcome)
    heading = ""
    for cause in outcome.causes:
        if cause.first.operation != heading:
            heading = cause.first.operation
            lines += ["", heading]
        lines += ["", *_describe(cause)]
    for heading, entries in (
        ("Fixed since the baseline; --update-baseline removes them:", outcome.fixed),
        ("Notices:", outcome.notices),
    ):
        if entries:
            lines += ["", heading, *(f"  {entry}" for entry in entries)]
    return "\n".join([*lines, "", summarize(outcome)])


def summarize(outcome: Outcome) -> str:
    """`broken: 3 failures in 2 of 9 operations, 412 requests`."""
    broken = sum(bool(failures) for failures in outcome.by_operation.values())
    asked = f"{count(outcome.requests, 'request')}"
    covered = f", {outcome.coverage} of the document covered" if outcome.coverage else ""
    known = f", {count(len(outcome.accepted), 'known failure')} accepted" if outcome.accepted else ""
    cut = f"; {outcome.cut}" if outcome.is_cut else ""
    if outcome.is_kept:
        return f"kept: {count(len(outcome.operations), 'operation')}, {asked}{known}{covered}{cut}"
    found = count(len(outcome.causes), "failure")
    return f"broken: {found} in {broken} of {count(len(outcome.operations), 'operation')}, {asked}{known}{covered}{cut}"


def count(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"


def _table(outcome: Outcome) -> Iterator[str]:
    """Yield a row for each operation: how many requests were sent, and which statuses came."""
    width = max((len(str(operation)) for operation in outcome.operations), default=0)
    for operation in outcome.operations:
        tally = outcome.tallies[str(operation)]
        failures = outcome.by_operation[str(operation)]
        verdict = "broken" if failures else "kept" if tally.sent else "untested"
        yield f"  {verdict:<9}  {operation!s:<{width}}  {tally.sent.total():>5}  {statuses(tally.statuses)}".rstrip()


def statuses(seen: Counter[int]) -> str:
    """`200 ×3, 404 ×1`."""
    return ", ".join(f"{status or 'no response'} ×{number}" for status, number in sorted(seen.items()))


def _describe(cause: Cause) -> Iterator[str]:
    failure = cause.first
    yield f"  {failure.check}  {failure.message}"
    if failure.position is not None:
        yield f"    document  {failure.position.file}:{failure.position.line}"
    *steps, last = replay_lines(failure)
    for step in steps:
        yield f"    first     {step}"
    yield f"    sent      {last}"
    yield f"    got       {describe_response(failure.response)}"
    places = cause.places
    for number, place in enumerate(places[:PLACES]):
        yield f"    {'also in' if number == 0 else '':<9} {place}"
    if len(places) > PLACES:
        yield f"    {'':<9} {len(places) - PLACES:,} more"
