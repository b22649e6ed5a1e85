"""What of a document is left out, because it leads nowhere or cannot be read, and references where none may be."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding
from ..subject import LintSubject


def check_omissions(subject: LintSubject) -> Iterator[Finding]:
    """`reference.broken`, `schema.unreadable` and `part.unreadable`, each reason once."""
    told = set[str]()
    for omission in subject.document.omissions:
        told.add(omission.message)
        yield subject.finding(omission.rule, omission.pointer, omission.message)
    for operation in subject.operations:
        for omission in operation.omissions:
            if omission.message not in told:
                yield subject.finding(omission.rule, omission.pointer, omission.message)


def check_places(subject: LintSubject) -> Iterator[Finding]:
    """`reference.not-standard`."""
    message = "the standard allows no $ref here; it is followed all the same"
    for pointer in subject.document.bundle.expanded:
        source, written = subject.document.bundle.locate(pointer)
        line = subject.document.line_in(source, written)
        yield Finding("reference.not-standard", message, source.name, line, written)
