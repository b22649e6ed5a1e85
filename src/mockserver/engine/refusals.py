"""How a refusal is worded: in the API's own error body if `behaviour.yaml` has one, else as a problem.

Each violation belongs to the first error case that covers it. Of all these cases, the first one in the file gives the
status. The body lists every violation whose case has that status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from ..openapi.bodies import write_body
from ..openapi.media_types import make_concrete
from ..openapi.messages import Response
from ..openapi.operations import Operation
from ..openapi.problems import problem
from ..openapi.rules import RuleId, Violation
from .behaviour import Behaviour, ErrorCase
from .behaviour.templates import fill
from .settings import Strictness

# Without a case, the first rule here that was broken gives the status.
_STATUS_BY_RULE: tuple[tuple[str, int], ...] = (
    ("routing.no-path", 404),
    ("routing.no-method", 405),
    ("routing.no-host", 421),
    ("routing.trailing-slash", 404),
    ("world.malformed", 400),
    ("world.too-many", 429),
    ("world.unknown", 404),
    ("preference.malformed", 400),
    ("preference.", 404),
    ("security.forbidden", 403),
    ("security.", 401),
    ("body.too-large", 413),
    ("body.encoding", 415),
    ("body.media-type", 415),
    ("body.undeclared", 415),
    ("body.no-content-type", 415),
    ("accept.", 406),
    ("body.malformed", 400),
    ("body.taken", 409),
    ("state.unknown", 404),
    ("state.deleted", 410),
    ("state.conflict", 409),
    ("state.stale", 412),
    ("state.condition-required", 428),
    ("parameter.", 400),
    ("body.", 422),
)


# which documented statuses stand in for one that is not documented
_STANDING_IN = {415: (415, 422, 400), 409: (409, 412, 422, 400), 412: (412, 409)}


@dataclass(frozen=True, slots=True)
class RefusalBody:
    """A refusal before it is written: an API's own body, or a whole problem."""

    status: int
    media_type: str
    body: Any
    headers: tuple[tuple[str, str], ...] = ()

    def write(self) -> Response:
        """The response where no operation documents one."""
        media_type = make_concrete(self.media_type)
        content_type = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
        return Response(self.status, (("Content-Type", content_type), *self.headers), write_body(self.body, media_type))


class Reasons(NamedTuple):
    """What is wrong with a request."""

    unread: Sequence[Violation] = ()  # found while its bytes were read; refused in any case
    errors: Sequence[Violation] = ()  # for which it is refused
    warnings: Sequence[Violation] = ()  # with which it is served

    @property
    def found(self) -> Sequence[Violation]:
        """The errors and the warnings."""
        return [*self.errors, *self.warnings] if self.errors or self.warnings else ()


NO_REASONS = Reasons()


def find_reasons(
    behaviour: Behaviour,
    operation_id: str,
    violations: Sequence[Violation],
    early: Sequence[Violation],
    strictness: Strictness = "real",
) -> Reasons:
    """Divide what is wrong with a request by what it leads to; `early` was found while its bytes were read.

    1. A violation of an `ignore` case of `behaviour.yaml` counts as none.
    2. With the strictness "letter", every other violation is an error.
    3. Else it has the `severity` of its case, if that states one, or its own.
    """
    if not violations and not early:
        return NO_REASONS
    unread = _grade(behaviour, early, operation_id, "letter")
    graded = _grade(behaviour, violations, operation_id, strictness)
    if early:  # a body that was not read is neither absent nor wrong
        graded = [violation for violation in graded if violation.location != "body"]
    errors = [violation for violation in graded if violation.severity == "error"]
    if any(error.rule == "body.no-content-type" for error in errors):  # then how it was read does not matter
        graded = [each for each in graded if each.location != "body" or each.rule == "body.no-content-type"]
        errors = [violation for violation in graded if violation.severity == "error"]
    return Reasons(unread, errors, [violation for violation in graded if violation.severity != "error"])


def apply_strictness(violations: list[Violation], strictness: Strictness) -> list[Violation]:
    """The violations, all of them errors if the strictness is "letter"."""
    return [replace(each, severity="error") for each in violations] if strictness == "letter" else violations


def _grade(
    behaviour: Behaviour, violations: Sequence[Violation], operation_id: str, strictness: Strictness
) -> list[Violation]:
    """The violations that count, each with the severity that it has here."""
    graded = []
    for violation in violations:
        case = find_case(behaviour, violation, operation_id)
        if case is not None and case.ignore:
            continue
        own = violation.severity
        stated = case.severity if case is not None else None
        severity = "error" if strictness == "letter" else stated or own
        graded.append(violation if severity == own else replace(violation, severity=severity))
    return graded


def find_case(behaviour: Behaviour, violation: Violation, operation_id: str) -> ErrorCase | None:
    """The first error case that covers a violation."""
    return next((case for case in behaviour.cases if case.covers(violation, operation_id)), None)


def word_violations(
    behaviour: Behaviour,
    violations: Sequence[Violation],
    operation: Operation | None,
    names: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]] | None = None,
) -> RefusalBody | None:
    """The API's own refusal; `None` if it has no case for any of the violations.

    `entries` are names for each entry of `{each}`, instead of those of the violations.
    """
    operation_id = operation.operation_id if operation else ""
    met = [(violation, find_case(behaviour, violation, operation_id)) for violation in violations]
    cases = [case for _, case in met if case is not None]
    if not cases:
        return None
    first = min(cases, key=behaviour.cases.index)
    same = [(violation, case) for violation, case in met if case is not None and case.status == first.status]
    items = [_describe(violation, case, names) for violation, case in same]
    leading = next(item for item, (_, case) in zip(items, same, strict=True) if case is first)
    return _word(first, leading, items if entries is None else [_Lenient({**names, **entry}) for entry in entries])


def word_case(case: ErrorCase, texts: Mapping[str, Any], names: Mapping[str, Any]) -> RefusalBody:
    """The refusal of one error case that a handler named."""
    item = _with_texts(case, {**names, **texts})
    return _word(case, item, [item])


def word_problem(
    violations: Sequence[Violation],
    detail: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    status: int | None = None,
) -> RefusalBody:
    """RFC 9457 problem details, for an API without error bodies of its own."""
    status = status or default_status(violations)
    written = problem(status, detail or "; ".join(str(violation) for violation in violations), violations)
    return RefusalBody(status, written.media_type or "", written.body, headers)


def default_status(violations: Sequence[Violation]) -> int:
    return min((_ranked_status(violation.rule) for violation in violations), default=(0, 400))[1]


@cache
def _ranked_status(rule: RuleId) -> tuple[int, int]:
    """The rank of a rule's status, the lowest first, and the status."""
    last = len(_STATUS_BY_RULE), 400
    found = ((rank, status) for rank, (prefix, status) in enumerate(_STATUS_BY_RULE) if rule.startswith(prefix))
    return next(found, last)


def documented_statuses(violations: Sequence[Violation]) -> tuple[int, ...]:
    """The documented statuses that fit these violations, the best first."""
    status = default_status(violations)
    if violations and all(each.rule == "parameter.required" and each.name.lower() == "if-match" for each in violations):
        return 428, 400  # RFC 6585 §3
    if status in _STANDING_IN:
        return _STANDING_IN[status]
    return (422, 400) if status in (400, 422) else (status,)


def _word(case: ErrorCase, names: Mapping[str, Any], items: Sequence[dict[str, Any]]) -> RefusalBody:
    headers = tuple((name, str(fill(value, names))) for name, value in case.headers.items())
    return RefusalBody(case.status, case.media_type, fill(case.body, names, items), headers)


def _describe(violation: Violation, case: ErrorCase, names: Mapping[str, Any]) -> dict[str, Any]:
    """The names that a template may use for one violation, with the texts of its case."""
    described = {
        **names,
        "rule": violation.rule,
        "location": violation.location,
        "name": violation.name,
        "pointer": violation.pointer,
        "field": violation.field or None,
        "keyword": violation.keyword,
        "seen": violation.seen,
        "allowed": violation.allowed,
        "reason": violation.message,
        "sentence": str(violation),
        "place": ".".join(part for part in (violation.location, violation.field) if part),
    }
    return _with_texts(case, described)


def _with_texts(case: ErrorCase, names: Mapping[str, Any]) -> dict[str, Any]:
    """The names and the case's own texts, whose holes are filled from the names."""
    return _Lenient({**names, **{key: _fill_text(value, names) for key, value in case.texts.items()}})


def _fill_text(value: Any, names: Mapping[str, Any]) -> Any:
    """A case's text. Data structures stay templates until the body is filled, so that they may contain an `each`."""
    return fill(value, _Lenient(names)) if isinstance(value, str) else value


class _Lenient(dict[str, Any]):
    """Names for error templates. A name that is not given is null, so that `details?` is left out."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None
