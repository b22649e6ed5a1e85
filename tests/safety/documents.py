"""Hostile documents: what a folder holds, as text by file name, or as a function that fills it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .length import IS_LONG

COUNT = 20_000 if IS_LONG else 5_000  # operations, paths, parameters, values
SIZE = 20_000_000 if IS_LONG else 1_500_000  # bytes of a large document

Files = dict[str, str | bytes]
Fill = Callable[[Path], Files]

SECRET = "the-secret-outside"  # in a file that no document may read
OUTSIDE = f'{{"const": "{SECRET}", "get": {{"responses": {{"200": {{"description": "{SECRET}"}}}}}}}}'
JSON = "application/json"


def document(paths: dict[str, Any] | None = None, *, version: str = "3.1.0", **top: Any) -> Files:
    """Return a folder with one document."""
    content = {"openapi": version, "info": {"title": "Hostile", "version": "1"}, "paths": paths or {}, **top}
    return {"openapi.json": json.dumps(content)}


def operation(response: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"get": {"responses": {"200": response or {"description": "ok"}}, **more}}


def schema(value: Any, components: dict[str, Any] | None = None, *, version: str = "3.1.0", **media: Any) -> Files:
    """Return a document whose one response has a schema."""
    content = {JSON: {"schema": value, **media}}
    schemas = {"components": {"schemas": components}} if components else {}
    return document({"/a": operation({"description": "ok", "content": content})}, version=version, **schemas)


def misshape(key: str, value: Any) -> Files:
    """Return a document with another value at one of its top-level keys."""
    content = {"openapi": "3.1.0", "info": {"title": "Hostile", "version": "1"}, "paths": {"/a": operation()}}
    return {"openapi.json": json.dumps({**content, key: value})}


def parameter(**said: Any) -> Files:
    return document({"/a": operation(parameters=[{"name": "a", "in": "query", "schema": {}, **said}])})


def header(name: str, value: Any) -> Files:
    return document({"/a": operation({"description": "ok", "headers": {name: {"schema": {}, "example": value}}})})


def text(body: str, head: str = "openapi: 3.1.0\ninfo: {title: Hostile, version: '1'}\n") -> Files:
    """Return a folder with one document in YAML."""
    return {"openapi.yaml": head + body}


def refer(ref: str, *, external: bool = False) -> Files:
    """Return a document that refers to something outside."""
    if external:
        example: dict[str, Any] = {"examples": {"a": {"externalValue": ref}}}
        return schema({}, None, **example)
    return schema({"$ref": ref})


def nest(key: str, levels: int, *, end: Any = None) -> Any:
    value = {} if end is None else end
    for _ in range(levels):
        value = {key: [value] if key.endswith("Of") else {"a": value} if key == "properties" else value}
    return value


def with_fixtures(behaviour: str = "", seed: str = "", **more: str) -> Files:
    """Return a document of books with a folder of fixtures."""
    book = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
    content = {JSON: {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}}}
    found = document(
        {
            "/books": {
                "get": {"operationId": "listBooks", "responses": {"200": {"description": "ok", "content": content}}}
            }
        },
        components={"schemas": {"Book": book}},
    )
    rest = {f"fixtures/openapi/{name.replace('__', '.')}": value for name, value in more.items()}
    return {
        **found,
        "fixtures/openapi/behaviour.yaml": behaviour or BEHAVIOUR,
        "fixtures/openapi/seed.yaml": seed or "book: []\n",
        **rest,
    }


GOOD = "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n"
ONE = operation()
BEHAVIOUR = (
    "resources:\n  book: {schema: Book, identifier: id}\noperations:\n  listBooks: {action: list, resource: book}\n"
)


def bomb(levels: int = 12, width: int = 9) -> str:
    lines = [f"a0: &a0 [{','.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def merge_bomb(levels: int = 25) -> str:
    lines = ["m0: &m0 {a0: 1}"]
    lines += [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], a{n}: 1}}" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def fifo(folder: Path) -> Files:
    os.mkfifo(folder / "pipe.yaml")
    return {}


def files_of(*parts: Files | Fill) -> Fill:
    """Return what fills a folder with all of these."""

    def fill_with_all(folder: Path) -> Files:
        found: Files = {}
        for part in parts:
            found |= part(folder) if callable(part) else part
        return found

    return fill_with_all


def link(name: str, target: str) -> Fill:
    def fill(folder: Path) -> Files:
        (folder / name).symlink_to(target)
        return {}

    return fill


def without(name: str) -> Files:
    """Return a document whose fixtures lack a file."""
    return {file: content for file, content in with_fixtures().items() if not file.endswith(f"/{name}")}


def replace(name: str, target: str | None) -> Fill:
    """Put a pipe, or a link to `target`, in the place of a file of fixtures."""

    def fill(folder: Path) -> Files:
        file = folder / "fixtures" / "openapi" / name
        file.parent.mkdir(parents=True)
        if target is None:
            os.mkfifo(file)
        else:
            file.symlink_to(target)
        return {}

    return fill


def fill(folder: Path, files: Files | Fill) -> None:
    for name, content in (files(folder) if callable(files) else files).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
