"""The rows of a resource in a world: `world.state("adapter")["connector"]`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from .exchanging import Steps, ask_for, make_request
from .records import Row, RowsRecord
from .verbs import Asynchronous, Standing, Synchronous, verb


class RowsVerbs:
    """What can be done with the rows of a resource."""

    _at: Standing

    @verb
    def all(self) -> Steps[dict[str, Row]]:
        """All rows by identifier, in the order in which they were added."""
        found = yield from ask_for(RowsRecord, make_request("list_rows", *self._names()))
        return dict(zip(found.identifiers, found.rows, strict=True))

    @verb
    def read(self, identifier: str) -> Steps[Row]:
        """One row."""
        return (yield from ask_for(Row, make_request("get_row", *self._names(), str(identifier))))

    def _names(self) -> tuple[str, str, str]:
        return self._at.world, self._at.api or "", self._at.resource


class RemoteRows(RowsVerbs, Synchronous, Mapping[str, Row]):
    """The rows of one resource by identifier, in the order in which they were added.

    Where a row is known below its parent only, its identifier has both: `acme/7`. That of the only one is `-`.

    Rows that are read are copies. A row that is written is checked against the resource's schema; one that breaks it
    is refused, and changes nothing.
    """

    def __getitem__(self, identifier: str) -> Row:
        return self.read(identifier)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self.all()

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def keys(self) -> KeysView[str]:
        """The identifiers, read at once."""
        return self.all().keys()

    def values(self) -> ValuesView[Row]:
        """The rows, read at once."""
        return self.all().values()

    def items(self) -> ItemsView[str, Row]:
        """Identifiers and rows, read at once."""
        return self.all().items()

    def __repr__(self) -> str:
        return f"<{self._at.resource} of {self._at.api} in {self._at.world}>"


class AsyncRemoteRows(RowsVerbs, Asynchronous):
    """The rows of one resource by identifier: `await rows["c0ffee…"]`, `async for identifier in rows`."""

    def __getitem__(self, identifier: str) -> Coroutine[Any, Any, Row]:
        return self.read(identifier)

    async def __aiter__(self) -> AsyncIterator[str]:
        for identifier in await self.all():
            yield identifier

    def __repr__(self) -> str:
        return f"<{self._at.resource} of {self._at.api} in {self._at.world}>"
