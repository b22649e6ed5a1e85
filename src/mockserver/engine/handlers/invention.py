"""Invented rows of one resource, each with an identifier of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Resource
from ..shapes.inventing import RowInventor
from ..worlds.members import put_member
from ..worlds.store import Row
from .identifiers import IdentifierMaker

_TRIES = 1000  # identifiers that are taken, one after another, before there are no more


@dataclass(frozen=True)
class Invention:
    """Where the invented rows of one resource come from."""

    resource: Resource
    inventor: RowInventor
    view: SchemaView  # of a row
    sample: Callable[[SchemaView], Any]  # a generated value of a schema
    fits: Callable[[SchemaView, Any], bool]  # whether a value keeps a schema

    def iter_rows(self, rows: Sequence[Row], is_taken: Callable[[str], bool]) -> Iterator[Row]:
        """Yield variants of these rows with identifiers that are not taken; without rows, a generated one and its own.

        Yields nothing if no row can be generated.
        """
        bases = rows or ([self.inventor.first] if self.inventor.first else [])
        if not bases:
            return
        for index, identifier in enumerate(self._iter_identifiers(is_taken)):
            number = index + 1 if rows else index
            row = self.inventor.vary(bases[index % len(bases)], number) if number else dict(bases[0])
            put_member(row, self.resource.identifier, identifier)
            yield row

    def _iter_identifiers(self, is_taken: Callable[[str], bool]) -> Iterator[Any]:
        member = self.view.at(self.resource.identifier.split("."))
        maker = IdentifierMaker(self.resource, member, _Draws(self.resource.name, self.sample, self.fits))
        made: set[str] = set()
        tries = 0
        while tries < _TRIES:
            identifier = maker.make()
            tries += 1
            if str(identifier) not in made and not is_taken(str(identifier)):
                made.add(str(identifier))
                tries = 0
                yield identifier


@dataclass(frozen=True)
class _Draws:
    """What identifiers of invented rows are made from: the same for each request, apart from those of any world."""

    name: str
    sample: Callable[[SchemaView], Any]
    fits: Callable[[SchemaView, Any], bool]
    counters: dict[str, int] = field(default_factory=dict)

    def next_number(self, counter: str, first: int = 1) -> int:
        self.counters[counter] = number = self.counters.get(counter, first - 1) + 1
        return number

    def make_uuid(self, kind: str) -> str:
        number = self.next_number(f"uuid:{kind}")
        digest = hashlib.blake2b(f"{self.name}\x1f{kind}\x1f{number}".encode(), digest_size=16).digest()
        return str(UUID(bytes=digest, version=4))
