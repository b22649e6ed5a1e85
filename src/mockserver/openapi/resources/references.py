"""What schemas refer to."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape

_PARTS = ("allOf", "oneOf", "anyOf")
_REFERRING = frozenset(("$ref", "items", "properties", *_PARTS))  # a schema without them refers to no other


class References:
    """The schemas that others are made of, or have in their members. Each is read once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._direct: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, pointer: str) -> tuple[str, ...]:
        """The pointers of a schema, of those that it refers to, and of those that these refer to."""
        if pointer not in self._found:
            own = self._read(pointer)
            nested = (found for one in own for found in self._read(one))
            self._found[pointer] = tuple(dict.fromkeys((*own, *nested)))
        return self._found[pointer]

    def _read(self, pointer: str) -> tuple[str, ...]:
        """The pointers of a schema and of those that it refers to."""
        if pointer not in self._direct:
            self._direct[pointer] = tuple(dict.fromkeys(self._iter(pointer)))
        return self._direct[pointer]

    def _iter(self, pointer: str) -> Iterator[str]:
        try:
            at, schema = self._document.resolve(pointer)
        except DocumentError:
            return
        yield at
        waiting = [(at, schema)]
        while waiting:
            at, schema = waiting.pop()
            for inner, value in _iter_inner(at, schema):
                if "$ref" in value:
                    yield from self._resolve(inner)
                else:
                    waiting.append((inner, value))

    def _resolve(self, pointer: str) -> Iterator[str]:
        try:
            yield self._document.resolve(pointer)[0]
        except DocumentError:
            return


def _iter_inner(pointer: str, schema: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the schemas written inside a schema, without those that refer to nothing."""
    if not isinstance(schema, dict):
        return
    inner = [(f"{pointer}/items", schema.get("items"))]
    for keyword in _PARTS:
        parts = schema.get(keyword)
        inner += [
            (f"{pointer}/{keyword}/{at}", part) for at, part in enumerate(parts if isinstance(parts, list) else ())
        ]
    properties = schema.get("properties")
    for name, member in properties.items() if isinstance(properties, dict) else ():
        if isinstance(member, dict) and not _REFERRING.isdisjoint(member):
            inner.append((f"{pointer}/properties/{escape(str(name))}", member))
    yield from ((at, value) for at, value in inner if isinstance(value, dict))
