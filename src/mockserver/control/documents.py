"""The document of the control API, and the documents of the served APIs with the mock as their server."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from ..openapi.documents import Document, parse_document

PARTS = (
    "control",
    "server",
    "apis",
    "worlds",
    "snapshots",
    "state",
    "rows",
    "journal",
    "verification",
    "switches",
    "clock",
    "coverage",
    "responses",
    "faults",
)
"""The files of the control API's document in `openapi/`, in their order; each has paths, and components of all."""
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@cache
def control_document() -> Document:
    """Return the document of the control API, put together from its files."""
    text = orjson.dumps(join(read_part(name) for name in PARTS)).decode()
    return Document.parse(text, name="control.json")


def read_part(name: str) -> dict[str, Any]:
    """Return the content of one file of the document."""
    text = files(__package__).joinpath("openapi", f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = parse_document(text, f"{name}.yaml")
    return content


def join(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return one document with the paths and components of all parts; the rest is that of the first."""
    first, *others = parts
    joined = {**first, "paths": dict(first["paths"]), "components": dict(first["components"])}
    for part in others:
        joined["paths"].update(part["paths"])
        for kind, named in part["components"].items():
            joined["components"][kind] = {**joined["components"].get(kind, {}), **named}
    return joined


def serve_from(content: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the document with `address` as its only server; paths and operations have no servers of their own.

    Unchanged parts are shared with `content`.
    """
    changed = {key: value for key, value in content.items() if key != "servers"}
    changed["servers"] = [{"url": address or "/", "description": "This mock"}]
    if isinstance(content.get("paths"), dict):
        changed["paths"] = {path: _without_servers(item) for path, item in content["paths"].items()}
    return changed


def _without_servers(item: Any) -> Any:
    """Return a path item without its `servers` and those of its operations (OpenAPI 3.1.1 §4.8.9)."""
    if not isinstance(item, dict):
        return item
    kept = {key: value for key, value in item.items() if key != "servers"}
    for method in _METHODS:
        if isinstance(kept.get(method), dict):
            kept[method] = {key: value for key, value in kept[method].items() if key != "servers"}
    return kept
