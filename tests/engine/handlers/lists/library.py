"""A library whose list of books is asked in many ways, for tests of lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.support.remembering import Operations, remember
from tests.support.small_sandbox import Sandbox

BOOK: dict[str, Any] = {
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string"},
        "genre": {"type": "string"},
        "price": {"type": ["number", "null"]},
        "sold": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "author": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
        "published": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time", "readOnly": True},
        "code": {"type": "string", "writeOnly": True},
    }
}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}
ERROR = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}


def query(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": {"type": kind, **more}}


def library(
    folder: Path,
    parameters: Sequence[Any],
    response: Any = LIST,
    *,
    books: Iterable[Mapping[str, Any]] = (),
    **more: Any,
) -> Sandbox:
    """A server with `GET /books`, and some books; `more` are further responses of it, such as `_400`."""
    operations: Operations = {
        "POST /books": {"body": "Book", "201": "Book"},
        "GET /books": {
            "parameters": [*parameters],
            "200": response,
            **{status.removeprefix("_"): body for status, body in more.items()},
        },
        "GET /books/{id}": {"200": "Book"},
        "PATCH /books/{id}": {"body": "Book", "200": "Book"},
        "DELETE /books/{id}": {"204": None},
    }
    sandbox = remember(folder, operations, Book=BOOK, Error=ERROR)
    for book in books:
        assert sandbox.ask("POST", "/books", book).response.status == 201
    return sandbox


def ask(sandbox: Sandbox, **values: Any) -> Any:
    """The body of `GET /books` with some parameters; it shows the state and keeps the contract."""
    return get(sandbox, "/books?" + "&".join(f"{name}={quote(str(value))}" for name, value in values.items()))


def get(sandbox: Sandbox, target: str) -> Any:
    """The body of a response that shows the state and keeps the contract."""
    exchange = sandbox.ask("GET", target.removeprefix("http://localhost"))
    assert (exchange.response.status, exchange.source) == (200, "resource"), exchange.response.body
    assert exchange.violations == ()
    return json.loads(exchange.response.body)


def titles(body: Any) -> list[str]:
    """The titles of books in a list, bare or in an envelope."""
    return [book["title"] for book in (body if isinstance(body, list) else body["items"])]


def envelope(**members: Any) -> dict[str, Any]:
    """The schema of an object with the books in `items`, and more members that are required."""
    return {"type": "object", "required": [*members], "properties": {"items": LIST, **members}}
