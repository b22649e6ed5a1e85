"""Keys that say more than their absence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def differing(entries: Iterable[tuple[str, Any, Any]]) -> dict[str, Any]:
    """Return key -> value for each (key, value, default) whose value is not the default.

    >>> differing([("action", "read", None), ("nulls", "store", "store")])
    {'action': 'read'}
    """
    return {key: value for key, value, default in entries if value != default}


def one_or_list(values: tuple[Any, ...]) -> Any:
    """Return values as they are written: one alone, several in a list.

    >>> one_or_list(("open",)), one_or_list(("open", "held"))
    ('open', ['open', 'held'])
    """
    return values[0] if len(values) == 1 and not isinstance(values[0], list) else list(values)


def read_one_or_list(raw: Any) -> tuple[Any, ...]:
    """Return one value or the values of a list."""
    return tuple(raw) if isinstance(raw, list) else (raw,)
