"""The keys of rows as texts that a path can hold."""

from __future__ import annotations

from collections.abc import Container

from ..behaviour import Resource
from ..behaviour.coercion import read_uuid

ONLY = "-"
"""Stands for the empty key, that of the row of which there is one: a path cannot end in an empty segment."""


def find_key(resource: Resource, text: str, known: Container[str]) -> str:
    """Return the key that a text means, whether or not a row has it.

    1. The key that is spelt so: `7`, or `acme/7` below a parent.
    2. The same UUID in another spelling.
    3. The empty key, for `-`.
    4. The text itself, for a row to come.
    """
    if text in known:
        return text
    if resource.is_uuid and (canonical := str(read_uuid(text))) in known:
        return canonical
    if text == ONLY and (resource.is_singleton or "" in known):
        return ""
    return text


def show_key(key: str) -> str:
    """Return the text that means a key."""
    return key or ONLY
