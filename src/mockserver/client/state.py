"""The state of an API in a world: `world.state("adapter")`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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

    def __repr__(self) -> str:
        return f"<state of {self._at.api} in {self._at.world}>"


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
