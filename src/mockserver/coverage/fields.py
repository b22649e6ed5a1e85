"""The properties that a body can have, each identified by its place in the document.

Schemas form a graph: a property that is reached in several ways, or in a circle, counts once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from ..openapi.bodies import read_sequence_schemas
from ..openapi.documents import Document
from ..openapi.errors import DocumentError
from ..openapi.operations import MediaTypeObject
from ..openapi.pointers import escape
from ..openapi.validation import Schemas

FIELD_LIMIT = 200  # properties of one body that count, the outermost first: some schemas reach all others
_REFERENCES = ("$ref", "$dynamicRef")
_BRANCHES = ("oneOf", "anyOf")
_CONDITIONS = ("then", "else")


@dataclass(slots=True)
class _Node:
    """The pointers to the parts of one schema object."""

    properties: dict[str, str] = field(default_factory=dict)  # by name
    others: list[str] = field(default_factory=list)  # additionalProperties, patternProperties
    prefix: list[str] = field(default_factory=list)  # prefixItems
    items: str | None = None
    parts: list[str] = field(default_factory=list)  # $ref, allOf: always apply
    branches: list[str] = field(default_factory=list)  # oneOf, anyOf, then, …: apply to some values

    def iter_children(self, name: str) -> Iterable[tuple[str, str]]:
        """Return the schemas below, each with its name in reports: `items[].title`, `labels.*`."""
        return chain(
            ((pointer, name) for pointer in chain(self.parts, self.branches)),
            ((pointer, f"{name}.{key}" if name else key) for key, pointer in self.properties.items()),
            ((pointer, f"{name}[]") for pointer in chain(self.prefix, [self.items] if self.items else [])),
            ((pointer, f"{name}.*" if name else "*") for pointer in self.others),
        )


class Fields:
    """The properties below each schema of one document, for bodies in the direction of `schemas`."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._document: Document = schemas.document
        self._hidden = "readOnly" if schemas.direction == "request" else "writeOnly"
        self._nodes: dict[str, _Node] = {}
        self._names: dict[str, dict[str, str]] = {}

    def names(self, content: MediaTypeObject) -> dict[str, str]:
        """Return the properties a body may have: their pointers, and the shortest name of each.

        At most `FIELD_LIMIT`, the outermost first. Properties of the items of a sequence are named `[].title`.
        """
        if content.pointer not in self._names:
            roots = [(pointer, "[]" if is_item else "") for pointer, is_item in self._roots(content)]
            self._names[content.pointer] = dict(islice(self._iter_names(roots), FIELD_LIMIT))
        return self._names[content.pointer]

    def seen_in(self, content: MediaTypeObject, value: Any) -> set[str]:
        """Return the pointers of the properties in a body, from those alternatives only that it satisfies."""
        seen: set[str] = set()
        pending: list[tuple[str, Any]] = []
        for pointer, is_item in self._roots(content):
            pending += (
                ((pointer, item) for item in value) if is_item and isinstance(value, list) else [(pointer, value)]
            )
        while pending:
            pointer, value = pending.pop()
            for node in self._applying(pointer, value):
                if isinstance(value, dict):
                    for name, member in value.items():
                        at = node.properties.get(name)
                        if at is not None:
                            seen.add(at)
                        if isinstance(member, (dict, list)):
                            pending += ((each, member) for each in ([at] if at is not None else node.others))
                else:
                    pending += _iter_items(node, value)
        return seen

    def _roots(self, content: MediaTypeObject) -> list[tuple[str, bool]]:
        """Return the schemas of a body, and whether each describes the items of a sequence."""
        sequence = read_sequence_schemas(self._document, content)
        if sequence is None:
            return [(content.schema, False)] if content.schema is not None else []
        roots = (sequence.whole, False), (sequence.item, True)
        return [(pointer, is_item) for pointer, is_item in roots if pointer is not None]

    def _iter_names(self, roots: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        seen, pending = {pointer for pointer, _ in roots}, deque(roots)
        while pending:
            at, name = pending.popleft()
            node = self._node(at)
            own = set(node.properties.values())
            for pointer, below in node.iter_children(name):
                if pointer not in seen:
                    seen.add(pointer)
                    pending.append((pointer, below))
                    if pointer in own:
                        yield pointer, below

    def _applying(self, pointer: str, value: Any) -> Iterator[_Node]:
        """Yield the schema at a pointer, its references and parts, and the branches that fit the value."""
        if not isinstance(value, (dict, list)):
            return
        known, pending = {pointer}, [pointer]
        while pending:
            node = self._node(pending.pop())
            yield node
            fitting = (branch for branch in node.branches if self._fits(branch, value))
            for each in chain(node.parts, fitting):
                if each not in known:
                    known.add(each)
                    pending.append(each)

    def _fits(self, pointer: str, value: Any) -> bool:
        try:
            return self._schemas.is_valid(pointer, value)
        except DocumentError:  # the schema is not valid
            return False

    # one schema

    def _node(self, pointer: str) -> _Node:
        node = self._nodes.get(pointer)
        if node is None:
            node = self._nodes[pointer] = self._read(pointer)
        return node

    def _read(self, pointer: str) -> _Node:
        node = _Node()
        schema = self._document.schema(pointer)
        if not isinstance(schema, dict):
            return node
        node.parts += self._referenced(schema, pointer)
        node.properties = {name: at for name, at in _members(schema, pointer, "properties") if not self._is_hidden(at)}
        node.others = [at for _, at in _members(schema, pointer, "patternProperties")]
        node.others += _single(schema, pointer, "additionalProperties")
        node.prefix = _listed(schema, pointer, "prefixItems")
        node.items = next(iter(_single(schema, pointer, "items")), None)
        node.parts += _listed(schema, pointer, "allOf")
        node.branches = [at for keyword in _BRANCHES for at in _listed(schema, pointer, keyword)]
        node.branches += [at for keyword in _CONDITIONS for at in _single(schema, pointer, keyword)]
        node.branches += [at for _, at in _members(schema, pointer, "dependentSchemas")]
        return node

    def _referenced(self, schema: dict[str, Any], pointer: str) -> Iterator[str]:
        for keyword in _REFERENCES:
            if isinstance(schema.get(keyword), str):
                with suppress(DocumentError):  # a broken reference has no fields
                    yield self._document.follow(schema[keyword], pointer)

    def _is_hidden(self, pointer: str) -> bool:
        try:
            schemas = self._document.lookup(pointer), self._document.resolve(pointer)[1]
        except DocumentError:
            return False
        return any(isinstance(schema, dict) and schema.get(self._hidden) is True for schema in schemas)


def _iter_items(node: _Node, value: list[Any]) -> Iterator[tuple[str, Any]]:
    for index, item in enumerate(value):
        at = node.prefix[index] if index < len(node.prefix) else node.items
        if at is not None and isinstance(item, (dict, list)):
            yield at, item


def _members(schema: dict[str, Any], pointer: str, keyword: str) -> list[tuple[str, str]]:
    members = schema.get(keyword)
    return [(name, f"{pointer}/{keyword}/{escape(name)}") for name in members] if isinstance(members, dict) else []


def _listed(schema: dict[str, Any], pointer: str, keyword: str) -> list[str]:
    members = schema.get(keyword)
    return [f"{pointer}/{keyword}/{index}" for index in range(len(members))] if isinstance(members, list) else []


def _single(schema: dict[str, Any], pointer: str, keyword: str) -> list[str]:
    return [f"{pointer}/{keyword}"] if isinstance(schema.get(keyword), dict) else []
