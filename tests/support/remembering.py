"""Mocks that remember what documents let infer, for tests; a document is written in few lines.

remember(tmp_path, {
    "POST /books": {"body": "NewBook", "201": "Book", "409": "Error"},
    "GET /books": {"200": ["Book"]},
    "PATCH /books/{id}": {"body": {"application/merge-patch+json": {}}, "204": None},
}, Book={"properties": {"id": {"type": "integer"}}}, …)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mockserver.engine.apis.apis import Api, load_api
from mockserver.engine.behaviour import Behaviour

from .small_sandbox import Sandbox, sandbox_of

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)
NOW = "2026-01-20T15:00:00Z"
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "key": {"type": "apiKey", "in": "query", "name": "key"},
}
_VARIABLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
Operations = Mapping[str, Mapping[str, Any]]


def remember(folder: Path, operations: Operations, **schemas: Any) -> Sandbox:
    """A server of a document whose time stands still."""
    return sandbox_of(_load(folder, operations, schemas), frozen=MOMENT)


def infer_behaviour(folder: Path, operations: Operations, **schemas: Any) -> Behaviour:
    """What a document lets infer."""
    return _load(folder, operations, schemas).behaviour


def _load(folder: Path, operations: Operations, schemas: Mapping[str, Any]) -> Api:
    file = folder / "api.json"
    file.write_text(json.dumps(write_document(operations, schemas)), encoding="utf-8")
    return load_api("api", file, prefix="")


def write_document(operations: Operations, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """A document with operations by method and path.

    `body` and every status have the name of a schema, `["Book"]` for an array of it, a schema, or either by media type;
    `None` is a response without a body. A whole response object has a `description`. Anything else, such as
    `parameters` or `security`, which may name one of SCHEMES, is a member of the operation. Variables of paths are
    text unless they say a type: `{id:integer}`.
    """
    paths: dict[str, Any] = {}
    for key, parts in operations.items():
        method, path = key.split()
        paths.setdefault(_VARIABLE.sub(r"{\1}", path), {})[method.lower()] = _write_operation(path, parts)
    shown = {name: {"type": "object", **schema} for name, schema in schemas.items()}
    head = {"openapi": "3.1.0", "info": {"title": "An API", "version": "1"}}
    return {**head, "paths": paths, "components": {"securitySchemes": SCHEMES, "schemas": shown}}


def _write_operation(path: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    variables = [
        {"name": name, "in": "path", "required": True, "schema": {"type": of or "string"}}
        for name, of in _VARIABLE.findall(path)
    ]
    written: dict[str, Any] = {"parameters": [*variables, *parts.get("parameters", ())], "responses": {}}
    for key, part in parts.items():
        if key == "body":
            written["requestBody"] = {"content": _write_content(part)}
        elif key.isdigit() or key == "default":
            is_whole = isinstance(part, dict) and "description" in part
            content = {} if part is None else {"content": _write_content(part)}
            written["responses"][key] = part if is_whole else {"description": key, **content}
        elif key != "parameters":
            written[key] = part
    return written


def _write_content(part: Any) -> dict[str, Any]:
    by_type = part if isinstance(part, dict) and any("/" in name for name in part) else {"application/json": part}
    return {media_type: {"schema": _write_schema(schema)} for media_type, schema in by_type.items()}


def _write_schema(schema: Any) -> Any:
    if isinstance(schema, str):
        return {"$ref": f"#/components/schemas/{schema}"}
    if isinstance(schema, list):
        return {"type": "array", "items": _write_schema(schema[0])}
    return schema
