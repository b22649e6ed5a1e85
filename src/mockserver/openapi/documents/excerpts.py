"""The part of a document that one schema needs: a validator of one operation need not be shown four megabytes.

A document is divided into pieces: each component, and each schema that stands nowhere else. An excerpt holds the piece
a schema stands in and those it leads to, each at the pointer it has in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..errors import DocumentError
from ..pointers import parent_of, split, walk
from .bundling import FILES, iter_references
from .versions.json_schema import Direction, adapt_piece

if TYPE_CHECKING:
    from .document import Document

_SECTIONS = {"definitions": 3, FILES: 3, "components": 4}  # first word of a pointer -> words of the piece's pointer
_SCHEMAS = ("schema", "itemSchema")
_UNBOUND = ("$anchor", "$dynamicRef", "$dynamicAnchor", "$id", "$recursiveRef")  # lead elsewhere than JSON pointers do


@dataclass(frozen=True)
class Excerpt:
    """Some pieces of a document."""

    pieces: frozenset[str]  # their pointers: {"/components/schemas/Pet", "/components/schemas/Owner"}
    content: dict[str, Any]  # {"components": {"schemas": {"Pet": …, "Owner": …}}}


class Excerpts:
    """Takes out of a document, made ready for a validator, what schemas need."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self._document = document
        self._direction = direction
        self._known: dict[str, tuple[Any, tuple[str, ...]]] = {}  # pointer -> the piece, the pieces it refers to

    def lookup(self, pointer: str) -> Any:
        """The schema at a pointer, made ready; `False`, the schema nothing satisfies, where nothing stands."""
        piece = piece_of(pointer)
        value = self._read(piece)[0]
        try:
            value = walk(value, pointer[len(piece) :])
        except LookupError:
            return False
        return False if value is None else value

    def around(self, pointer: str) -> Excerpt:
        """What the schema at `pointer` needs."""
        if self._is_unbound:
            return self._whole
        pending, reached = [piece_of(pointer)], set[str]()
        while pending:
            piece = pending.pop()
            if piece not in reached:
                reached.add(piece)
                pending += self._read(piece)[1]
        if "" in reached:  # `$ref: "#"`
            return self._whole
        return Excerpt(frozenset(reached), self._put_together(reached))

    @property
    def _whole(self) -> Excerpt:
        return Excerpt(frozenset(("",)), self._document.schemas(self._direction))

    @cached_property
    def _is_unbound(self) -> bool:
        return any(word in source.text for source in self._document.bundle.sources for word in _UNBOUND)

    def _read(self, piece: str) -> tuple[Any, tuple[str, ...]]:
        if piece not in self._known:
            try:
                content = self._document.lookup(piece)
            except DocumentError:  # a broken reference, which the validator will name
                content = None
            refs = {ref for _, ref in iter_references(content) if ref == "#" or ref.startswith("#/")}
            adapted = adapt_piece(self._document.content, content, self._document.version, self._direction)
            self._known[piece] = adapted, tuple({piece_of(unquote(ref[1:])) for ref in refs})
        return self._known[piece]

    def _put_together(self, pieces: set[str]) -> dict[str, Any]:
        """A tree of the pieces; the items of lists stand under their numbers, which pointers cannot tell apart."""
        tree: dict[str, Any] = {}
        for piece in pieces:
            if self._known[piece][0] is None or any(parent in pieces for parent in _parents_of(piece)):
                continue
            *parents, last = split(piece)
            node = tree
            for word in parents:
                node = node.setdefault(word, {})
            node[last] = self._known[piece][0]
        return tree


def piece_of(pointer: str) -> str:
    """The pointer of the piece that something stands in: `/components/schemas/Pet`."""
    words = pointer.split("/")
    length = _SECTIONS.get(words[1] if len(words) > 1 else "")
    if length is None:
        length = next((at + 1 for at, word in enumerate(words) if word in _SCHEMAS), len(words))
    return "/".join(words[:length])


def _parents_of(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = parent_of(pointer)
        yield pointer
