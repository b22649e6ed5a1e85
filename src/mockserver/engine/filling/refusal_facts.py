"""What is true of a refusal, for each kind of member of an error body, the most telling first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from ...openapi.pointers import split
from ...openapi.rules import Violation
from . import member_names as names
from .error_members import Member
from .laying import ABSENT

ITEMS = 20  # violations that are listed in a body; Mock-Violations and the journal have more


_OF_STATUS = ("status", "true", "false", "target", "method", "about")  # kinds that no violation is needed for
_NONE = Violation("body.schema", "body", "")


class Facts(NamedTuple):
    """One refused request."""

    status: int  # that is sent
    method: str  # "POST"
    path: str  # "/pets", as it was sent
    violations: Sequence[Violation]

    @property
    def phrase(self) -> str:
        """`Unprocessable Entity`."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Refused"


def find_values(member: Member, facts: Facts, violation: Violation | None = None) -> tuple[Any, ...]:
    """What a member may say, the best first; `violation` is the one that its item is about, and has the place of."""
    first = violation or facts.violations[0]
    shown, kind = member.shown, member.kind
    if kind == "message":
        return _messages(facts, violation)
    if kind == "title":
        spelt = facts.phrase.upper().replace(" ", "_")
        return (spelt if shown and shown.isupper() else facts.phrase, *sorted(names.FAILED), first.message, ABSENT)
    if kind == "prose":
        return (ABSENT, facts.phrase)
    if kind == "code":
        return (first.rule, *names.iter_code_words(facts.status))
    if kind == "status":
        return (str(facts.status),) if isinstance(shown, str) else (facts.status,)
    if kind in ("true", "false"):
        return (kind == "true",)
    if kind == "map":
        return (_by_field(facts, is_list=any(isinstance(value, list) for value in shown.values())), {}, ABSENT)
    place = first.field or first.location
    found: dict[str, tuple[Any, ...]] = {
        "target": (facts.path,),
        "method": (facts.method,),
        "field": (place, first.location, ABSENT),
        "pointer": (("#" if str(shown).startswith("#") else "") + (first.pointer or f"/{first.name}"),),
        "location": (first.location,),
        "words": (_words(first), _words(first)[1:]),
        "seen": _seen(first),
        "allowed": (first.allowed, ABSENT) if first.allowed else (ABSENT,),
        "about": ("about:blank",),
    }
    return found.get(kind, ())


def find_values_of_status(member: Member, facts: Facts) -> tuple[Any, ...]:
    """What a member may say of a status that the client asked for: no request was refused."""
    shown, kind = member.shown, member.kind
    if kind in ("message", "title"):
        is_upper = kind == "title" and shown and shown.isupper()
        return (facts.phrase.upper().replace(" ", "_") if is_upper else facts.phrase,)
    if kind == "code":
        return tuple(names.spell_words(facts.phrase.lower().replace(" ", "_").replace("'", "").replace("-", "_")))
    return find_values(member, facts, _NONE) if kind in _OF_STATUS else ()


def _messages(facts: Facts, violation: Violation | None) -> tuple[Any, ...]:
    if violation is not None:
        return (violation.message, facts.phrase, ABSENT)
    told = [str(each) for each in facts.violations[:ITEMS]]
    more = len(facts.violations) - len(told)
    whole = "; ".join(told) + (f"; and {more} more" if more else "")
    return (whole, told[0], facts.violations[0].message, facts.phrase, *names.iter_code_words(facts.status), ABSENT)


def _seen(violation: Violation) -> tuple[Any, ...]:
    """The value that was sent, else as it is quoted in sentences; nothing for one that is absent or cut."""
    try:
        return (json.loads(violation.seen), violation.seen, ABSENT)
    except ValueError:
        return (ABSENT, violation.seen)


def _by_field(facts: Facts, *, is_list: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for violation in facts.violations[:ITEMS]:
        found.setdefault(violation.field or violation.location, []).append(violation.message)
    return {name: told if is_list else "; ".join(told) for name, told in found.items()}


def _words(violation: Violation) -> list[str | int]:
    """`["body", "pets", 0, "name"]`."""
    words = [int(word) if word.isascii() and word.isdigit() else word for word in split(violation.pointer)]
    return [violation.location, *([violation.name] if violation.name else []), *words]
