"""Books with fixture rules, notes below them, settings of which there is one, and photos that are files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockserver.engine.rows.edit import editing
from mockserver.engine.rows.refusal import RowsRefused
from mockserver.engine.rows.table import Table
from tests.support.small_sandbox import BOOKS, Sandbox, changed, load_books, sandbox_of

PHOTO = {"content": b"\x89PNG", "media_type": "image/png", "filename": "me.png"}


def shows(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"responses": {status: {"description": "ok", "content": content}, "404": {"description": "no"}}}


def takes(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}


_NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
}
_SETTINGS = {"type": "object", "properties": {"theme": {"enum": ["dark", "light"]}}}
INFERRED = changed(
    BOOKS,
    {
        "/components/schemas/Book/properties/id": {"type": "integer"},
        "/paths/~1books~1{id}/parameters/0/schema": {"type": "integer"},
        "/paths/~1books~1{book}~1notes": {
            "parameters": [path_parameter("book")],
            "get": {"operationId": "listNotes", **shows({"type": "array", "items": _NOTE})},
            "post": {"operationId": "addNote", **takes(_NOTE), **shows(_NOTE, "201")},
        },
        "/paths/~1books~1{book}~1notes~1{id}": {
            "parameters": [path_parameter("book"), path_parameter("id")],
            "get": {"operationId": "getNote", **shows(_NOTE)},
        },
        "/paths/~1settings": {
            "get": {"operationId": "getSettings", **shows(_SETTINGS)},
            "put": {"operationId": "setSettings", **takes(_SETTINGS), **shows(_SETTINGS)},
        },
    },
)
"""The same books with nothing but the document: what is remembered is inferred."""


def written_books(folder: Path) -> Sandbox:
    """Books as `behaviour.yaml` has them; two are there."""
    return sandbox_of(load_books(folder))


def inferred_books(folder: Path) -> Sandbox:
    return sandbox_of(load_books(folder, document=INFERRED, behaviour=None, seed=None))


@contextmanager
def changing(sandbox: Sandbox, resource: str = "book") -> Iterator[Table]:
    """Change the rows of a resource of the default world."""
    with editing(sandbox.engine.worlds.get(), "a test") as edit:
        yield edit.table(sandbox.api, sandbox.api.behaviour.resources[resource])


def read(sandbox: Sandbox, resource: str = "book") -> dict[str, Any]:
    """The rows of a resource of the default world, by key."""
    return dict(sandbox.engine.worlds.get().state(sandbox.api.name).collection(resource))


def say(refused: RowsRefused) -> list[str]:
    """The violations as `rule pointer: message`."""
    return [f"{each.rule} {each.pointer}: {each.message}" for each in refused.violations]
