"""Documents in shorthand: one operation a line, and what is found in them.

    GET /books > [Book]                     answers with an array
    POST /books < NewBook > 201 Book        is sent NewBook
    GET /books/{id} ? lang > {data: Book}   has a parameter in its query; `lang!` is required
    PUT /books/{id} #replaceBook            has an operationId

A name that begins with a capital is a component with members of its own; other names are types of JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.openapi import Description
from mockserver.openapi.resources.grouping import find_documented_resources
from mockserver.openapi.resources.records import DocumentedResource
from tests.support.yaml_text import load_yaml

_LINE = re.compile(
    r"(?P<method>[A-Z]+) (?P<path>\S+)(?: \? (?P<query>[^<>#]+?))?(?: < (?P<body>[^>#]+?))?"
    r"(?: > (?P<status>\d{3})?(?P<response>[^#]*?))?(?: #(?P<id>\S+))?"
)
_VARIABLE = re.compile(r"\{([^{}?&#]+)\}")


def describe(*lines: str, components: dict[str, Any] | None = None) -> Description:
    """Return the document that has these operations."""
    return Description.parse(write(*lines, components=components), name="openapi.json")


def write(*lines: str, components: dict[str, Any] | None = None) -> str:
    """Return the text of a document that has these operations."""
    schemas: dict[str, Any] = dict(components or {})
    paths: dict[str, Any] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found is not None, line
        paths.setdefault(found["path"], {})[found["method"].lower()] = _operation(found, schemas)
    document = {"openapi": "3.1.0", "info": {"title": "Test", "version": "1"}, "paths": paths}
    return json.dumps({**document, "components": {"schemas": schemas}})


def find(*lines: str, components: dict[str, Any] | None = None) -> tuple[DocumentedResource, ...]:
    """Return the resources of these operations."""
    return find_documented_resources(describe(*lines, components=components).operations)


def roles(*lines: str, components: dict[str, Any] | None = None) -> dict[str, set[str]]:
    """Return what the operations of each resource do: `{"book": {"list GET /books"}}`."""
    resources = find(*lines, components=components)
    return {one.name: {f"{each.role} {each.operation}" for each in one.operations} for one in resources}


def _operation(found: re.Match[str], schemas: dict[str, Any]) -> dict[str, Any]:
    names = [{"name": name, "in": "path", "required": True, "schema": {}} for name in _VARIABLE.findall(found["path"])]
    names += [
        {"name": name.rstrip("!"), "in": "query", "required": name.endswith("!"), "schema": {}}
        for name in (found["query"] or "").split()
    ]
    operation: dict[str, Any] = {"parameters": names, "responses": {}}
    if found["id"]:
        operation["operationId"] = found["id"]
    if found["body"]:
        operation["requestBody"] = {"content": _content(found["body"], schemas)}
    response = {"description": "", "content": _content(found["response"] or "", schemas)}
    operation["responses"][found["status"] or "200"] = response
    return operation


def _content(text: str, schemas: dict[str, Any]) -> dict[str, Any]:
    value = load_yaml(text.strip() or "null")
    if value is None:
        return {}
    if value == "bytes":
        return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"application/json": {"schema": _schema(value, schemas)}}


def _schema(value: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(value, list):
        return {"type": "array", "items": _schema(value[0], schemas)}
    if isinstance(value, dict):
        properties = {name: _schema(each or "string", schemas) for name, each in value.items()}
        return {"type": "object", "properties": properties}
    if not value[:1].isupper():
        return {"type": value}
    schemas.setdefault(value, _component(value))
    return {"$ref": f"#/components/schemas/{value}"}


def _component(name: str) -> dict[str, Any]:
    own = f"{name.removeprefix('New').lower()}_title"
    properties = {own: {"type": "string"}, "price": {"type": "number"}}
    if not name.startswith("New"):
        properties = {"id": {"type": "integer"}, **properties}
    return {"type": "object", "properties": properties}
