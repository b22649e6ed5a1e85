"""Which exchanges broke a contract: what fails a test at its end, as in pytest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from .calls import RemoteCall
from .records import ViolationRecord

AllowedViolations = bool | str | Sequence[str]
"""Violations that a test may cause: all, or those of rules like `body.*`."""

BrokenRemoteCall = tuple[RemoteCall, list[ViolationRecord]]
"""A call, and the violations in it that are not allowed."""


def find_broken_calls(
    calls: Iterable[RemoteCall], allowed: AllowedViolations, severity: str = "error"
) -> list[BrokenRemoteCall]:
    """The calls in which a client broke a contract, each with the violations that are not allowed."""
    if allowed is True:
        return []
    globs = [allowed] if isinstance(allowed, str) else list(allowed or ())
    found = [(call, [each for each in call.violations if _counts(each, call, globs, severity)]) for call in calls]
    return [(call, violations) for call, violations in found if violations]


def describe_broken_calls(broken: Sequence[BrokenRemoteCall]) -> str:
    """`1 request broke its contract (body.schema):`, and below it each call and its violations."""
    rules = ", ".join(dict.fromkeys(violation.rule for _, violations in broken for violation in violations))
    head = "1 request broke its contract" if len(broken) == 1 else f"{len(broken)} requests broke their contract"
    lines = [f"{call.number}. {call!r}\n   {each.rule}  {each}" for call, violations in broken for each in violations]
    return "\n".join([f"{head} ({rules}):", *lines])


def _counts(violation: ViolationRecord, call: RemoteCall, globs: Iterable[str], severity: str) -> bool:
    """Whether it is the client's. To ask for an item that does not exist breaks no contract; an example that breaks its
    schema is a fault of the document.
    """
    if violation.severity != severity or violation.rule.startswith("state."):
        return False
    is_of_client = violation.location != "response" or call.source == "engine"
    return is_of_client and not any(fnmatchcase(violation.rule, glob) for glob in globs)
