"""The properties that an object schema declares, wherever it declares them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape

_DEPTH = 20  # of schemas inside `allOf`, `oneOf` and `anyOf`


class DeclaredMember(NamedTuple):
    """One property of an object schema."""

    pointer: str  # of its schema
    is_read_only: bool
    is_write_only: bool
    is_password: bool  # `format: password`


def find_members(document: Document, pointer: str | None) -> dict[str, DeclaredMember]:
    """Return the properties of a schema by name, with those of its `allOf`, `oneOf` and `anyOf` parts.

    What cannot be read is left out.
    """
    found: dict[str, DeclaredMember] = {}
    if pointer is not None:
        _collect(document, pointer, found, 0)
    return found


def _collect(document: Document, pointer: str, found: dict[str, DeclaredMember], depth: int) -> None:
    pointer, schema = _resolve(document, pointer)
    if not isinstance(schema, dict) or depth > _DEPTH:
        return
    properties = schema.get("properties")
    for name in properties if isinstance(properties, dict) else ():
        at = f"{pointer}/properties/{escape(str(name))}"
        _, member = _resolve(document, at)
        flags = member if isinstance(member, dict) else {}
        declared = DeclaredMember(
            at, flags.get("readOnly") is True, flags.get("writeOnly") is True, flags.get("format") == "password"
        )
        found.setdefault(str(name), declared)
    for keyword in ("allOf", "oneOf", "anyOf"):
        parts = schema.get(keyword)
        for index in range(len(parts) if isinstance(parts, list) else 0):
            _collect(document, f"{pointer}/{keyword}/{index}", found, depth + 1)


def _resolve(document: Document, pointer: str) -> tuple[str, Any]:
    try:
        return document.resolve(pointer)
    except DocumentError:
        return pointer, None
