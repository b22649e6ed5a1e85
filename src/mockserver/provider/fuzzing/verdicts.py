"""Verdicts: whether the document and the engine confirm what a check of Schemathesis reports.

docs/testing-services.md has the same as a table, check by check.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...openapi.messages import Response
from ...openapi.operations import Operation
from ...openapi.rules import RuleId, Violation, quote
from ..documented.marks import says_deleted
from ..failures import Evidence, Failure, FailureId, FuzzCheck, from_violation, make_failure
from ..service.statuses import is_documented, is_server_error, make_server_error
from .limits import exceeds_limits

UNFIT = (400, 405, 415, 422)  # a refusal that does not depend on the state of the service
_BY_SERVERS = ("TRACE", "OPTIONS", "HEAD")  # RFC 9110 §9.3: web servers answer these without the application

_CONFORMANCE: dict[str, tuple[RuleId, ...]] = {
    "status_code_conformance": ("response.status",),
    "content_type_conformance": ("response.media-type", "response.status"),
    "response_headers_conformance": ("response.header-required", "response.header-schema"),
    "response_schema_conformance": (
        "response.schema",
        "response.malformed",
        "response.media-type",
        "response.nullable",
        "response.write-only",
    ),
}
"""Checks of what the engine checks itself, and the rules with which it finds the same."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that Schemathesis sent before, in the same scenario."""

    case_id: str
    method: str
    path: str  # "/books/7"
    status: int

    @property
    def is_change(self) -> bool:
        """Return whether the request may have changed something."""
        return self.method not in ("GET", "HEAD", "OPTIONS", "TRACE", "QUERY") and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding of Schemathesis, with the engine's view of its request and its response."""

    evidence: Evidence
    violations: tuple[Violation, ...]  # of the response
    breaches: tuple[Violation, ...]  # of the request
    errors: tuple[Violation, ...]  # those for which a service must refuse the request
    is_negative: bool  # Schemathesis means the request to be wrong
    siblings: tuple[Operation, ...]  # the operations of the same path, unreadable ones included
    is_unread: bool = False  # the engine has no reader for the body, and its schema is not that of a text: YAML
    raised: str = ""  # "KeyError: 'id' (shop/main.py:12)", the exception of the application, if it is known
    name: str = ""  # "ignored_auth", of the check
    finding: object = None  # the failure of Schemathesis; None: only the response matters
    earlier: tuple[Earlier, ...] = ()

    @property
    def status(self) -> int:
        return self.evidence.response.status if self.evidence.response is not None else 0

    @property
    def method(self) -> str:
        return self.evidence.request.method

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        """Return whether a request is refused that Schemathesis or the engine considers wrong."""
        return 400 <= self.status < 500 and (self.is_negative or bool(self.breaches))


def decide(reported: Reported) -> list[Failure]:
    """Return a finding as failures or warnings; nothing if the document and the engine do not confirm it."""
    rules = _CONFORMANCE.get(reported.name)
    if rules is not None or reported.name == "not_a_server_error":
        if reported.is_unread and reported.name == "response_schema_conformance":
            return _as_it_is(reported)
        found = find_failures(reported)
        return [failure for failure in found if failure.check == "server.error" or failure.check in (rules or ())]
    decided = _VERDICTS.get(reported.name, _as_it_is)(reported)
    return [replace(failure, aliases=(_old_fingerprint(reported),)) for failure in decided]


def find_failures(reported: Reported) -> list[Failure]:
    """Return what the engine finds. A wrong request may be refused with an undocumented status."""
    operation, evidence = reported.evidence.operation, reported.evidence
    is_other_method = reported.method != operation.method
    if is_other_method and reported.status == 501:  # RFC 9110 §9.1: for a method that the server does not know
        return []
    if is_server_error(operation, reported.status):
        return [make_server_error(evidence, reported.status, reported.raised)]
    if is_other_method:  # the document says nothing about the response
        return []
    return [
        from_violation(violation, evidence)
        for violation in reported.violations
        if not (violation.rule == "response.status" and reported.is_refusal)
    ]


# check by check


def _rejects_wrong(reported: Reported) -> list[Failure]:
    """A wrong request is accepted: the engine must find it wrong, too. A redirect does not accept it."""
    if not reported.is_success or not reported.breaches:
        return []
    is_open = not reported.errors
    breach = (reported.errors or reported.breaches)[0]
    check: FailureId = "probe.body" if breach.location == "body" else "probe.parameter"
    place = " ".join(part for part in (breach.location, breach.name, breach.pointer) if part)
    failure = make_failure(
        check,
        f"{place}: {breach.message}; the request is accepted with {reported.status}",
        reported.evidence,
        position=breach.position,
        key=" ".join(part for part in (breach.location, breach.name, breach.keyword) if part),
    )
    return [replace(failure, severity="warning")] if is_open else [failure]


def _accepts_right(reported: Reported) -> list[Failure]:
    """A right request is refused: with a status that says "wrong", which the document has for wrong requests.

    An undocumented status is a failure of its own. Any other documented 4xx depends on the state of the service.
    """
    is_told = is_documented(reported.evidence.operation, reported.status)
    if reported.breaches or not is_told or reported.status not in UNFIT:
        return []
    failure = _make(reported, FuzzCheck(f"fuzz.{reported.name}"), f"a valid request is refused with {reported.status}")
    failure = replace(failure, key=type(reported.finding).__name__)
    is_open = exceeds_limits(reported.evidence.request) or _is_vague(reported.evidence.operation)
    return [replace(failure, severity="warning")] if is_open else [failure]


def _is_vague(operation: Operation) -> bool:
    """Return whether the document does not say which requests are right: a part has no schema, or cannot be read."""
    schemas = [parameter.schema or parameter.content for parameter in operation.parameters]
    schemas += [content.schema for content in operation.body.content.values()] if operation.body else []
    return bool(operation.omissions) or not all(schemas)


def _misses_header(reported: Reported) -> list[Failure]:
    """A required header is absent: any 4xx refuses that."""
    header = str(getattr(reported.finding, "header_name", ""))
    if header.lower() == "authorization" and not reported.breaches:
        return _accepted_credentials(reported, "without credentials")
    return _rejects_wrong(reported)


def _ignores_credentials(reported: Reported) -> list[Failure]:
    """Credentials are absent or wrong: any 4xx and a redirect refuse that."""
    scenario = str(getattr(getattr(reported.finding, "scenario", None), "name", ""))
    return _accepted_credentials(reported, "without credentials" if scenario == "NO_AUTH" else "with wrong credentials")


def _accepted_credentials(reported: Reported, what: str) -> list[Failure]:
    if not reported.is_success:
        return []
    failure = _make(reported, "probe.credentials", f"a request {what} is accepted with {reported.status}")
    return [replace(failure, key=what)]


def _refuses_method(reported: Reported) -> list[Failure]:
    """An undeclared method: any 4xx, 501 and a redirect refuse it; a 405 lists the methods in `Allow`."""
    method = reported.method
    if any(operation.method == method for operation in reported.siblings):
        return []
    if reported.is_success:
        what = f"with the undeclared method {method}"
        failure = _make(reported, "probe.method", f"a request {what} is accepted with {reported.status}")
        failure = replace(failure, key=what)
        return [replace(failure, severity="warning")] if method in _BY_SERVERS else [failure]
    if reported.status != 405:
        return []
    is_told = any(is_documented(operation, 405, exactly=True) for operation in reported.siblings)
    failure = _make(
        reported, FuzzCheck("fuzz.unsupported_method"), "405 has no Allow field, which RFC 9110 §15.5.6 demands"
    )
    failure = replace(failure, key=type(reported.finding).__name__)
    return [failure] if is_told else [replace(failure, severity="warning")]


def _lists_methods(reported: Reported) -> list[Failure]:
    """`Allow` of OPTIONS: web servers and CORS answer it, and a document need not have every method."""
    missing, more = (
        ", ".join(getattr(reported.finding, f"{name}_methods", ())) or "none" for name in ("missing", "undocumented")
    )
    message = f"Allow of OPTIONS differs from the document: missing are {missing}, undocumented are {more}"
    failure = _make(reported, FuzzCheck("fuzz.allow_header_conformance"), message)
    return [replace(failure, key=type(reported.finding).__name__, severity="warning")]


def _uses_deleted(reported: Reported) -> list[Failure]:
    """An item is used after its deletion. A 202 deletes it later; an item may stay that says that it is deleted."""
    deleted = str(getattr(reported.finding, "deleted_case_id", ""))
    path = ""
    for earlier in reported.earlier:
        if earlier.case_id == deleted:
            path = earlier.path
            if earlier.status == 202:
                return []
    if not reported.is_success or says_deleted(_read_json(reported.evidence.response)):
        return []
    own = reported.evidence.request.path
    use = "reading it" if (own, reported.method) == (path, "GET") else f"{reported.method} {own}"
    message = f"{quote(_last(path or own))} was deleted, but {use} returns {reported.status}"
    return [_make(reported, "state.deleted-alive", message)]


def _finds_created(reported: Reported) -> list[Failure]:
    """An item that was created cannot be read. A 202 creates it later, and another request may have ended it.

    What lies below the item need not exist.
    """
    path = reported.evidence.request.path
    since = list(reported.earlier)
    while since and not (since[0].method == "POST" and _is_item_of(path, since[0].path)):
        del since[0]
    if not since or any(earlier.status == 202 for earlier in since[:1]):
        return []
    if any(earlier.is_change and (earlier.path + "/").startswith(path + "/") for earlier in since[1:]):
        return []
    message = f"{quote(_last(path))} was just created, but reading it returns {reported.status}"
    return [_make(reported, "state.created-lost", message)]


def _as_it_is(reported: Reported) -> list[Failure]:
    """A check that the engine cannot confirm, such as one of a team's hooks, in the words of Schemathesis."""
    finding = reported.finding
    words = f"{getattr(finding, 'title', '')}: {getattr(finding, 'message', finding)}".split()
    message = " ".join(words)[:400]
    failure = _make(reported, FuzzCheck(f"fuzz.{reported.name}"), message)
    return [replace(failure, key=type(finding).__name__)]


_VERDICTS: dict[str, Callable[[Reported], list[Failure]]] = {
    "negative_data_rejection": _rejects_wrong,
    "positive_data_acceptance": _accepts_right,
    "missing_required_header": _misses_header,
    "ignored_auth": _ignores_credentials,
    "unsupported_method": _refuses_method,
    "allow_header_conformance": _lists_methods,
    "use_after_free": _uses_deleted,
    "ensure_resource_availability": _finds_created,
    "object_level_authorization": _as_it_is,
}


def _read_json(response: Response | None) -> Any:
    """Return the JSON of a response, `None` if it has none."""
    try:
        return json.loads(response.body) if response is not None else None
    except ValueError:
        return None


def _make(reported: Reported, check: FailureId, message: str) -> Failure:
    return make_failure(check, message, reported.evidence)


def _old_fingerprint(reported: Reported) -> str:
    """Return the fingerprint that the finding had when each one had its name in Schemathesis."""
    return f"{reported.evidence.operation} fuzz.{reported.name} {type(reported.finding).__name__}"


def _is_item_of(path: str, collection: str) -> bool:
    """Return whether a path is one segment below that of a collection, or has as many segments.

    >>> _is_item_of("/books/7", "/books"), _is_item_of("/books/7/cover", "/books")
    (True, False)
    """
    return len(path.rstrip("/").split("/")) - len(collection.rstrip("/").split("/")) in (0, 1)


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
