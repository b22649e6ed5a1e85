"""What is sent, as the rows of a resource have it: under the entity's own names, in its types."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from ...openapi.bodies.files import UploadedFile
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name

_BOOLEANS = {"true": True, "false": False}


class Intake:
    """Takes the members that were sent. It is planned once, for the members of each object when first needed."""

    def __init__(self, view: SchemaView, settable: Collection[str] | None = None) -> None:
        self.view = view  # of the entity
        self._settable = settable  # plain names of what clients send; None: no member is refused

    @cached_property
    def _members(self) -> Mapping[str, Intake]:
        return {name: Intake(view) for name, view in self.view.members.items()}

    @cached_property
    def _items(self) -> Intake:
        return Intake(self.view.items)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {plain_name(name): name for name in reversed(list(self.view.members))}

    def take(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """The members of a row for those that were sent.

        1. A name that differs in case and separators alone is the entity's own: `firstName` for `first_name`.
        2. A value of another type is read as the entity's: `"3"` is 3 where it says integer.
        3. What no request declares is left out: only the server sets it. It is taken if the entity is open and does
           not declare it either. Files are no members of a row.
        """
        taken: dict[str, Any] = {}
        for name, value in sent.items():
            own = self.find(name)
            if own is None or _is_file(value):
                continue
            if name == own or own not in sent:
                member = self._members.get(own)
                taken[own] = value if member is None else member._read(value)
        return taken

    def find(self, name: str) -> str | None:
        """What a row calls a member that was sent; `None` if rows do not have it."""
        own = self._names.get(plain_name(name))
        if self._settable is None or plain_name(name) in self._settable:
            return own or name
        return name if own is None and self.view.is_open else None

    def can_be_null(self, name: str) -> bool:
        """Whether a member may be null, or its schema names no type."""
        types = self.view.members[name].types if name in self.view.members else frozenset()
        return not types or "null" in types

    def _read(self, value: Any) -> Any:
        types = self.view.types
        if isinstance(value, dict):
            return self.take(value) if self._members else value
        if isinstance(value, list):
            return [self._items._read(item) for item in value] if self._items.view else value
        if isinstance(value, str) and types and "string" not in types:
            return _read_text(value, types)
        if isinstance(value, (int, float)) and types and types <= {"string", "null"}:
            return str(value).lower() if isinstance(value, bool) else str(value)
        return value


def _is_file(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_is_file, value))
    return isinstance(value, (bytes, UploadedFile))


def _read_text(text: str, types: frozenset[str]) -> Any:
    """A text as a value of one of the types; the text itself if it cannot be read as one."""
    with suppress(ValueError):
        if "integer" in types:
            return int(text)
        if "number" in types:
            return float(text)
    return _BOOLEANS.get(text, text) if "boolean" in types else text
