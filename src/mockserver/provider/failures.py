"""Failures: the promises of the document that a service broke."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, NewType

from ..openapi.messages import Request, Response
from ..openapi.operations import Operation
from ..openapi.rules import RULES, Position, RuleId, Severity, Violation, quote

Phase = Literal["documented", "probes", "examples", "coverage", "fuzzing", "stateful"]

PHASES: dict[Phase, str] = {
    "documented": "every documented example as written, in sequences that create, read, change, list and delete",
    "probes": "what the document forbids: no credentials, absent and wrong values, undeclared methods",
    "examples": "Schemathesis: combinations of the documented examples",
    "coverage": "Schemathesis: boundary values of every schema, right and wrong",
    "fuzzing": "Schemathesis: random requests, right and wrong",
    "stateful": "Schemathesis: random sequences along links",
}
"""The phases of a run in their order, and what each one sends."""

CheckId = Literal[
    "server.error",
    "server.timeout",
    "server.dropped",
    "server.garbage",
    "example.refused",
    "example.accepted",
    "probe.credentials",
    "probe.parameter",
    "probe.body",
    "probe.method",
    "probe.refused",
    "state.created-lost",
    "state.created-twice",
    "state.created-unlisted",
    "state.location-lost",
    "state.update-lost",
    "state.patch-replaced",
    "state.put-merged",
    "state.deleted-alive",
    "state.deleted-listed",
    "list.filter",
    "list.scope",
    "list.total",
    "list.page-size",
    "list.page-repeats",
    "list.page-loses",
    "list.endless",
]

CHECKS: dict[CheckId, str] = {
    "server.error": "the status of a response is 500, or another 5xx that is not documented",
    "server.timeout": "no complete response came within --timeout",
    "server.dropped": "the connection closed before the response was complete",
    "server.garbage": "the response is not HTTP",
    "example.refused": "a request example is refused, but the response example of the same name is a success",
    "example.accepted": "a request example is accepted, but the response example of the same name is a 400 or 422",
    "probe.credentials": "a request without credentials, or with wrong ones, is accepted",
    "probe.parameter": "a request is accepted although a parameter is absent or wrong",
    "probe.body": "a request is accepted although its body is absent or wrong",
    "probe.method": "a method that the document does not have is accepted",
    "probe.refused": "a value at an allowed bound is refused with 400 or 422, and its neighbour is accepted",
    "state.created-lost": "an item that was created cannot be read",
    "state.created-twice": "two creations returned the same identifier",
    "state.created-unlisted": "an item that was created is not in a complete list",
    "state.location-lost": "the `Location` of an item that was created leads to nothing",
    "state.update-lost": "an item that was changed has its old values when read",
    "state.patch-replaced": "a PATCH of one member takes the values of others",
    "state.put-merged": "a PUT keeps what it leaves out, although the document has a default",
    "state.deleted-alive": "an item that was deleted can still be read",
    "state.deleted-listed": "an item that was deleted is still in a list",
    "list.filter": "a filtered list has an item that does not match, or is empty although an item matches",
    "list.scope": "an item that was created below one parent is in the list of another one",
    "list.total": "a page tells another total than the whole list",
    "list.page-size": "a page has more items than were asked for",
    "list.page-repeats": "an item is in two pages, or twice in one",
    "list.page-loses": "an item that was created is in the list, but on none of its pages",
    "list.endless": "the next page is one that came before",
}
"""Check id -> what its failure means. Failures also have `response.` rules of the engine and `fuzz.` checks."""

FuzzCheck = NewType("FuzzCheck", str)
"""A check of Schemathesis: "fuzz.use_after_free"."""

FailureId = CheckId | RuleId | FuzzCheck

_MEANINGS: dict[str, str] = {**{rule: entry.meaning for rule, entry in RULES.items()}, **dict[str, str](CHECKS.items())}

_INDEX = re.compile(r"/\d+(?=/|$)")


class MadeIdentifier(NamedTuple):
    """An identifier that the service made, in the path of a request that fails."""

    step: str  # the curl line that made it
    name: str  # "book_id", the variable of the path
    text: str  # "b7"
    source: tuple[str, ...]  # ("data", "id"), where the JSON of the response has it; empty: at the end of `Location`


@dataclass(frozen=True, slots=True)
class Failure:
    """One promise that one response broke."""

    check: FailureId  # "response.schema", "state.update-lost" or "fuzz.use_after_free"
    operation: str  # "GET /books/{id}"
    message: str  # 'response /pages: "12" is not an integer', a sentence without its place in the document
    phase: Phase
    request: Request | None
    response: Response | None  # None: no response came
    curl: str  # the request, ready to be pasted
    steps: tuple[str, ...] = ()  # curl lines of the requests that must come before it
    violation: Violation | None = None  # what the engine found
    position: Position | None = None  # where the document makes the promise
    key: str = ""  # "/items/*/pages type", tells failures of one check apart; the same in every run
    severity: Severity = "error"  # "warning": the standards leave it open, and only `--strictness letter` fails on it
    cause: str = ""  # "response.schema api.yaml#/components/schemas/Book/required id", the same in several operations
    made: tuple[MadeIdentifier, ...] = ()  # identifiers in its path that its steps make, parents first
    aliases: tuple[str, ...] = ()  # fingerprints that it had in earlier versions; baselines may have them

    @property
    def fingerprint(self) -> str:
        """`GET /books/{id} response.schema /items/*/pages type`: the same in every run that finds the failure."""
        return " ".join(word for word in (self.operation, self.check, self.key) if word)

    @property
    def weight(self) -> tuple[int, int, str]:
        """Return how hard the failure is to reproduce; the report shows the lightest of equal failures."""
        return len(self.steps), len(self.curl), self.curl


@dataclass(frozen=True, slots=True)
class Evidence:
    """One request to the service and its response: the evidence of a failure."""

    operation: Operation
    phase: Phase
    request: Request
    response: Response | None  # None: no response came
    curl: str
    steps: tuple[str, ...] = ()


def make_failure(
    check: FailureId,
    message: str,
    evidence: Evidence,
    *,
    violation: Violation | None = None,
    position: Position | None = None,
    key: str = "",
) -> Failure:
    return Failure(
        check,
        str(evidence.operation),
        message,
        evidence.phase,
        evidence.request,
        evidence.response,
        evidence.curl,
        evidence.steps,
        violation,
        position,
        key,
        violation.severity if violation is not None else "error",
    )


def from_violation(violation: Violation, evidence: Evidence) -> Failure:
    """Return the failure of a response that breaks the contract."""
    key = [violation.name, _INDEX.sub("/*", violation.pointer), violation.keyword]
    if violation.rule in ("response.status", "response.media-type"):
        key = [violation.seen]
    if violation.keyword != "" and evidence.response is not None:
        key.insert(0, str(evidence.response.status))
    place = " ".join(part for part in (violation.location, violation.name, violation.pointer) if part)
    return make_failure(
        violation.rule,
        f"{place}: {violation.message}",
        evidence,
        violation=violation,
        position=violation.position,
        key=" ".join(word for word in key if word),
    )


class Failures:
    """Each failure once, with the lightest way to reproduce it, in the order of operations and checks."""

    def __init__(self, operations: Iterable[Operation] = ()) -> None:
        self._order = {str(operation): number for number, operation in enumerate(operations)}
        self._known: dict[str, Failure] = {}

    def add(self, failure: Failure) -> bool:
        """Add a failure; return whether it is new. Of two equal ones, that of the earlier phase stays."""
        known = self._known.get(failure.fingerprint)
        if known is None or (known.phase == failure.phase and failure.weight < known.weight):
            self._known[failure.fingerprint] = failure
        return known is None

    def __iter__(self) -> Iterator[Failure]:
        last = len(self._order)
        return iter(sorted(self._known.values(), key=lambda f: (self._order.get(f.operation, last), f.fingerprint)))

    def __len__(self) -> int:
        return len(self._known)


def meaning_of(check: FailureId) -> str:
    """Return what the failure of a check means."""
    return _MEANINGS.get(check) or f"Schemathesis: {check.removeprefix('fuzz.').replace('_', ' ')}"


def describe_response(response: Response | None) -> str:
    """Return `404 application/json {"detail": "…"}`, cut to one line."""
    if response is None:
        return "no response"
    words = [str(response.status), (response.media_type or "").partition(";")[0]]
    try:
        words.append(quote(" ".join(response.body.decode().split()))[1:-1])
    except UnicodeDecodeError:
        words.append(f"{len(response.body)} bytes")
    return " ".join(word for word in words if word)
