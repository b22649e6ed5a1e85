"""Every check on one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..documents import Document, ReadPolicy
from ..errors import DocumentError
from ..operations import Operation
from .checks import components, examples, operations, paths, references, schemas, structure
from .findings import Finding
from .subject import Subject

Check = Callable[[Subject], Iterator[Finding]]

QUICK: tuple[Check, ...] = (  # what costs no more than reading the document
    structure.check_structure,
    references.check_references,
    operations.check_operations,
    operations.check_ids,
    paths.check_ambiguity,
    paths.check_parameters,
    schemas.check_readable,
)
THOROUGH: tuple[Check, ...] = (
    schemas.check_satisfiable,
    examples.check_examples,
    examples.check_shown_by_schemas,
    components.check_usage,
)


def lint_address(address: Path | str, policy: ReadPolicy) -> list[Finding]:
    """What is wrong with the document at an address; one finding when it cannot be read at all."""
    try:
        return lint_document(Document.load(address, policy=policy))
    except DocumentError as reason:
        file = str(reason.file or address)
        return [Finding("document.unreadable", reason.message, file, reason.line, reason.pointer or "")]


def lint_document(
    document: Document, operations: tuple[Operation, ...] | None = None, *, quick: bool = False
) -> list[Finding]:
    """What is wrong with a document, by file and line; `quick` leaves out what takes long for large ones.

    `operations` are the document's, for who has read them already; `DocumentError` when there is no telling them.
    """
    subject = Subject(document, operations)
    checks = QUICK if quick else QUICK + THOROUGH
    found = {(f.rule, f.file, f.pointer, f.message): f for check in checks for f in check(subject)}
    return sorted(found.values(), key=lambda finding: (finding.file, finding.line or 0, finding.pointer, finding.rule))
