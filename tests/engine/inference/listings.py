"""What is inferred of a list, for tests: its parameters and members are written in few lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.engine.behaviour import OperationBehaviour
from tests.support.remembering import Operations, remember

Members = Mapping[str, Any]
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
INTEGER = {"type": "integer"}
BOOLEAN = {"type": "boolean"}
DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}


def query(name: str, schema: Mapping[str, Any] = TEXT, **more: Any) -> dict[str, Any]:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": schema, **more}


def infer(
    folder: Path,
    members: Members,
    parameters: Sequence[Any] = (),
    response: Any = LIST,
    *,
    headers: Mapping[str, Any] | None = None,
    description: str = "",
) -> OperationBehaviour:
    """What is inferred of `GET /books`, whose books have an id and these members."""
    described = {name: {"schema": schema} for name, schema in (headers or {}).items()}
    listed = {"description": "ok", "headers": described, "content": {"application/json": {"schema": response}}}
    operations: Operations = {
        "POST /books": {"body": "Book", "201": "Book"},
        "GET /books": {"parameters": [*parameters], "200": listed, "description": description},
        "GET /books/{id}": {"200": "Book"},
    }
    sandbox = remember(folder, operations, Book={"properties": {"id": INTEGER, **members}})
    return sandbox.api.behaviour.operations["GET /books"]


def envelope(**members: Any) -> dict[str, Any]:
    """The schema of an object with the books in `items`, and more."""
    return {"type": "object", "properties": {"items": LIST, **members}}


def nested(**members: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": members}
