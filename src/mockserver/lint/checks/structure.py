"""Each key stands once, and the document satisfies the schema of its version, from openapi-spec-validator."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.documents.text.repeated_keys import find_repeated_keys
from ...openapi.rules import quote
from ...openapi.validation import iter_reports
from ..findings import Finding
from ..structure_sentences import reword_all
from ..structures import structure_of
from ..subject import LintSubject


def check_structure(subject: LintSubject) -> Iterator[Finding]:
    """`document.structure`."""
    document = subject.document
    content, structure = document.bundle.content, structure_of(document.version)
    if structure.validator.is_valid(content):
        return
    for report in reword_all(iter_reports(structure.validator.iter_errors(content)), structure.schema):
        source, pointer = document.bundle.locate(report.pointer)
        line = document.line_in(source, pointer)
        yield Finding("document.structure", report.message, source.name, line, pointer)


def check_keys(subject: LintSubject) -> Iterator[Finding]:
    """`document.key-twice`."""
    for source in subject.document.sources:
        for key in find_repeated_keys(source.text):
            name = quote(key.name)
            message = f"the key {name} is also in line {key.first_line} of this mapping; this one, the last, counts"
            yield Finding("document.key-twice", message, source.name, key.line, key.pointer)
