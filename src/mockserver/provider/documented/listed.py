"""Whether a list contains an item."""

from __future__ import annotations

import re
from typing import Any

from ...openapi.messages import Response

_MORE = re.compile(r"next|cursor|more|offset|page", re.IGNORECASE)
_COUNT = re.compile(r"total|count", re.IGNORECASE)


def is_listed(listed: Any, identifier: str, *, headers: Response) -> bool | None:
    """Return whether a list contains an item, `None` if the list may have more pages.

    Every text and number of an item is compared, because the identifier may have any name.
    """
    items = listed if isinstance(listed, list) else _items_of(listed)
    if items is None:
        return None
    if any(_holds(item, identifier) for item in items):
        return True
    return False if _is_complete(listed, items, headers) else None


def _items_of(listed: Any) -> list[Any] | None:
    """Return the only array of a page."""
    arrays = [value for value in listed.values() if isinstance(value, list)] if isinstance(listed, dict) else []
    return arrays[0] if len(arrays) == 1 else None


def _holds(item: Any, identifier: str) -> bool:
    values = item.values() if isinstance(item, dict) else [item]
    return any(str(value) == identifier for value in values)


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
