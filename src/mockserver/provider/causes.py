"""Causes: failures of several operations that have the same cause are one finding, with the places it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from ..openapi.pointers import name_at
from .failures import PHASES, Failure, FailureId

_ORDER = list(PHASES)

_SCHEMAS = ("response.schema", "response.nullable", "response.write-only", "response.header-schema")
_REQUESTS = ("probe.parameter", "probe.body")
_ALIKE: tuple[FailureId | str, ...] = (
    "response.status",
    "response.media-type",
    "response.header-required",
    "probe.credentials",
    "probe.method",
    "fuzz.unsupported_method",
    "fuzz.allow_header_conformance",
    "server.garbage",
    "server.timeout",
    "server.dropped",
)


def cause_of(failure: Failure) -> str:
    """Return the same text for failures that have the same cause, in the order of certainty; empty: no other has it.

    1. A cause that is known already, such as the exception that an application raised.
    2. The clause of the document that a response breaks: `response.schema api.yaml#/components/schemas/Book/type`.
    3. The clause that a request breaks although it is accepted.
    4. Failures that look alike: the same undocumented status, media type or absent header, undeclared methods, and
       responses that do not come.
    """
    check, position, violation = failure.check, failure.position, failure.violation
    if failure.cause:
        return failure.cause
    if position is not None and position.pointer and check in (*_SCHEMAS, *_REQUESTS):
        name = violation.name if violation is not None and check == "response.header-schema" else ""
        if violation is not None and violation.keyword == "required":
            name = name_at(violation.pointer)  # each absent property is a promise of its own
        kind = "accepted" if check in _REQUESTS else check
        return f"{kind} {PurePath(position.file).name}#{position.pointer} {name}".rstrip()
    return f"{check} {_likeness(failure)}".rstrip() if check in _ALIKE else ""


def is_certain(failure: Failure) -> bool:
    """Return whether a failure has one cause with others for certain, and does not only look alike."""
    return bool(failure.cause) and failure.check not in _ALIKE


def _likeness(failure: Failure) -> str:
    status = failure.response.status if failure.response is not None else 0
    if failure.check == "response.status":
        return "redirect" if 300 <= status < 400 else str(status)
    if failure.violation is not None and failure.check == "response.media-type":
        return f"{failure.violation.seen} {'error' if status >= 400 else 'success'}"
    if failure.violation is not None:
        return failure.violation.name.lower()
    return failure.key if failure.check == "probe.credentials" else ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Failures that have one cause."""

    first: Failure  # the one to show: found in the earliest phase, and the easiest to reproduce
    others: tuple[Failure, ...] = ()  # in the order of operations

    @property
    def failures(self) -> tuple[Failure, ...]:
        return (self.first, *self.others)

    @property
    def fingerprint(self) -> str:
        """That of the only failure, or the cause."""
        return self.first.cause if self.others else self.first.fingerprint

    @property
    def places(self) -> tuple[str, ...]:
        """`GET /books: 200 /items/*/pages type`, a line for each operation with what the others break there."""
        found: dict[str, list[str]] = {}
        for failure in self.others:
            if failure.operation == self.first.operation and failure.check in _REQUESTS:
                continue  # the same request in other words: two phases found it
            found.setdefault(failure.operation, []).append(failure.key)
        return tuple(f"{name}: {', '.join(keys)}".removesuffix(": ") for name, keys in found.items())


def group(failures: Iterable[Failure]) -> tuple[Cause, ...]:
    """Return the causes of failures, in the order of the failures to show."""
    given = list(failures)
    groups: dict[str, list[Failure]] = {}
    for failure in given:
        groups.setdefault(failure.cause or failure.fingerprint, []).append(failure)
    place = {id(failure): number for number, failure in enumerate(given)}
    causes = [_make(members) for members in groups.values()]
    return tuple(sorted(causes, key=lambda cause: place[id(cause.first)]))


def describe_warnings(warnings: Iterable[Failure]) -> list[str]:
    """Return a line for each cause; one for all requests that are accepted although the document forbids them."""
    causes = group(warnings)
    accepted = [cause for cause in causes if cause.first.check in _REQUESTS]
    lines = [_describe(cause) for cause in causes if cause not in accepted]
    if len(accepted) > 1:
        first = accepted[0].first
        told = f"{first.operation}: {first.message}, and so are {len(accepted) - 1:,} other requests that"
        lines.append(f"{told} the standards leave open; --strictness letter makes failures of them")
        return lines
    return lines + [_describe(cause) for cause in accepted]


def _describe(cause: Cause) -> str:
    warning, others = cause.first, {failure.operation for failure in cause.others} - {cause.first.operation}
    more = f"; also in {len(others):,} other operation{'s' * (len(others) != 1)}" if others else ""
    return (
        f"{warning.operation} {warning.violation or warning.message}{more}; --strictness letter makes a failure of it"
    )


def _make(members: list[Failure]) -> Cause:
    first = min(members, key=lambda failure: (_ORDER.index(failure.phase), failure.weight))
    return Cause(first, tuple(failure for failure in members if failure is not first))
