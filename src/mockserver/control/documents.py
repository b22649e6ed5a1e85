"""The document of the control API, and the documents of the served APIs with the mock as their server."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ..openapi.documents import Document

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@cache
def control_document() -> Document:
    """Return `control.yaml`."""
    text = files(__package__).joinpath("control.yaml").read_text(encoding="utf-8")
    return Document.parse(text, name="control.yaml")


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
