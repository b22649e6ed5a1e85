"""Violations of a contract that the code under test caused, and the failure that reports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from ...openapi.rules import RuleId, Severity, Violation
from .recorded_call import RecordedCall, current_test

Allowed = bool | str | Sequence[str]
"""Violations that a test may cause: all, or those of rules like `body.*`."""

BrokenCall = tuple[RecordedCall, list[Violation]]
"""A call, and the violations in it that are not allowed."""


class ContractBroken(AssertionError):
    """The code under test broke the contract of an API. The message includes the conversation."""


def find_broken(
    calls: Iterable[RecordedCall], allowed: Allowed, severities: tuple[Severity, ...] = ("error",)
) -> list[BrokenCall]:
    """The calls in which the code under test broke a contract in a way that is not allowed."""
    if allowed is True:
        return []
    globs = [allowed] if isinstance(allowed, str) else list(allowed or ())

    def counts(violation: Violation, call: RecordedCall) -> bool:
        is_meant = violation.severity in severities and _is_of_client(violation, call)
        return is_meant and not _matches(violation.rule, globs)

    found = [(call, [each for each in call.violations if counts(each, call)]) for call in calls]
    return [(call, kept) for call, kept in found if kept]


def describe_broken(broken: Sequence[BrokenCall]) -> str:
    """A short report: each call and its violations.

    `2. PATCH /things/1 → 422`, and below it `body.schema  body /name: "" is shorter than …`. The call of another test,
    which shares a fixture with the present one, names that test.
    """
    return "\n".join([f"{_count_broken(broken)}:", *_list_violations(broken)])


def describe_warnings(warned: Sequence[BrokenCall]) -> str:
    """Each call that was served all the same, and its warnings."""
    return "\n".join(_list_violations(warned))


def _count_broken(broken: Sequence[BrokenCall]) -> str:
    rules = ", ".join(dict.fromkeys(violation.rule for _, violations in broken for violation in violations))
    head = "1 request broke its contract" if len(broken) == 1 else f"{len(broken)} requests broke their contract"
    return f"{head} ({rules})"


def _list_violations(broken: Sequence[BrokenCall]) -> list[str]:
    return [
        f"{call.number}. {call!r}{_name_test(call)}\n   {violation.rule}  {call.show_violation(violation)}"
        for call, violations in broken
        for violation in violations
    ]


def _name_test(call: RecordedCall) -> str:
    return f", sent by {call.test}" if call.test not in ("", current_test()) else ""


def _is_of_client(violation: Violation, call: RecordedCall) -> bool:
    """Whether the client broke a contract with it. To ask for an item that does not exist breaks none. A documented
    example that breaks its schema is a fault of the document.
    """
    if violation.rule.startswith("state."):
        return False
    return violation.location != "response" or call.exchange.source == "engine"


def _matches(rule: RuleId, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(rule, glob) for glob in globs)
