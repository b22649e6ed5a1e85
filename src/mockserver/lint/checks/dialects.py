"""The JSON Schema dialect that a document names."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.rules import quote
from ..findings import Finding
from ..subject import LintSubject

_OURS = ("https://json-schema.org/draft/2020-12/schema", "https://spec.openapis.org/oas/3.")


def check_dialect(subject: LintSubject) -> Iterator[Finding]:
    """`document.dialect` (OpenAPI 3.1.1 §4.8.24.5)."""
    document = subject.document
    keyword = document.dialect.keyword
    named = document.content.get(keyword)
    if keyword and named is not None and not str(named).startswith(_OURS):
        message = f"{quote(named)} is not a known dialect; schemas are read as JSON Schema 2020-12"
        yield subject.finding("document.dialect", f"/{keyword}", message)
