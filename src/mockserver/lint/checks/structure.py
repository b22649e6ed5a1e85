"""The document satisfies the schema of its OpenAPI version, from openapi-spec-validator."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.validation import iter_reports
from ..findings import Finding
from ..structure_sentences import reword_all
from ..structures import structure_of
from ..subject import Subject


def check_structure(subject: Subject) -> Iterator[Finding]:
    """`document.structure`."""
    document = subject.document
    content, structure = document.bundle.content, structure_of(document.version)
    if structure.validator.is_valid(content):
        return
    for report in reword_all(iter_reports(structure.validator.iter_errors(content)), structure.schema):
        source, pointer = document.bundle.locate(report.pointer)
        line = document.line_in(source, pointer)
        yield Finding("document.structure", report.message, source.name, line, pointer)
