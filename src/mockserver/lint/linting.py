"""Runs all checks on a document."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from ..openapi.documents import Document, ReadPolicy
from ..openapi.errors import DocumentError
from ..openapi.operations import Operation
from .checks import (
    components,
    dialects,
    discriminators,
    examples,
    keywords,
    operations,
    parameters,
    paths,
    references,
    schemas,
    structure,
)
from .findings import Finding
from .subject import LintSubject, OutOfTime

Check = Callable[[LintSubject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (  # the fast ones first
    structure.check_keys,
    structure.check_structure,
    dialects.check_dialect,
    references.check_omissions,
    references.check_places,
    operations.check_operations,
    operations.check_ids,
    operations.check_success,
    operations.check_framing,
    paths.check_keys,
    paths.check_ambiguity,
    paths.check_parameters,
    parameters.check_duplicates,
    discriminators.check_mappings,
    keywords.check_spelling,
    schemas.check_patterns,
    examples.check_examples,
    examples.check_shown_by_schemas,
    components.check_usage,
    schemas.check_satisfiable,
)


def lint_address(address: Path | str, policy: ReadPolicy) -> list[Finding]:
    """Return the findings of the document at an address; a single one if it cannot be read."""
    try:
        return lint_document(Document.load(address, policy=policy))
    except DocumentError as reason:
        file = str(reason.file or address)
        return [Finding("document.unreadable", reason.message, file, reason.line, reason.pointer or "")]


def lint_document(
    document: Document, operations: tuple[Operation, ...] | None = None, *, seconds: float = math.inf
) -> list[Finding]:
    """Return findings by file and line. After `seconds`, the remaining checks are skipped, and a note says so.

    `operations` are those of the document, if the caller has read them already. Raises `DocumentError` if they cannot
    be read.
    """
    subject = LintSubject(document, operations, seconds)
    found: dict[tuple[str, ...], Finding] = {}
    try:
        for finding in chain.from_iterable(check(subject) for check in CHECKS):
            found.setdefault((finding.rule, finding.file, finding.pointer, finding.message), finding)
    except OutOfTime:
        message = f"not all checks were finished in {seconds:.0f} seconds"
        found[("",)] = Finding("document.unfinished", message, document.name, None, "")
    return sorted(found.values(), key=lambda finding: (finding.file, finding.line or 0, finding.pointer, finding.rule))
