"""The JSON Schema of whole documents, for each version of OpenAPI, as openapi-spec-validator has it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_DRAFT_4 = "http://json-schema.org/draft-04/schema#"


def read_structure(version: str) -> dict[str, Any]:
    """Return the schema that documents of a version must satisfy, in JSON Schema draft 7 or 2020-12."""
    found = find_spec("openapi_spec_validator")  # its folder: importing it would take as long as everything else does
    assert found is not None and found.origin is not None
    folder = Path(found.origin).parent / "resources" / "schemas" / f"v{version[:3]}"
    text = (folder / "schema.json").read_text(encoding="utf-8")
    if _DRAFT_4 not in text:
        schema: dict[str, Any] = json.loads(text)
        return schema
    text = text.replace(_DRAFT_4, _DRAFT_4.replace("04", "07")).replace("/positiveInteger", "/nonNegativeInteger")
    schema = _modernize(json.loads(text))
    schema.pop("id", None)
    return schema


def _modernize(schema: Any) -> Any:
    """The same with the bounds of draft 7, in which `exclusiveMinimum` is a number."""
    if isinstance(schema, list):
        return [_modernize(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if str(schema.get("$ref")).endswith(("/exclusiveMinimum", "/exclusiveMaximum")):
        return {"type": "boolean"}
    changed = {key: _modernize(part) for key, part in schema.items()}
    if changed.get("exclusiveMinimum") is True:
        changed["exclusiveMinimum"] = changed.pop("minimum", 0)
    return changed
