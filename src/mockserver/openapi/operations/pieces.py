"""Pieces of a document, each of the kind it must be, or a `DocumentError` that says where it is not."""

from __future__ import annotations

from typing import Any

from ..documents import Document
from ..pointers import escape


class Pieces:
    """One document by pointers, so that whatever is read can say where it stands; what is absent or null is empty."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._last: tuple[str, dict[str, Any]] = (
            "",
            document.content,
        )  # most of what is asked is asked of one mapping several times

    def resolve(self, at: str) -> tuple[str, dict[str, Any]]:
        """Where the `$ref`s of what stands there end, and the mapping that stands at that end."""
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
