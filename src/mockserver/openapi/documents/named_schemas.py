"""The named schemas of a document: their names, and which of them inherit from which by `allOf`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from ..pointers import escape, name_at, walk
from .bundling import FILES, iter_references
from .document import REF_LIMIT, Document

_HOMES = ("/components/schemas", "/definitions", "/schemas", "/$defs")  # of named schemas in a file
DEPTH = 20  # levels of `allOf` that are followed


class NamedSchemas:
    """The schemas of one document by pointer."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def at(self, pointer: str) -> dict[str, Any]:
        """Return the schema at a pointer as its dialect reads it; empty if there is none."""
        found: dict[str, Any] = self._document.dialect.read(self.raw(pointer))
        return found

    def raw(self, pointer: str) -> dict[str, Any]:
        """Return the same with the keywords that the dialect ignores: a `const` in 3.0 is a hint."""
        try:
            schema = walk(self._document.content, pointer)
        except LookupError:  # `Document.lookup` would look for the line
            return {}
        return schema if isinstance(schema, dict) else {}

    def chain(self, pointer: str) -> list[str]:
        """Return a pointer, and those that `$ref`s lead to from there."""
        chain = [pointer]
        while len(chain) < REF_LIMIT:
            reference = self.at(chain[-1]).get("$ref")
            target = unquote(reference[1:]) if isinstance(reference, str) and reference.startswith("#/") else None
            if target is None or target in chain:
                break
            chain.append(target)
        return chain

    def names_of(self, pointer: str) -> list[str]:
        """Return the names of a schema: of the references to it, then its own, which may be its file's."""
        source, at = self._document.locate(pointer)
        own = name_at(at) if at else PurePosixPath(source.name).stem
        return [*self._aliases.get(pointer, ()), own]

    def ancestors_of(self, pointer: str) -> list[str]:
        """Return the schemas with a discriminator and without alternatives from which a schema inherits."""
        pending, found = [pointer], dict[str, None]()
        for one in pending:  # which grows
            for parent in self._iter_parents(one):
                if parent not in pending:
                    pending.append(parent)
                    schema = self.at(parent)
                    if "discriminator" in schema and schema.keys().isdisjoint(("oneOf", "anyOf")):
                        found[parent] = None
        return list(found)

    def iter_heirs(self, parent: str) -> Iterator[str]:
        """Yield the pointer of every named schema that inherits from `parent`, directly or not, nearest first."""
        pending, seen = [parent], {parent}
        for one in pending:  # which grows
            for heir in self._direct_heirs.get(one, ()):
                if heir not in seen:
                    seen.add(heir)
                    pending.append(heir)
                    yield heir

    @cached_property
    def _aliases(self) -> dict[str, list[str]]:
        """Names of the components that are only a reference, by the pointer they lead to."""
        found: dict[str, list[str]] = {}
        for pointer in self._iter_named():
            if self._is_alias(pointer):
                found.setdefault(self.chain(pointer)[-1], []).append(name_at(pointer))
        return found

    def _is_alias(self, pointer: str) -> bool:
        return self.at(pointer).keys() == {"$ref"}

    @cached_property
    def _direct_heirs(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for pointer in dict.fromkeys(self.chain(one)[-1] for one in self._iter_named()):
            for parent in dict.fromkeys(self._iter_parents(pointer)):
                found.setdefault(parent, []).append(pointer)
        return found

    def _iter_parents(self, pointer: str, depth: int = DEPTH) -> Iterator[str]:
        """Yield the ends of the references in the `allOf` of a schema."""
        schema = self.at(pointer)
        for index in range(size_of(schema, "allOf") if depth else 0):
            part = f"{pointer}/allOf/{index}"
            chain = self.chain(part)
            if len(chain) > 1:
                yield chain[-1]
            else:
                yield from self._iter_parents(part, depth - 1)

    def _iter_named(self) -> Iterator[str]:
        """Yield the pointer of every schema that has a name, and of those in other files that are referred to."""
        files = self.raw(f"/{FILES}")
        for root in ("", *(f"/{FILES}/{number}" for number in files)):
            for home in _HOMES:
                yield from (f"{root}{home}/{escape(str(name))}" for name in self.raw(root + home))
        if files:
            references = {reference for _, reference in iter_references(self._document.content)}
            yield from sorted(unquote(one[1:]) for one in references if one.startswith(f"#/{FILES}/"))


def size_of(schema: dict[str, Any], keyword: str) -> int:
    return len(schema[keyword]) if isinstance(schema.get(keyword), list) else 0
