"""Reads pieces of a document, and notes those that are not the mapping or the list that they must be."""

from __future__ import annotations

from typing import Any

from ..documents import Document, Omission
from ..errors import DocumentError
from ..pointers import escape


class Pieces:
    """Pieces of one document by their pointers. A missing or null piece is empty."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._last: tuple[str, dict[str, Any]] = ("", document.content)  # one mapping is usually read several times
        self._left_out: dict[Omission, None] = {}

    def leave_out(self, pointer: str, reason: DocumentError | str) -> None:
        """Note that the piece at a pointer is not used."""
        message = reason if isinstance(reason, str) else reason.message
        self._left_out[Omission("part.unreadable", pointer, message)] = None

    def collect(self) -> tuple[Omission, ...]:
        """Return what was left out since the last call."""
        found = tuple(self._left_out)
        self._left_out.clear()
        return found

    def resolve(self, at: str) -> tuple[str, dict[str, Any]]:
        """Follow `$ref`s from a pointer. Returns the last pointer and the mapping there.

        Raises `DocumentError` if there is none.
        """
        pointer, value = self.document.resolve(at)
        return pointer, self._remember(pointer, value)

    def entries(self, owner: str, key: str) -> dict[str, Any]:
        """Return the mapping under a key. Anything else is left out."""
        value = self.mapping(owner).get(key)
        if value is not None and not isinstance(value, dict):
            self.leave_out(f"{owner}/{escape(key)}", "must be a mapping")
            return {}
        return value or {}

    def items(self, owner: str, key: str) -> list[Any]:
        """Return the list under a key. Anything else is left out."""
        value = self.mapping(owner).get(key)
        if value is not None and not isinstance(value, list):
            self.leave_out(f"{owner}/{escape(key)}", "must be a list")
            return []
        return value or []

    def mappings(self, owner: str, key: str) -> dict[str, dict[str, Any]]:
        """Return the mappings under a key by their names, without entries that are not mappings."""
        return {name: part for name, part in self.entries(owner, key).items() if isinstance(part, dict)}

    def mapping(self, pointer: str) -> dict[str, Any]:
        """Return the mapping at a pointer. Raises `DocumentError` if there is none."""
        return self._last[1] if pointer == self._last[0] else self._remember(pointer, self.document.lookup(pointer))

    def _remember(self, pointer: str, value: Any) -> dict[str, Any]:
        if value is not None and not isinstance(value, dict):
            raise self.document.error("must be a mapping", pointer)
        found: dict[str, Any] = value or {}
        self._last = pointer, found
        return found
