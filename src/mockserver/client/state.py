"""The state of an API in a world: `world.state("adapter")`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from .exchanging import Steps, ask_for, make_request
from .records import Row
from .rows import AsyncRemoteRows, RemoteRows
from .verbs import Asynchronous, Standing, Synchronous, verb


class StateVerbs:
    """What can be done with the state of an API."""

    _at: Standing

    @verb
    def all(self) -> Steps[dict[str, tuple[Row, ...]]]:
        """The rows of every resource, oldest first, and of the collections that only handlers see."""
        wanted = make_request("get_api_state", self._at.world, self._at.api or "")
        return (yield from ask_for(dict[str, tuple[Row, ...]], wanted))

    @verb
    def seed(self, rows: Mapping[str, Iterable[Mapping[str, Any]]] | Path, *, force: bool = False) -> Steps[int]:
        """Replace all rows of the resources that are named, all or none; a path is that of a `seed.yaml`.

        Returns how many rows they have. With `force`, they are not checked against their schemas.
        """
        given = rows if isinstance(rows, Path) else {name: [dict(row) for row in some] for name, some in rows.items()}
        return (yield from send_seed("seed_api_state", (self._at.world, self._at.api or ""), given, force=force))

    def __repr__(self) -> str:
        return f"<state of {self._at.api} in {self._at.world}>"


def send_seed(
    operation: Literal["seed_state", "seed_api_state"],
    names: Sequence[str],
    rows: Mapping[str, Any] | Path,
    *,
    force: bool = False,
) -> Steps[int]:
    """Send the rows of a mapping or of a YAML file, and return how many there are. `OSError` if it cannot be read."""
    is_file = isinstance(rows, Path)
    body = rows.read_bytes() if isinstance(rows, Path) else rows
    headers = {"Content-Type": "application/yaml"} if is_file else None
    wanted = make_request(operation, *names, query={"force": force or None}, body=body, headers=headers)
    return (yield from ask_for(int, wanted, "rows"))


class RemoteState(StateVerbs, Synchronous, Mapping[str, RemoteRows]):
    """The resources of one API, by their names in `behaviour.yaml`, and the inferred ones.

    >>> control.world("anna").state("adapter")["connector"]["c0ffee01-1234-5678-90ab-cdef01234567"]["name"]
    'Acme CRM'
    """

    def __getitem__(self, resource: str) -> RemoteRows:
        return RemoteRows(self._door, self._at._replace(resource=resource))

    def __contains__(self, resource: object) -> bool:
        return resource in self.all()

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


class AsyncRemoteState(StateVerbs, Asynchronous):
    """The resources of one API, by name: `await world.state("adapter")["connector"]["c0ffee…"]`."""

    def __getitem__(self, resource: str) -> AsyncRemoteRows:
        return AsyncRemoteRows(self._door, self._at._replace(resource=resource))
