"""Members of rows by dotted names: `metadata.name` is the member `name` of the member `metadata`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def get_member(row: Mapping[str, Any], name: str) -> Any:
    """The value of a member, `None` if there is none.

    >>> get_member({"metadata": {"name": "web"}}, "metadata.name")
    'web'
    """
    if name in row or "." not in name:
        return row.get(name)
    value: Any = row
    for word in name.split("."):
        value = value.get(word) if isinstance(value, Mapping) else None
    return value


def put_member(row: dict[str, Any], name: str, value: Any) -> None:
    """Set a member; objects on the way are copied, so that another row may share them."""
    if name in row or "." not in name:
        row[name] = value
        return
    *outer, last = name.split(".")
    for word in outer:
        inner = row.get(word)
        row[word] = row = dict(inner) if isinstance(inner, dict) else {}
    row[last] = value


def has_member(row: Mapping[str, Any], name: str) -> bool:
    """Return whether a row has a member, even if it is null."""
    if name in row or "." not in name:
        return name in row
    outer, _, last = name.rpartition(".")
    inner = get_member(row, outer)
    return isinstance(inner, Mapping) and last in inner
