"""A document under examination, with what several checks need."""

from __future__ import annotations

import math
from functools import cached_property
from time import monotonic

from ..openapi.documents import Direction, Document
from ..openapi.errors import DocumentError
from ..openapi.operations import Operation, read_operations
from ..openapi.validation import Schemas
from .findings import Finding, LintRuleId

COMPILED = 100  # schemas that are kept for the next example


class OutOfTime(Exception):
    """Looking at a document took longer than it may."""


class Subject:
    """One document, its operations and its schemas; `DocumentError` when nobody can tell its operations."""

    def __init__(
        self, document: Document, operations: tuple[Operation, ...] | None = None, seconds: float = math.inf
    ) -> None:
        self._end = monotonic() + seconds
        self._schemas: dict[Direction, Schemas] = {}
        self.document = document
        self.operations = read_operations(document) if operations is None else operations

    @cached_property
    def broken_references(self) -> dict[str, DocumentError]:
        return dict(self.document.iter_broken_references())

    @cached_property
    def broken_schemas(self) -> dict[str, DocumentError]:
        return dict(self.document.iter_broken_schemas())

    def schemas(self, direction: Direction) -> Schemas:
        """The document's schemas; compiled ones are let go when there are many, for each may take a megabyte."""
        if direction not in self._schemas:
            self._schemas[direction] = Schemas(self.document, direction)
        known = self._schemas[direction]
        if known.compiled > COMPILED:
            known.let_go()
        return known

    def check_time(self) -> None:
        """Raise `OutOfTime` when it is time to end; asked where a check may take long."""
        if monotonic() > self._end:
            raise OutOfTime

    def finding(self, rule: LintRuleId, pointer: str, message: str) -> Finding:
        """A finding at a pointer of the document's tree, told by the place its author knows."""
        position = self.document.position(pointer)
        return Finding(rule, message, position.file, position.line, position.pointer)
