"""The document as its version of OpenAPI describes documents, by the schemas of openapi-spec-validator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs

from ...openapi.validation import iter_reports
from ..findings import Finding
from ..subject import Subject

_DRAFT_4 = "http://json-schema.org/draft-04/schema#"


def check_structure(subject: Subject) -> Iterator[Finding]:
    """`document.structure`."""
    document = subject.document
    content = document.bundle.content
    validator = _validator(document.version[:3])
    if validator.is_valid(content):
        return
    for report in iter_reports(validator.iter_errors(content)):
        source, pointer = document.bundle.locate(report.pointer)
        line = document.line_in(source, pointer)
        yield Finding("document.structure", report.message, source.name, line, pointer)


@cache
def _validator(version: str) -> jsonschema_rs.Validator:
    """Of "2.0", "3.0", "3.1" or "3.2"; the older schemas are Draft 4, which draft 7 reads once a few words change."""
    found = find_spec("openapi_spec_validator")  # its folder: importing it would take as long as everything else does
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "resources" / "schemas" / f"v{version}"
    text = (folder / "schema.json").read_text(encoding="utf-8")
    if version < "3.1":
        text = text.replace(_DRAFT_4, _DRAFT_4.replace("04", "07")).replace("/positiveInteger", "/nonNegativeInteger")
    schema = _decide_references(json.loads(text))
    if version < "3.1":
        schema.pop("id", None)
    return jsonschema_rs.validator_for(schema)


def _decide_references(schema: Any) -> Any:
    """`oneOf: [Reference, Response]` as an `if`, so that what is wrong with a response is said of the response."""
    if isinstance(schema, list):
        return [_decide_references(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _decide_references(part) for key, part in schema.items()}
    if str(changed.get("$ref")).endswith(("/exclusiveMinimum", "/exclusiveMaximum")):
        return {"type": "boolean"}
    if changed.get("exclusiveMinimum") is True:
        changed["exclusiveMinimum"] = changed.pop("minimum", 0)
    branches = changed.get("oneOf")
    if isinstance(branches, list) and len(branches) == 2:
        references = [b for b in branches if str(b.get("$ref", "")).lower().endswith("reference")]
        if len(references) == 1:
            (other,) = (branch for branch in branches if branch is not references[0])
            del changed["oneOf"]
            changed |= {"if": {"type": "object", "required": ["$ref"]}, "then": references[0], "else": other}
    return changed
