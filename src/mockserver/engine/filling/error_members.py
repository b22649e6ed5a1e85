"""Which members of an error body say why, where and with which code: known by their names and their values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from . import member_names as names
from .laying import Path

Kind = Literal[
    "message",  # what was wrong, as sentences
    "title",  # the phrase of the status
    "code",  # a word for programs
    "status",  # the number of the status, or its digits
    "true",
    "false",
    "target",  # the path of the request
    "method",
    "field",  # "pets.0.name": what was wrong
    "pointer",  # "/pets/0/name"
    "location",  # "body" or "query"
    "words",  # ["body", "pets", 0, "name"]
    "seen",
    "allowed",
    "prose",  # a sentence that is not known to be true
    "about",  # a URI for the kind of problem (RFC 9457 §3.1.1)
    "list",  # an item for each violation
    "map",  # {"pets.0.name": ["is required"]}
]

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._\-][A-Za-z0-9]+)*")  # "invalid_request", and single words
_PROSE = re.compile(r"[^\W\d_]{2,}[,.;:!?]?\s+[^\W\d_]")
_ADDRESS = re.compile(r"about:|urn:|https?:|/")
_FIELD = re.compile(r"[^.\[\]][.\[]")  # "pets.0" and "pets[0]", which are no JSON Pointers
_STATUS = re.compile(r"[1-5][0-9][0-9]")
_DEPTH = 8


class Member(NamedTuple):
    """One place of an error body that true values belong in."""

    path: Path  # ("error", "message"); inside the item for a member of an item
    kind: Kind
    shown: Any = None  # what the documented body has there
    parts: tuple[Member, ...] = ()  # of an item of a list


def find_members(body: Any, *, takes_prose: bool = True) -> tuple[Member, ...]:
    """The places of a documented error body, in its order; empty if nothing of it is known.

    With `takes_prose`, a body that has no better place says what was wrong in the first sentence that it shows.
    """
    if isinstance(body, str):
        return (Member((), "message", body),)
    found = tuple(_iter_list("errors", body, (), 0) if isinstance(body, list) else _iter_members(body, (), False, 0))
    if tells(found) or not takes_prose:
        return found
    first = next((member for member in found if member.kind == "prose"), None)
    return tuple(member._replace(kind="message") if member is first else member for member in found)


def tells(members: Iterable[Member]) -> bool:
    """Whether the violations can be told in any of these places."""
    return any(member.kind in ("message", "list", "map") for member in members)


def _iter_members(value: Any, path: Path, in_item: bool, depth: int) -> Iterator[Member]:
    if not isinstance(value, dict) or depth > _DEPTH:
        return
    known = {names.plain(str(name)) for name, shown in value.items() if isinstance(shown, str)}
    has_message = bool(known & (names.MESSAGES - names.SHORT_MESSAGES))
    for key, shown in value.items():
        name, at = names.plain(str(key)), (*path, str(key))
        if isinstance(shown, bool):
            if name in names.FAILURES or name in names.SUCCESSES:
                yield Member(at, "true" if name in names.FAILURES else "false", shown)
        elif shown is None or isinstance(shown, str):
            kind = _kind_of_text(name, shown or "", known, in_item=in_item, has_message=has_message, is_top=not path)
            if kind is not None:
                yield Member(at, kind, shown)
        elif isinstance(shown, (int, float)):
            if name in names.STATUSES or name in names.CODES:
                yield Member(at, "status", shown)
            elif in_item and name in names.SEEN:
                yield Member(at, "seen", shown)
        elif isinstance(shown, list):
            is_place = in_item and (name in names.ITEM_FIELDS or name in names.PLACES)
            yield from (Member(at, "words", shown),) if is_place else _iter_list(name, shown, at, depth)
        elif isinstance(shown, dict):
            is_map = name in names.LISTS and _is_map(shown)
            yield from (Member(at, "map", shown),) if is_map else _iter_members(shown, at, in_item, depth + 1)


def _iter_list(name: str, shown: list[Any], path: Path, depth: int) -> Iterator[Member]:
    """A list of errors, as an item for each; the other lists are left as they are."""
    if name not in names.LISTS:
        return
    parts: tuple[Member, ...] = ()
    if shown and isinstance(shown[0], str):
        parts = (Member((), "message", shown[0]),)
    elif shown and isinstance(shown[0], dict):
        parts = tuple(_iter_members(shown[0], (), True, depth + 1))
    if parts or not shown:
        yield Member(path, "list", shown, parts)


def _kind_of_text(
    name: str, shown: str, known: set[str], *, in_item: bool, has_message: bool, is_top: bool
) -> Kind | None:
    """What a text is, by its name, by what the documented body has there, and by where it is. The first that fits:

    1. The status, as digits or in words; as digits beside a title (JSON:API 1.1 §Error Objects).
    2. The place of the violation, the value that was seen, and what is allowed.
    3. The type of a problem, as an address (RFC 9457 §3.1.1), or the request.
    4. A code, a title or a message.
    5. Prose: words of a name that is not known.
    """
    if (name in names.STATUSES or name in names.CODES) and _STATUS.fullmatch(shown):
        return "status"
    if name in names.STATUSES:
        if shown.lower() in names.FAILED:
            return None
        return "status" if in_item and known & names.TITLES else "title"
    place = _kind_of_place(name, shown, in_item)
    if place is not None:
        return place
    if name == "type" and _ADDRESS.match(shown):
        return "about"
    if is_top and (name in names.TARGETS or name in names.METHODS):
        return "target" if name in names.TARGETS else "method"
    if name in names.SHORT_MESSAGES and has_message:
        return "code" if _TOKEN.fullmatch(shown) and not shown[0].isupper() else "title"
    if name in names.CODES or (name == "name" and has_message and _TOKEN.fullmatch(shown)):
        return "code"
    if name in names.TITLES:
        return "title"
    if name in names.MESSAGES:
        return "message"
    return "prose" if _PROSE.search(shown) else None


def _kind_of_place(name: str, shown: str, in_item: bool) -> Kind | None:
    if name in names.POINTERS:
        return "field" if _FIELD.search(shown) and "/" not in shown else "pointer"
    if name in (names.ITEM_FIELDS if in_item else names.FIELDS):
        return "field"
    if not in_item:
        return None
    groups: tuple[tuple[frozenset[str], Kind], ...] = (
        (names.PLACES, "location"),
        (names.SEEN, "seen"),
        (names.ALLOWED, "allowed"),
    )
    return next((kind for known, kind in groups if name in known), None)


def _is_map(shown: dict[str, Any]) -> bool:
    """Whether an object has messages by field: `{"name": ["is required"]}`."""
    values = list(shown.values())
    if values and all(isinstance(value, list) for value in values):
        return all(isinstance(item, str) for value in values for item in value)
    known = {names.plain(str(name)) for name in shown}
    fixed = names.MESSAGES | names.CODES | names.TITLES | names.STATUSES
    return all(isinstance(value, str) for value in values) and not known & fixed
