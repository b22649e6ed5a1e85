"""Soft deletion: what a row says when it is deleted, if the entity can say so."""

from __future__ import annotations

import re
from typing import Any

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import words_of
from .subjects import Subject

_GONE = re.compile(r"(?:soft)?(?:deleted|removed|trashed|discarded|purged)")
_PUT_AWAY = re.compile(r"archived")
_ENDED = re.compile(r"cancell?ed|revoked|terminated|withdrawn|expired|inactive|deactivated|disabled|closed")
_STATES = frozenset(("status", "state", "phase", "lifecycle", "visibility", "condition"))
_TIMES = frozenset(("at", "on", "date", "time", "timestamp"))
_REFUSALS = ("404", "410", "4XX", "default")


def infer_deleted(subject: Subject) -> dict[str, Any] | None:
    """What a deletion sets, `None` if it removes the row. It sets the marks of the first of these kinds that there is:

    1. A state that the schema lists as deleted: `status: deleted`. Nothing else would show it.
    2. A mark of being deleted or archived, if the deletion answers with it, or no read documents 404 and 410.
    3. A state that is an end (`cancelled`, `revoked`), if the deletion answers with it and no read documents 404 and
       410.
    """
    deletions = subject.documented.having("delete")
    if not deletions or subject.documented.is_singleton:
        return None
    view = subject.view
    states = _find_states(view, _GONE)
    if states:
        return {**states, **_find_marks(view, _GONE)}
    entity = next((found.view for one in deletions if (found := subject.response_entity(one)) is not None), None)
    stays = not any(key in one.operation.responses for one in subject.documented.having("read") for key in _REFUSALS)
    for word in (_GONE, _PUT_AWAY):
        marks = {**_find_states(view, word), **_find_marks(view, word)}
        if marks and (stays or _shows(entity, marks, subject)):
            return marks
    ends = _find_states(view, _ENDED)
    return ends if ends and stays and _shows(entity, ends, subject) else None


def _shows(entity: SchemaView | None, marks: dict[str, Any], subject: Subject) -> bool:
    """Whether a response has marks, and more of the entity than its identifier."""
    if entity is None:
        return False
    shared = entity.members.keys() & subject.view.members.keys()
    return bool(marks.keys() & shared) and len(shared - marks.keys() - {subject.identifier}) > 0


def _find_states(view: SchemaView, word: re.Pattern[str]) -> dict[str, Any]:
    """The members that list such a state: `{"status": "deleted"}`."""
    found = {}
    for name, member in view.members.items():
        if words_of(name)[-1:] and words_of(name)[-1] in _STATES:
            value = next((one for one in member.choices if isinstance(one, str) and _is_word(one, word)), None)
            if value is not None and len(member.choices) > 1:
                found[name] = value
    return found


def _find_marks(view: SchemaView, word: re.Pattern[str]) -> dict[str, Any]:
    """The booleans and times that are called so: `{"is_deleted": True, "deleted_at": "{now}"}`."""
    found: dict[str, Any] = {}
    for name, member in view.members.items():
        words = [each for each in words_of(name) if each not in ("is", "date")]
        if len(words) == 2 and words[1] in _TIMES:
            words, is_time = words[:1], True
        else:
            is_time = "date" in words_of(name)
        if len(words) != 1 or word.fullmatch(words[0]) is None:
            continue
        if "boolean" in member.types and not is_time:
            found[name] = True
        elif member.types & {"string", "integer", "number"} and (is_time or member.first("format") in _FORMATS):
            found[name] = "{now}"
    return found


def _is_word(value: str, word: re.Pattern[str]) -> bool:
    return word.fullmatch("".join(words_of(value))) is not None


_FORMATS = ("date-time", "date")
