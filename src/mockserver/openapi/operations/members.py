"""The properties that an object schema declares, wherever it declares them."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..documents import Document
from ..documents.discriminators import Discriminators
from ..errors import DocumentError
from ..pointers import escape

_PARTS = ("allOf", "oneOf", "anyOf")
_INNER = ("items", "additionalProperties")
_DEPTH = 20  # of schemas inside `allOf`, `oneOf` and `anyOf`


class DeclaredMember(NamedTuple):
    """One property of an object schema."""

    pointer: str  # of its schema
    is_read_only: bool
    is_write_only: bool
    is_password: bool  # `format: password`

    @property
    def is_secret(self) -> bool:
        """Whether a client sends it and no response may show it."""
        return self.is_write_only or self.is_password


def find_members(document: Document, pointer: str | None) -> dict[str, DeclaredMember]:
    """Return the properties of a schema by name, with those of its `allOf`, `oneOf` and `anyOf` parts.

    A property is secret if any of the parts says so. What cannot be read is left out.
    """
    found: dict[str, DeclaredMember] = {}
    if pointer is not None:
        _collect(document, pointer, found, 0)
    return found


def find_secret_names(document: Document, pointer: str | None) -> frozenset[str]:
    """Return the names of all properties, however deep below a schema, that no response may show.

    Those of the schemas that a discriminator names count as well: a value may be one of them.
    """
    discriminators = Discriminators(document)
    found: set[str] = set()
    seen: set[str] = set()
    open_ = [pointer] if pointer is not None else []
    while open_:
        at, schema = _resolve(document, open_.pop())
        if at in seen or not isinstance(schema, dict):
            continue
        seen.add(at)
        for name, member in find_members(document, at).items():
            if member.is_secret:
                found.add(name)
            open_.append(member.pointer)
        named = discriminators.at(at) if discriminators.are_used else None
        open_ += named.schemas if named is not None else ()
        open_ += [f"{at}/{keyword}" for keyword in _INNER if keyword in schema]
        for keyword in _PARTS:
            parts = schema.get(keyword)
            open_ += [f"{at}/{keyword}/{index}" for index in range(len(parts) if isinstance(parts, list) else 0)]
    return frozenset(found)


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
        known = found.setdefault(str(name), declared)
        found[str(name)] = known._replace(
            is_write_only=known.is_write_only or declared.is_write_only,
            is_password=known.is_password or declared.is_password,
        )
    for keyword in _PARTS:
        parts = schema.get(keyword)
        for index in range(len(parts) if isinstance(parts, list) else 0):
            _collect(document, f"{pointer}/{keyword}/{index}", found, depth + 1)


def _resolve(document: Document, pointer: str) -> tuple[str, Any]:
    try:
        return document.resolve(pointer)
    except DocumentError:
        return pointer, None
