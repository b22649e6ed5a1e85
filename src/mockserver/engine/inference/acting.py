"""Actions on an item, such as `POST /orders/{id}/cancel`: the members that they set, and when they are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...openapi.resources import ResourceOperation
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, words_of
from .participles import Effect, effect_of
from .shown import find_shown
from .subjects import Subject

_STATES = ("status", "state", "phase", "stage", "lifecycle")
_INNER = ("attributes", "status", "state", "spec", "fields", "data")  # objects whose members are looked at, too
_REFUSALS = ("404", "410", "4XX", "default")
_TIMES = ("at", "on", "date", "time", "timestamp")


class Deed(NamedTuple):
    """What an action does."""

    set: dict[str, Any]  # {"status": "cancelled", "cancelled_at": "{now}"}
    allowed_from: dict[str, tuple[Any, ...]]  # {"status": ("open", "shipped")}; empty: always


NOTHING = Deed({}, {})


def infer_deed(subject: Subject, one: ResourceOperation) -> Deed:
    """What an action sets, as its verb says. All of these that the entity has:

    1. The state that is listed as what the item is now: `status: cancelled`. If no list has it, a state that may be any
       text gets the participle, written as its example is.
    2. Booleans of what it is now and no longer is: `archived: true`, `is_locked: false`.
    3. Times: `cancelled_at` is now; that of what it no longer is becomes null.

    It is refused where it changes nothing, if the operation documents a 409.
    """
    effect = effect_of(one.verb)
    if one.operation.method == "DELETE":
        effect = ~effect
    places = list(_iter_members(subject.view))
    states = _find_states(places, effect)
    # `archiveTime` is when it was archived
    verb = next(iter(words_of(one.verb)), "")
    changes: dict[str, Any] = {**states, **_find_marks(places, effect, verb)}
    if not states and not any(isinstance(value, bool) for value in changes.values()):
        changes = {**_find_free_state(places, effect), **changes}
    allowed = _find_allowed(dict(places), changes) if "409" in one.operation.responses else {}
    return Deed(changes, allowed)


def is_told(subject: Subject, one: ResourceOperation, deed: Deed) -> bool:
    """Whether a client sees anything of an action: what it sets or takes, the item, or that there is no such item."""
    sent = subject.request_entity(one)
    own = {plain_name(name) for name in subject.view.members}
    takes = sent is not None and any(plain_name(name) in own for name in sent.view.members)
    refuses = any(key in one.operation.responses for key in _REFUSALS)
    return bool(deed.set) or takes or refuses or find_shown(subject, one) is not None


def _iter_members(view: SchemaView) -> Iterator[tuple[str, SchemaView]]:
    """Yield the members of an entity by dotted names, and those of the objects that hold its state."""
    for name, member in view.members.items():
        yield name, member
    for name in view.members:
        if name in _INNER:
            for inner, member in view.members[name].members.items():
                yield f"{name}.{inner}", member


def _find_states(places: list[tuple[str, SchemaView]], effect: Effect) -> dict[str, Any]:
    """The state whose list has the first of the words for what the item is now."""
    listed = [(name, view) for name, view in places if view.choices and "array" not in view.types]
    listed.sort(key=lambda place: _words(place[0])[-1:] not in [[word] for word in _STATES])
    for word in effect.is_now:
        for name, view in listed:
            value = next((one for one in view.choices if plain_name(str(one)) == plain_name(word)), None)
            if value is not None:
                return {name: value}
    return {}


def _find_free_state(places: list[tuple[str, SchemaView]], effect: Effect) -> dict[str, Any]:
    """The state that may be any text; the word is written as its example is."""
    found = (place for place in places if _words(place[0])[-1:] and _words(place[0])[-1] in _STATES)
    name, view = next((place for place in found if "string" in place[1].types and not _is_bound(place[1])), ("", None))
    if view is None or not effect.is_now:
        return {}
    shown, word = view.first("example"), effect.is_now[0]
    return {name: word.upper() if isinstance(shown, str) and shown.isupper() else word}


def _is_bound(view: SchemaView) -> bool:
    return bool(view.choices) or view.has("pattern") or view.has("format") or view.has("maxLength")


def _find_marks(places: list[tuple[str, SchemaView]], effect: Effect, verb: str) -> dict[str, Any]:
    """The booleans and times of what the item is now, and of what it no longer is."""
    found: dict[str, Any] = {}
    is_now, is_no_longer = (tuple(map(plain_name, words)) for words in effect)
    for name, view in places:
        words = [word for word in _words(name) if word not in ("is", "was", "has")]
        if "boolean" in view.types:
            said = "".join(words)
            if said in is_now or said in is_no_longer:
                found[name] = said in is_now
        elif len(words) > 1 and view.types & {"string", "integer", "number"} and not view.choices:
            at = "".join(words[:-1]) if words[-1] in _TIMES else "".join(words[1:]) if words[0] == "date" else ""
            if at and (at in is_now or at == verb):
                found[name] = "{now}"
            elif at in is_no_longer and "null" in view.types:
                found[name] = None
    return found


def _find_allowed(places: dict[str, SchemaView], changes: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """From which values of the first member that tells it the action changes something."""
    for name, value in changes.items():
        if isinstance(value, bool):
            return {name: (not value, None)}
        if places[name].choices:
            return {name: tuple(one for one in places[name].choices if one != value)}
        if value == "{now}" and "null" in places[name].types:
            return {name: (None,)}
    return {}


def _words(name: str) -> list[str]:
    return list(words_of(name.rpartition(".")[2]))
