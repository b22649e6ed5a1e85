"""The documented error bodies of one operation, filled with the violations of the request that is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...openapi.generation import Unsatisfiable
from ...openapi.media_types import make_concrete, parse_media_type
from ...openapi.operations import MediaTypeObject
from ...openapi.rules import Violation
from .error_members import Member, find_members, tells
from .laying import ABSENT, Choice, Path, lay
from .refusal_facts import ITEMS, Facts, find_values, find_values_of_status

_SAMPLE = Violation("body.schema", "body", "is required, but absent", "/name", keyword="required", seen="absent")


class ErrorPlan(NamedTuple):
    """Where one documented error body says what."""

    base: Any  # the documented body: an example, or a generated one
    members: tuple[Member, ...]
    skipped: dict[Path, int]  # how many of the values of a member the schema never admits


class DocumentedError(NamedTuple):
    """One documented error body."""

    content: MediaTypeObject
    status: int  # that is sent
    example: Any  # the first one that keeps its schema; `ABSENT` if there is none
    invent: Callable[[], Any]  # makes a body from the schema; raises `Unsatisfiable`
    is_valid: Callable[[Any], bool]  # whether the schema admits a body
    is_shared: bool = False  # whether its response is that of a success, too: `default`


class ErrorBodies:
    """The plans of one operation. Each is made when a request is first refused so."""

    def __init__(self) -> None:
        self._plans: dict[tuple[int, str], ErrorPlan] = {}

    def fill(self, documented: DocumentedError, facts: Facts) -> Any:
        """A body that keeps its schema and says what was wrong.

        An example is the base only if true values can be laid into it, or if it has no words that could be false; else
        one is generated. Raises `Unsatisfiable` if there can be no body, or if it is that of a success.
        """
        key = documented.status, documented.content.pointer
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = _make_plan(documented)
        return lay(*_prepare(plan, facts), documented.is_valid).body


def name_status(body: Any, content: MediaTypeObject, facts: Facts, is_valid: Callable[[Any], bool]) -> Any:
    """A generated error body that no request has caused, with the status that is sent and its name."""
    choices: list[Choice] = []
    for member in find_members(body) if _can_fill(content, body) else ():
        choices.append(Choice(member.path, find_values_of_status(member, facts)))
        for at in range(len(member.shown) if member.kind == "list" else 0):
            choices += [
                Choice((*member.path, at, *part.path), find_values_of_status(part, facts)) for part in member.parts
            ]
    return lay(body, choices, is_valid).body


def _make_plan(documented: DocumentedError) -> ErrorPlan:
    example, content = documented.example, documented.content
    if example is not ABSENT:
        members = _find(documented, example)
        must_stay = content.schema is None or (isinstance(example, (str, bytes)) and not _is_xml(content))
        is_harmless = bool(members) or must_stay or not _has_words(example)
        if tells(members) or (is_harmless and not documented.is_shared):
            return _try_out(documented, example, members)
    base = documented.invent()
    members = _find(documented, base)
    if documented.is_shared and (content.schema is None or not tells(members)):
        raise Unsatisfiable("its body says nothing of errors")
    return _try_out(documented, base, members)


def _find(documented: DocumentedError, body: Any) -> tuple[Member, ...]:
    """The members of a body that is data; the text of a page or of an XML example is the whole message."""
    if not _can_fill(documented.content, body):
        return ()
    return find_members(body, takes_prose=not documented.is_shared)


def _try_out(documented: DocumentedError, base: Any, members: tuple[Member, ...]) -> ErrorPlan:
    """The plan for a body: what its schema never admits is found with a sample, and not tried again."""
    plan = ErrorPlan(base, members, {})
    body, choices = _prepare(plan, Facts(documented.status, "GET", "/", [_SAMPLE]))
    taken = lay(body, choices, documented.is_valid).taken
    return plan._replace(skipped={choice.path: taken.get(choice.path, len(choice.values)) for choice in choices})


def _prepare(plan: ErrorPlan, facts: Facts) -> tuple[Any, list[Choice]]:
    """The documented body, and what its places may say of a refusal."""
    choices: list[Choice] = []
    for member in plan.members:
        if member.kind != "list":
            choices.append(_choose(plan, member.path, find_values(member, facts)))
            continue
        told = facts.violations[:ITEMS]
        has_place = any(part.kind in ("field", "pointer", "words") for part in member.parts)
        items = [member.shown[0] if member.shown else str(violation) for violation in told]
        choices.append(_choose(plan, member.path, (items, items[:1])))
        for at, violation in enumerate(told):
            for part in member.parts:
                path = (*member.path, at, *part.path)
                values = find_values(part, facts, violation)
                if part.kind == "message" and not has_place:
                    values = (str(violation), *values)
                choices.append(_choose(plan, path, values, (*member.path, 0, *part.path)))
    return plan.base, choices


def _choose(plan: ErrorPlan, path: Path, values: tuple[Any, ...], known: Path | None = None) -> Choice:
    """A choice without what the schema never admits; `known` is where that was found."""
    return Choice(path, values[plan.skipped.get(path if known is None else known, 0) :])


def _can_fill(content: MediaTypeObject, body: Any) -> bool:
    media_type = parse_media_type(make_concrete(content.media_type))
    if media_type is None or media_type.is_sequence:
        return False
    return not isinstance(body, (str, bytes)) or media_type.is_json or media_type.essence == "text/plain"


def _is_xml(content: MediaTypeObject) -> bool:
    media_type = parse_media_type(make_concrete(content.media_type))
    return media_type is not None and media_type.is_xml


def _has_words(body: Any) -> bool:
    if isinstance(body, dict):
        return any(map(_has_words, body.values()))
    return any(map(_has_words, body)) if isinstance(body, list) else isinstance(body, str)
