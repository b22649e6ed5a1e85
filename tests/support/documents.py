"""Small documents for tests."""

from __future__ import annotations

import json
from typing import Any

from mockserver.openapi.documents import Document
from mockserver.openapi.operations import Operation, read_operations


def document_of(schemas: dict[str, Any] | None = None, *, version: str = "3.1.0", **paths: Any) -> Document:
    content = {
        "openapi": version,
        "info": {"title": "Test", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas or {}},
        **paths,
    }
    return Document.parse(json.dumps(content, indent=1), name="test.yaml")


def operation_of(
    *parameters: dict[str, Any], version: str = "3.1.0", schemas: dict[str, Any] | None = None
) -> Operation:
    """An operation with these parameters."""
    path = "/" + "/".join(f"{{{p['name']}}}" for p in parameters if p["in"] == "path")
    item = {"get": {"parameters": [*parameters], "responses": {}}}
    return read_operations(document_of(schemas, version=version, paths={path: item}))[0]


def body_operation(
    content: dict[str, Any], *, version: str = "3.1.0", schemas: dict[str, Any] | None = None
) -> Operation:
    """An operation whose request body has this `content`."""
    item = {"post": {"requestBody": {"content": content}, "responses": {}}}
    return read_operations(document_of(schemas, version=version, paths={"/": item}))[0]
