"""A document with what several checks need."""

from __future__ import annotations

import math
from functools import cached_property
from time import monotonic

from ..openapi.documents import Direction, Document
from ..openapi.operations import Operation, read_operations
from ..openapi.validation import Schemas
from .findings import Finding, LintRuleId

COMPILED = 100  # schemas that stay compiled for the next example


class OutOfTime(Exception):
    """Raised when checking a document takes too long."""


class LintSubject:
    """One document, its operations and its schemas. Raises `DocumentError` if the operations cannot be read."""

    def __init__(
        self, document: Document, operations: tuple[Operation, ...] | None = None, seconds: float = math.inf
    ) -> None:
        self._end = monotonic() + seconds
        self._schemas: dict[Direction, Schemas] = {}
        self.document = document
        self.operations = read_operations(document) if operations is None else operations

    @cached_property
    def broken_references(self) -> frozenset[str]:
        """Pointers of the objects whose `$ref` is broken."""
        return frozenset(o.pointer for o in self.document.omissions if o.rule == "reference.broken")

    def schemas(self, direction: Direction) -> Schemas:
        """Return the schemas of the document. Many compiled ones are released, because each may take a megabyte."""
        if direction not in self._schemas:
            self._schemas[direction] = Schemas(self.document, direction)
        known = self._schemas[direction]
        if known.compiled > COMPILED:
            known.let_go()
        return known

    def check_time(self) -> None:
        """Raise `OutOfTime` after the limit. Long checks call this."""
        if monotonic() > self._end:
            raise OutOfTime

    def finding(self, rule: LintRuleId, pointer: str, message: str) -> Finding:
        """Return a finding at a pointer of the bundled document, with its place in the author's file."""
        position = self.document.position(pointer)
        return Finding(rule, message, position.file, position.line, position.pointer)
