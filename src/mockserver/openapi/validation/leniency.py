"""What real servers read although a contract does not allow it, and how to read it.

A message is first judged by the letter. Only one that fails is read again here, so that a valid one costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape, split
from ..styles import Shape

_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_BRANCHES = ("allOf", "anyOf", "oneOf")


class Spelling(NamedTuple):
    """A text that is read as a boolean."""

    pointer: str  # "/flags/0", inside the value
    text: str  # "True"
    value: bool


def read_booleans(value: Any, shape: Shape, pointer: str = "") -> tuple[Any, list[Spelling]]:
    """Return a value in which `True`, `FALSE`, `1` and `0` are booleans where its shape admits those, but no texts.

    The value was read from text: a query, a form, XML. In JSON these are not booleans.
    """
    if isinstance(value, str):
        read = _BOOLEANS.get(value.lower()) if "boolean" in shape.types and not shape.has_text else None
        return (value, []) if read is None else (read, [Spelling(pointer, value, read)])
    spelled: list[Spelling] = []
    if isinstance(value, list):
        items = []
        for index, item in enumerate(value):
            read_item, found = read_booleans(item, shape.item, f"{pointer}/{index}")
            items.append(read_item)
            spelled += found
        return (items if spelled else value), spelled
    if isinstance(value, dict):
        members = {}
        for name, member in value.items():
            known = shape.properties.get(name) or shape.additional
            members[name], found = (
                read_booleans(member, known, f"{pointer}/{escape(name)}") if known is not None else (member, [])
            )
            spelled += found
        return (members if spelled else value), spelled
    return value, []


def without(value: Any, pointers: Iterable[str]) -> Any:
    """Return a copy of a value that lacks the members at `pointers`.

    >>> without({"id": 1, "tags": [{"id": 2, "name": "a"}]}, ["/id", "/tags/0/id"])
    {'tags': [{'name': 'a'}]}
    """
    removed: dict[str, Any] = {}  # {"id": {}, "tags": {"0": {"id": {}}}}
    for pointer in pointers:
        node = removed
        for word in split(pointer):
            node = node.setdefault(word, {})
    return _without(value, removed)


def _without(value: Any, removed: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        kept = {name: member for name, member in value.items() if removed.get(name) != {}}
        return {name: _without(member, removed[name]) if name in removed else member for name, member in kept.items()}
    if isinstance(value, list):
        return [_without(item, removed[str(at)]) if str(at) in removed else item for at, item in enumerate(value)]
    return value


def says_nullable(document: Document, schema: str, place: str) -> bool:
    """Whether a schema for the value at `place` says `nullable: true`, which has no meaning since OpenAPI 3.1.

    `schema` is the pointer of the schema of the whole value.
    """
    level = _spread(document, [schema])
    for word in split(place):
        level = _spread(document, [below for pointer in level for below in _iter_below(document, pointer, word)])
    return any(_read(document, pointer).get("nullable") is True for pointer in level)


def _spread(document: Document, pointers: Iterable[str]) -> dict[str, None]:
    """Return the pointers, and those of every schema that is for the same value."""
    reached: dict[str, None] = {}
    pending = list(pointers)
    while pending:
        pointer = pending.pop()
        if pointer in reached:
            continue
        reached[pointer] = None
        schema = _read(document, pointer)
        if isinstance(schema.get("$ref"), str):
            with suppress(DocumentError):  # one that leads nowhere
                pending.append(document.follow(schema["$ref"], pointer))
        for keyword in _BRANCHES:
            branches = schema.get(keyword)
            pending += [f"{pointer}/{keyword}/{at}" for at in range(len(branches) if isinstance(branches, list) else 0)]
    return reached


def _iter_below(document: Document, pointer: str, word: str) -> Iterator[str]:
    """Yield the pointers of the schemas for one member or item."""
    schema = _read(document, pointer)
    properties, prefix = schema.get("properties"), schema.get("prefixItems")
    if isinstance(properties, dict) and word in properties:
        yield f"{pointer}/properties/{escape(word)}"
    elif "additionalProperties" in schema:
        yield f"{pointer}/additionalProperties"
    if word.isdecimal() and isinstance(prefix, list) and int(word) < len(prefix):
        yield f"{pointer}/prefixItems/{word}"
    elif word.isdecimal() and "items" in schema:
        yield f"{pointer}/items"


def _read(document: Document, pointer: str) -> dict[str, Any]:
    schema = document.lookup(pointer)
    return schema if isinstance(schema, dict) else {}
