"""The mappings of discriminators name schemas."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.documents.discriminators import Discriminators
from ...openapi.pointers import escape
from ...openapi.rules import quote
from ...openapi.spelling import suggest
from ..findings import Finding
from ..subject import LintSubject
from .schemas import iter_inner


def check_mappings(subject: LintSubject) -> Iterator[Finding]:
    """`discriminator.mapping` (OpenAPI 3.1.1 §4.8.25.1): such a value decides nothing."""
    discriminators = Discriminators(subject.document)
    if not discriminators.are_used:
        return
    components = subject.document.content.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for pointer, schema in iter_inner(subject):
        stated = schema.get("discriminator")
        mapping = stated.get("mapping") if isinstance(stated, dict) else None
        if not isinstance(mapping, dict):
            continue
        for key in discriminators.find_lost(pointer):
            hint = suggest(str(mapping[key]), map(str, schemas)) if isinstance(schemas, dict) else ""
            at = f"{pointer}/discriminator/mapping/{escape(key)}"
            yield subject.finding("discriminator.mapping", at, f"{quote(mapping[key])} names no schema{hint}")
