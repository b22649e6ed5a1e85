"""What a new row needs beside what was sent, so that every response can show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, words_of
from ..filling.laying import ABSENT, Choice, lay
from .kinds import choose_kinds, find_foreign

_LATER = re.compile(
    r"(?:delet|remov|archiv|cancel|clos|complet|finish|end|expir|revok|publish|ship|deliver|paid|refund|approv|reject"
    r"|start|pause|lock|disabl|suspend|verif|confirm|resolv|read|seen|sent|fail|error)\w*"
)
_COUNTS = ("count", "total", "views", "likes", "comments", "stars", "forks", "votes", "retries", "attempts", "balance")


class Need(NamedTuple):
    """One form in which a row is shown."""

    view: SchemaView  # of the row
    base: Mapping[str, Any]  # a valid row of that form, documented or generated
    is_valid: Callable[[Any], bool]
    sample: Callable[[SchemaView], Any]  # a generated value of a schema inside it; None if there is none


def complete(row: Mapping[str, Any], need: Need, settable: Collection[str]) -> dict[str, Any]:
    """The row with what a form of it needs; `settable` are plain names of the members that clients send.

    1. What the row has stays; an object that clients do not send, such as one with times, has the rest from the base.
    2. A member with a default gets it.
    3. A member that clients may send, and that is not required, stays absent.
    4. What happens later has not happened: its time is null, a boolean about it is false, a state that says it is the
       first one that does not. A count is zero and a list empty, if the schema allows it.
    5. Any other member is that of the base.
    """
    known = {plain_name(name) for name in row}
    made = {
        name: _extend(value, need.base.get(name), is_settable=plain_name(name) in settable)
        for name, value in row.items()
    }
    kinds = choose_kinds(need.view, row)
    foreign = find_foreign(need.view, kinds)
    required = need.view.required.union(*(kind.required for kind in kinds))
    for name, view in need.view.members.items():
        if plain_name(name) in known or view.is_secret or name in foreign:
            continue
        value = _choose(name, view, need, is_settable=plain_name(name) in settable, is_required=name in required)
        if value is not ABSENT:
            made[name] = value
    return made


def _extend(value: Any, base: Any, *, is_settable: bool) -> Any:
    return value if is_settable or not (isinstance(value, dict) and isinstance(base, dict)) else {**base, **value}


def _choose(name: str, view: SchemaView, need: Need, *, is_settable: bool, is_required: bool) -> Any:
    default = view.first("default")
    if default is not None:
        return default
    if is_settable and not is_required:
        return ABSENT
    words = [word for word in words_of(name) if word not in ("is", "has", "date")]
    happens_later = bool(words) and _LATER.fullmatch(words[0]) is not None
    if "null" in view.types and (happens_later or is_settable):
        return None
    if happens_later and not is_required:
        return ABSENT
    if "array" in view.types and not view.first("minItems"):
        return []
    if words and words[-1] in _COUNTS and view.types & {"integer", "number"}:
        lowest = view.first("minimum")
        return lowest if isinstance(lowest, (int, float)) else 0
    if happens_later and "boolean" in view.types:
        return False
    value = need.base.get(name, ABSENT)
    if isinstance(value, str) and _LATER.fullmatch(value.lower()):
        return next((one for one in view.choices if not _LATER.fullmatch(str(one).lower())), value)
    return value


def fit(value: Mapping[str, Any], need: Need) -> dict[str, Any]:
    """A valid row of a form that says as much of `value` as the form allows, and else what its base says."""
    choices = [Choice((name,), _alternatives(each, need.base.get(name))) for name, each in value.items()]
    choices += [Choice((name,), (ABSENT,)) for name in need.base if name not in value]
    fitted: dict[str, Any] = lay(dict(need.base), choices, need.is_valid).body
    return fitted


def _alternatives(value: Any, made: Any) -> tuple[Any, ...]:
    if value is None:
        return (None, ABSENT)
    if isinstance(made, dict):
        if isinstance(value, dict):
            return (value, {**made, **value})
        named = next((name for name in made if plain_name(name) in ("id", "name", "key")), None)
        return (value, {**made, named: value}) if named is not None else (value,)
    if isinstance(value, dict) and not isinstance(made, (dict, list)):
        inner = next((value[name] for name in value if plain_name(name) == "id"), None)
        return (value, inner) if inner is not None else (value,)
    return (value, str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else (value,)
