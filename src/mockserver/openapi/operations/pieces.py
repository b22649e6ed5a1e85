"""Reads pieces of a document, and checks that each is a mapping or a list as it must be."""

from __future__ import annotations

from typing import Any

from ..documents import Document
from ..pointers import escape


class Pieces:
    """Pieces of one document by their pointers. A missing or null piece is empty.

    All methods raise `DocumentError` with the place of a piece of the wrong kind.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._last: tuple[str, dict[str, Any]] = ("", document.content)  # one mapping is usually read several times

    def resolve(self, at: str) -> tuple[str, dict[str, Any]]:
        """Follow `$ref`s from a pointer. Returns the last pointer and the mapping there."""
        pointer, value = self.document.resolve(at)
        return pointer, self._remember(pointer, value)

    def entries(self, owner: str, key: str) -> dict[str, Any]:
        value = self.mapping(owner).get(key)
        if value is not None and not isinstance(value, dict):
            raise self.document.error("must be a mapping", f"{owner}/{escape(key)}")
        return value or {}

    def items(self, owner: str, key: str) -> list[Any]:
        value = self.mapping(owner).get(key)
        if value is not None and not isinstance(value, list):
            raise self.document.error("must be a list", f"{owner}/{escape(key)}")
        return value or []

    def mapping(self, pointer: str) -> dict[str, Any]:
        return self._last[1] if pointer == self._last[0] else self._remember(pointer, self.document.lookup(pointer))

    def _remember(self, pointer: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.document.error("must be a mapping", pointer)
        self._last = pointer, value
        return value
