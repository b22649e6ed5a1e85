"""The document satisfies the schema of its OpenAPI version, from openapi-spec-validator."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from ...openapi.documents.versions.structure import read_structure
from ...openapi.validation import iter_reports
from ..findings import Finding
from ..subject import Subject


def check_structure(subject: Subject) -> Iterator[Finding]:
    """`document.structure`."""
    document = subject.document
    content = document.bundle.content
    validator = _validator(document.version)
    if validator.is_valid(content):
        return
    for report in iter_reports(validator.iter_errors(content)):
        source, pointer = document.bundle.locate(report.pointer)
        line = document.line_in(source, pointer)
        yield Finding("document.structure", report.message, source.name, line, pointer)


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(_decide_references(read_structure(version)))


def _decide_references(schema: Any) -> Any:
    """Turn `oneOf: [Reference, Response]` into `if`, so that violations name the part of the response."""
    if isinstance(schema, list):
        return [_decide_references(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _decide_references(part) for key, part in schema.items()}
    branches = changed.get("oneOf")
    if isinstance(branches, list) and len(branches) == 2:
        references = [b for b in branches if str(b.get("$ref", "")).lower().endswith("reference")]
        if len(references) == 1:
            (other,) = (branch for branch in branches if branch is not references[0])
            del changed["oneOf"]
            changed |= {"if": {"type": "object", "required": ["$ref"]}, "then": references[0], "else": other}
    return changed
