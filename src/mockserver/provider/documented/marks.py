"""Marks of deletion: services that keep a deleted item, and say in it that it is deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_ABSENT: Final = object()
_WORDS = "delet|remov|archiv|trash|discard|cancel|expir|revok|withdraw|disabl|inactive|retired|purg"
_NAME = re.compile(
    rf"{_WORDS}|(?:^|[_\W])(?:is_?)?(?:active|enabled|state|status|phase|visible|ends?|ended)(?:$|[_\W])"
)
_VALUE = re.compile(rf"{_WORDS}|^(?:closed|ended|gone|terminat\w*|stopped)$")
_DONE = re.compile(
    r"(?:is_?)?(?:deleted|removed|archived|trashed|discarded|cancell?ed|expired|revoked|withdrawn|disabled|inactive|retired"
    r"|purged)(?:_(?:at|on|date|time))?"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_marked_as_deleted(before: Any, after: Any) -> bool:
    """Return whether an item says after its deletion that it is deleted, in a member that said something else before.

    >>> is_marked_as_deleted({"name": "tea", "deleted_at": None}, {"name": "tea", "deleted_at": "2026-12-01"})
    True
    >>> is_marked_as_deleted({"name": "tea", "reads": 1}, {"name": "tea", "reads": 2})
    False
    """
    return any(
        _NAME.search(_CAPITAL.sub("_", name).lower()) or (isinstance(value, str) and _VALUE.search(value.lower()))
        for name, value in _list_changes(before, after, "")
    )


def says_deleted(item: Any) -> bool:
    """Return whether an item says that it is deleted, if nothing is known of what it said before.

    >>> says_deleted({"status": {"state": "expired"}}), says_deleted({"deleted": False, "name": "tea"})
    (True, False)
    """
    return any(
        says_deleted(value) if isinstance(value, dict) else _is_mark(_CAPITAL.sub("_", name).lower(), value)
        for name, value in _list_changes({}, item, "")
    )


def _is_mark(name: str, value: Any) -> bool:
    is_told = isinstance(value, str) and _NAME.search(name) and _VALUE.search(value.lower())
    return bool(is_told or (value and _DONE.fullmatch(name)))


def _list_changes(before: Any, after: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the name and the new value of every member that has changed; of objects, those of their members."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            yield from _list_changes(before.get(key, _ABSENT), after.get(key, _ABSENT), key)
    elif before is _ABSENT or after is _ABSENT or before != after:
        yield name, after
