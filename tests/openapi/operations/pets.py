"""One operation of a document of pets, described piece by piece."""

from __future__ import annotations

from typing import Any

from mockserver.openapi.documents import Document
from mockserver.openapi.operations import Operation, Parameter, ResponseHeader, read_operations
from tests.support.documents import document_of

REF_PARAMETER = {"$ref": "#/components/parameters/Limit"}
COMPONENTS = {
    "schemas": {"Id": {"type": "string", "example": "i1"}},
    "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
    "responses": {"Gone": {"description": "gone", "content": {"text/plain": {"example": "gone"}}}},
    "requestBodies": {"Pet": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
    "headers": {"Rate": {"required": True, "schema": {"type": "integer", "example": 9}}},
    "examples": {"Rex": {"summary": "A dog", "value": {"name": "Rex"}}},
    "securitySchemes": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "oauth": {"type": "oauth2", "flows": {}},
        "basic": {"type": "http", "scheme": "Basic"},
        "alias": {"$ref": "#/components/securitySchemes/key"},
    },
}


def document(paths: Any, **more: Any) -> Document:
    return document_of(paths=paths, **{"components": COMPONENTS, **more})


def only_operation(operation: dict[str, Any], /, *, item: dict[str, Any] | None = None, **more: Any) -> Operation:
    """Return `POST /pets/{id}` as described. Raises the reason if it cannot be served."""
    return sound(read_operations(document({"/pets/{id}": {**(item or {}), "post": operation}}, **more))[0])


def sound(operation: Operation) -> Operation:
    if operation.broken:
        raise operation.broken
    return operation


def only_parameter(**fields: Any) -> Parameter:
    return only_operation({"parameters": [fields]}).parameters[0]


def header_of(header: dict[str, Any]) -> ResponseHeader:
    operation = only_operation({"responses": {"200": {"headers": {"X-Rate": header}}}})
    return operation.responses["200"].headers[0]
