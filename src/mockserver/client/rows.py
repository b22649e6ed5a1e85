"""The rows of a resource in a world: `world.state("adapter")["connector"]`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from .errors import WrongValue
from .exchanging import ControlRequest, Steps, ask, ask_for, make_request
from .operations import OperationId
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

    @verb
    def add(self, members: Mapping[str, Any] | None = None, /, **more: Any) -> Steps[Row]:
        """Add a row after all others, and return it. It gets identifier, times and defaults as in a creation."""
        (added,) = yield from self._add([{**(members or {}), **more}])
        return added

    @verb
    def add_many(self, rows: Iterable[Mapping[str, Any]], *, force: bool = False) -> Steps[list[Row]]:
        """Add rows as `add` does, all or none, and return them."""
        return (yield from self._add(rows, force=force))

    @verb
    def change(self, identifier: str, members: Mapping[str, Any] | None = None, /, **more: Any) -> Steps[Row]:
        """Replace members of a row, and return it. The other members, including its times, stay as they are."""
        patch = {**(members or {}), **more}
        if any(value is None or isinstance(value, Mapping) for value in patch.values()):
            old = yield from ask_for(Row, make_request("get_row", *self._names(), str(identifier)))
            patch = make_patch(old, patch, self._at.resource)
        return (yield from ask_for(Row, self._write("patch_row", str(identifier), body=patch)))

    @verb
    def patch(self, identifier: str, patch: Mapping[str, Any], *, force: bool = False) -> Steps[Row]:
        """Merge a patch into a row (RFC 7396), and return it: null removes a member, objects are merged."""
        return (yield from ask_for(Row, self._write("patch_row", str(identifier), body=dict(patch), force=force)))

    @verb
    def put(self, identifier: str, row: Mapping[str, Any], *, force: bool = False) -> Steps[Row]:
        """Replace the row with this identifier, or add one after all others, and return it."""
        return (yield from ask_for(Row, self._write("put_row", str(identifier), body=dict(row), force=force)))

    @verb
    def replace(self, rows: Iterable[Mapping[str, Any]], *, force: bool = False) -> Steps[None]:
        """Let these be the only rows, as they are and in this order."""
        yield from ask(self._write("replace_rows", body={"rows": [dict(row) for row in rows]}, force=force))

    @verb
    def remove(self, identifier: str) -> Steps[Row]:
        """Remove a row, and return it."""
        row = yield from ask_for(Row, make_request("get_row", *self._names(), str(identifier)))
        yield from ask(make_request("delete_row", *self._names(), str(identifier)))
        return row

    @verb
    def clear(self) -> Steps[None]:
        """Remove all rows."""
        yield from ask(make_request("clear_rows", *self._names()))

    def _add(self, rows: Iterable[Mapping[str, Any]], *, force: bool = False) -> Steps[list[Row]]:
        body = {"rows": [dict(row) for row in rows]}
        return list((yield from ask_for(RowsRecord, self._write("add_rows", body=body, force=force))).rows)

    def _write(self, operation: OperationId, *names: str, body: Any, force: bool = False) -> ControlRequest:
        return make_request(operation, *self._names(), *names, query={"force": force or None}, body=body)

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

    def __setitem__(self, identifier: str, row: Mapping[str, Any]) -> None:
        """Replace the row with this identifier, or add one after all others."""
        self.put(identifier, row)

    def __delitem__(self, identifier: str) -> None:
        self.remove(identifier)

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


def make_patch(old: Any, new: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return the merge patch (RFC 7396) that lets the members of `new` replace those of `old`.

    A member that an object loses is null in the patch. Raises `WrongValue` for a new null, which no patch can set.
    """
    members = old if isinstance(old, Mapping) else {}
    patch: dict[str, Any] = {}
    for name, value in new.items():
        if isinstance(value, Mapping):
            before = members.get(name)
            lost = dict.fromkeys(before.keys() - value.keys()) if isinstance(before, Mapping) else {}
            patch[name] = {**lost, **make_patch(before, value, what)}
        elif value is not None:
            patch[name] = value
        elif members.get(name, "") is not None:
            raise WrongValue(f"{name} of {what} cannot become null by a change over HTTP; put() the whole row")
    return patch
