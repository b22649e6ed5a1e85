"""The part of a document that one schema needs, so that a validator need not read four megabytes.

A document is divided into pieces: each component, and each schema outside of one. An excerpt holds the piece that
contains a schema and the pieces it refers to, each at the pointer it has in the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from ..errors import DocumentError
from ..pointers import parent_of, split, walk
from .bundling import FILES, iter_references
from .discriminators import Discriminators
from .document import Document
from .guards import guard_piece
from .versions.json_schema import Direction, adapt_piece

_SECTIONS = {"definitions": 3, FILES: 3, "components": 4}  # first word of a pointer -> words of the piece's pointer
_SCHEMAS = ("schema", "itemSchema")
_UNBOUND = ("$anchor", "$dynamicRef", "$dynamicAnchor", "$id", "$recursiveRef")  # refer without JSON pointers


class _Piece(NamedTuple):
    """A piece of a document, made ready."""

    schema: Any  # as its author wrote it
    guarded: Any  # the same for a validator, which knows nothing of discriminators
    refers_to: tuple[str, ...]  # pointers of pieces


@dataclass(frozen=True)
class Excerpt:
    """Some pieces of a document."""

    pieces: frozenset[str]  # their pointers: {"/components/schemas/Pet", "/components/schemas/Owner"}
    content: dict[str, Any]  # {"components": {"schemas": {"Pet": …, "Owner": …}}}


class Excerpts:
    """Takes what schemas need out of a document, made ready for a validator."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self._document = document
        self._direction = direction
        self._known: dict[str, _Piece] = {}  # by pointer
        self.discriminators = Discriminators(document)

    def lookup(self, pointer: str) -> Any:
        """Return the schema at a pointer, made ready, without the keywords its dialect ignores.

        Returns `False`, the schema that no value satisfies, if there is none.
        """
        piece = piece_of(pointer)
        value = self._read(piece).schema
        try:
            value = walk(value, pointer[len(piece) :])
        except LookupError:
            return False
        return False if value is None else self._document.dialect.read(value)

    def around(self, pointer: str) -> Excerpt:
        """Return what the schema at `pointer` needs."""
        if self._is_unbound:
            return self._whole
        pending, reached = [piece_of(pointer)], set[str]()
        while pending:
            piece = pending.pop()
            if piece not in reached:
                reached.add(piece)
                pending += self._read(piece).refers_to
        if "" in reached:  # `$ref: "#"`
            return self._whole
        return Excerpt(frozenset(reached), self._put_together(reached))

    @cached_property
    def _whole(self) -> Excerpt:
        whole = self._document.schemas(self._direction)
        return Excerpt(frozenset(("",)), guard_piece(whole, "", self.discriminators))

    @cached_property
    def _is_unbound(self) -> bool:
        return any(word in source.text for source in self._document.bundle.sources for word in _UNBOUND)

    def _read(self, piece: str) -> _Piece:
        if piece not in self._known:
            try:
                content = self._document.lookup(piece)
            except DocumentError:  # a broken reference, which the validator reports
                content = None
            adapted = adapt_piece(self._document.content, content, self._document.dialect, self._direction)
            guarded = guard_piece(adapted, piece, self.discriminators) if self.discriminators.are_used else adapted
            refs = {ref for _, ref in iter_references(guarded) if ref == "#" or ref.startswith("#/")}
            self._known[piece] = _Piece(adapted, guarded, tuple({piece_of(unquote(ref[1:])) for ref in refs}))
        return self._known[piece]

    def _put_together(self, pieces: set[str]) -> dict[str, Any]:
        """Return a tree of the pieces. The items of lists become members by number, which have the same pointers."""
        tree: dict[str, Any] = {}
        for piece in pieces:
            if self._known[piece].schema is None or any(parent in pieces for parent in _parents_of(piece)):
                continue
            *parents, last = split(piece)
            node = tree
            for word in parents:
                node = node.setdefault(word, {})
            node[last] = self._known[piece].guarded
        return tree


def piece_of(pointer: str) -> str:
    """Return the pointer of the piece that contains a pointer: `/components/schemas/Pet`."""
    words = pointer.split("/")
    length = _SECTIONS.get(words[1] if len(words) > 1 else "")
    if length is None:
        length = next((at + 1 for at, word in enumerate(words) if word in _SCHEMAS), len(words))
    return "/".join(words[:length])


def _parents_of(pointer: str) -> Iterator[str]:
    while pointer:
        pointer = parent_of(pointer)
        yield pointer
