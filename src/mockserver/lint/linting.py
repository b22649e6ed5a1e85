"""Every check on one document."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from ..openapi.documents import Document, ReadPolicy
from ..openapi.errors import DocumentError
from ..openapi.operations import Operation
from .checks import components, dialects, examples, operations, paths, references, schemas, structure
from .findings import Finding
from .subject import OutOfTime, Subject

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (  # the quick ones first
    structure.check_structure,
    dialects.check_dialect,
    references.check_references,
    operations.check_operations,
    operations.check_ids,
    operations.check_success,
    paths.check_ambiguity,
    paths.check_parameters,
    schemas.check_readable,
    examples.check_examples,
    examples.check_shown_by_schemas,
    components.check_usage,
    schemas.check_satisfiable,
)


def lint_address(address: Path | str, policy: ReadPolicy) -> list[Finding]:
    """What is wrong with the document at an address; one finding when it cannot be read at all."""
    try:
        return lint_document(Document.load(address, policy=policy))
    except DocumentError as reason:
        file = str(reason.file or address)
        return [Finding("document.unreadable", reason.message, file, reason.line, reason.pointer or "")]


def lint_document(
    document: Document, operations: tuple[Operation, ...] | None = None, *, seconds: float = math.inf
) -> list[Finding]:
    """What is wrong with a document, by file and line; after so many `seconds` the rest is left out, with a note.

    `operations` are the document's, for who has read them already; `DocumentError` when there is no telling them.
    """
    subject = Subject(document, operations, seconds)
    found: dict[tuple[str, ...], Finding] = {}
    try:
        for finding in chain.from_iterable(check(subject) for check in CHECKS):
            found.setdefault((finding.rule, finding.file, finding.pointer, finding.message), finding)
    except OutOfTime:
        message = f"not everything was looked at in {seconds:.0f} seconds"
        found[("",)] = Finding("document.unfinished", message, document.name, None, "")
    return sorted(found.values(), key=lambda finding: (finding.file, finding.line or 0, finding.pointer, finding.rule))
