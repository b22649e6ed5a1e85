"""Whether a list contains an item."""

from __future__ import annotations

import re
from typing import Any

from ...openapi.messages import Response

_MORE = re.compile(r"next|cursor|more|offset|page", re.IGNORECASE)
_COUNT = re.compile(r"total|count", re.IGNORECASE)


def is_listed(listed: Any, identifier: str, *, item: Any = None, headers: Response) -> bool | None:
    """Return whether a list contains an item, `None` if the list may have more pages.

    Any text and number of a listed item may be the identifier. If `item` says how the service shows the item elsewhere,
    a listed one is the same only if it has the identifier wherever both have a member of that name.

    >>> is_listed([{"id": 2, "weeks": 1}], "1", item={"id": 1, "weeks": 1}, headers=Response(200))
    False
    """
    items = listed if isinstance(listed, list) else _items_of(listed)
    if items is None:
        return None
    names = _names_of(item, identifier)
    if any(_holds(found, identifier, names) for found in items):
        return True
    return False if _is_complete(listed, items, headers) else None


def _names_of(item: Any, identifier: str) -> list[str]:
    """Return the names of the members that are the identifier, also below one envelope."""
    if not isinstance(item, dict):
        return []
    found = [name for name, value in item.items() if str(value) == identifier]
    nested = [value for value in item.values() if isinstance(value, dict)]
    return found or (_names_of(nested[0], identifier) if len(nested) == 1 else [])


def _items_of(listed: Any) -> list[Any] | None:
    """Return the only array of a page."""
    arrays = [value for value in listed.values() if isinstance(value, list)] if isinstance(listed, dict) else []
    return arrays[0] if len(arrays) == 1 else None


def _holds(found: Any, identifier: str, names: list[str]) -> bool:
    if not isinstance(found, dict):
        return str(found) == identifier
    shared = [found[name] for name in names if name in found]
    if shared:
        return all(str(value) == identifier for value in shared)
    return any(str(value) == identifier for value in found.values())


def _is_complete(listed: Any, items: list[Any], headers: Response) -> bool:
    """Return whether no page follows: no link or property says so, and no total exceeds the items."""
    if headers.header("link"):
        return False
    if not isinstance(listed, dict):
        return len(items) < 10
    counts = [value for key, value in listed.items() if _COUNT.search(key) and isinstance(value, int)]
    if counts:
        return max(counts) <= len(items) and not _has_next(listed)
    return len(items) < 10 and not _has_next(listed)


def _has_next(listed: dict[str, Any]) -> bool:
    return any(_MORE.search(key) and value not in (None, "", False, 0, 1) for key, value in listed.items())
