"""A document under examination, with what several checks need."""

from __future__ import annotations

from functools import cached_property

from ..documents import Direction, Document
from ..errors import DocumentError
from ..operations import Operation, read_operations
from ..validation import Schemas
from .findings import Finding


class Subject:
    """One document, its operations and its schemas; `DocumentError` when nobody can tell its operations."""

    def __init__(self, document: Document, operations: tuple[Operation, ...] | None = None) -> None:
        self.document = document
        self.operations = read_operations(document) if operations is None else operations

    @cached_property
    def broken_references(self) -> dict[str, DocumentError]:
        return dict(self.document.iter_broken_references())

    @cached_property
    def broken_schemas(self) -> dict[str, DocumentError]:
        return dict(self.document.iter_broken_schemas())

    @cached_property
    def _schemas(self) -> dict[Direction, Schemas]:
        return {"request": Schemas(self.document, "request"), "response": Schemas(self.document, "response")}

    def schemas(self, direction: Direction) -> Schemas:
        return self._schemas[direction]

    def finding(self, rule: str, pointer: str, message: str) -> Finding:
        """A finding at a pointer of the document's tree, told by the place its author knows."""
        position = self.document.position(pointer)
        return Finding(rule, message, position.file, position.line, position.pointer)
